package dev.playflux.testing;

import dev.playflux.room.Game;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/** Whole matches without sockets, in virtual time: the server, the wire and the clients are the real ones. */
public interface GameTest {

    /**
     * Plays a match: cold; each subscription opens a room, runs the script, and signals what the script's publisher
     * signals; the room closes with it. Inside {@code StepVerifier.withVirtualTime} all time is virtual. State changed in
     * place is found at every tick; what the game's functions throw ends the Flux as an error.
     */
    static <S, T> Flux<T> play(Game<S> game, Function<Match<S>, ? extends Publisher<T>> script) {
        return Matches.play(game, script);
    }
}
