package lag;

import dev.playflux.message.NetworkConditions;
import dev.playflux.room.Game;
import dev.playflux.room.Player;
import dev.playflux.room.Reply;
import java.time.Duration;
import java.util.List;
import lag.Lag.Lines;
import org.jspecify.annotations.Nullable;
import people.Join;

/**
 * Lag as a game. Its server's transport must be an impaired one: {@code Transport.impaired(Transport.webSocket(), seed)}, which
 * leaves everybody alone whose line nobody makes worse.
 */
public final class LagGame {
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final double BURST = 2;

    private LagGame() {}

    /** A message that comes back; with it, how long those took, in ms, that have come back since the one before. */
    record Echo(List<@Nullable Double> took) {}

    /** The wish for a worse line: ms there and back, and segments of a hundred. */
    record Worsen(int latency, int loss) {}

    /** The game. */
    public static Game<Lag> game() {
        return Game.named("lag", Lag::empty)
                .tickRate(10)
                .maxPlayers(8)
                .onJoin(Join.class, (lag, player, join) -> lag.joined(player.id(), join.shownName()))
                .onLeave((lag, player, why) -> lag.left(player.id()))
                .on(
                        Worsen.class,
                        (lag, player, worsen) ->
                                worsened(lag.worse(player.id(), worsen.latency(), worsen.loss()), player))
                .answer(Echo.class, (lag, player, echo) -> Reply.of(lag.took(player.id(), echo.took()), null))
                .world(Lines.class, Lag::seen);
    }

    /** Makes the player's line as bad as it shall be. */
    private static Lag worsened(Lag lag, Player<Lag> player) {
        NetworkConditions way = conditions(lag.lines().get(player.id()));
        player.network(way, way);
        return lag;
    }

    /** Half of the latency in each direction; what is lost comes a while after it should have. */
    static NetworkConditions conditions(Line line) {
        Duration latency = Duration.ofMillis(line.latency());
        return NetworkConditions.none()
                .latency(latency.dividedBy(2))
                .stalls(line.loss() / 100.0, BURST, latency.plus(PAUSE));
    }
}
