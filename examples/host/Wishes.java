package host;

import dev.playflux.client.GameLoop;
import org.jspecify.annotations.Nullable;

/** Where the own penguin shall push: the server is told once, and again after each welcome. */
final class Wishes {
    private final GameLoop loop;
    private @Nullable Steer told;

    Wishes(GameLoop loop) {
        this.loop = loop;
        // What was told last may have been lost, whatever the server thinks of the connection that it came on.
        loop.onConnected(() -> told = null).onResumed(() -> told = null);
    }

    void wish(Steer wish) {
        if (!wish.equals(told)) {
            told = wish;
            loop.input(wish);
        }
    }
}
