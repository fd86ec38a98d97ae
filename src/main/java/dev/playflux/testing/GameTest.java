package dev.playflux.testing;

import dev.playflux.codec.Codec;
import dev.playflux.room.Game;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/**
 * Whole matches without sockets, in virtual time: the server, the wire and the clients are the real ones. State changed in
 * place is found at every tick.
 */
public interface GameTest {

    /**
     * Opens a match in virtual time of its own, which stands still unless the match is told to let it pass: from here to its
     * {@link Match#close close} all of Reactor's schedulers are virtual, so only one is open at a time in a JVM. No thread is
     * started; everything runs on the caller's. What the game's functions throw fails the call that let it happen.
     *
     * <pre>{@code
     * record World(int pushed) {}
     * record Push(int strength) {}
     * Game<World> game = Game.named("push", () -> new World(0))
     *         .on(Push.class, (world, player, push) -> new World(world.pushed() + push.strength()));
     * try (Match<World> match = GameTest.open(game)) {
     *     TestPlayer ada = match.join("Ada");
     *     ada.send(new Push(2));
     *     match.ticks(1);
     *     ada.expectState(World.class, "that she has pushed", world -> world.pushed() == 2);
     * }
     * }</pre>
     */
    static <S> Match<S> open(Game<S> game) {
        return with(game).open();
    }

    /**
     * Plays a match: cold; each subscription opens a room, runs the script, and signals what the script's publisher
     * signals; the room closes with it. Inside {@code StepVerifier.withVirtualTime} all time is virtual. What the game's
     * functions throw ends the Flux as an error.
     */
    static <S, T> Flux<T> play(Game<S> game, Function<Match<S>, ? extends Publisher<T>> script) {
        return with(game).play(script);
    }

    /** A match of this game, with a seed, a codec, a server of the test's own. */
    static <S> MatchSpec<S> with(Game<S> game) {
        return new MatchSpec<>(game, 1, Codec.cbor(), UnaryOperator.identity(), false);
    }
}
