package dev.playflux.testing;

import dev.playflux.codec.Codec;
import dev.playflux.room.Game;
import dev.playflux.server.GameServer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/**
 * How a match is played: immutable, every method gives a changed copy.
 *
 * @param game the game
 * @param seed of all chance, on both sides. Defaults to 1
 * @param codec how players speak with the server. Defaults to {@link Codec#cbor}
 * @param server what the server is besides: limits, other games, a store, an authenticator. Defaults to nothing
 * @param faultsAllowed whether what the game's functions throw leaves the match as it is, until {@link
 *     MatchExpectations#expectFault}. Defaults to false: it fails the match
 */
public record MatchSpec<S>(
        Game<S> game, long seed, Codec codec, UnaryOperator<GameServer> server, boolean faultsAllowed) {

    /** The seed of all chance, of the room's, of tokens and of players who come back. */
    public MatchSpec<S> seed(long seed) {
        return new MatchSpec<>(game, seed, codec, server, faultsAllowed);
    }

    /** How players speak with the server. */
    public MatchSpec<S> codec(Codec codec) {
        return new MatchSpec<>(game, seed, codec, server, faultsAllowed);
    }

    /** Changes the server, after what was changed before; not its transport, schedulers, metrics or {@code onError}. */
    public MatchSpec<S> server(UnaryOperator<GameServer> change) {
        UnaryOperator<GameServer> before = server;
        return new MatchSpec<>(game, seed, codec, spec -> change.apply(before.apply(spec)), faultsAllowed);
    }

    /** What the game's functions throw is expected by {@link MatchExpectations#expectFault}, each of it, before the end. */
    public MatchSpec<S> allowFaults() {
        return new MatchSpec<>(game, seed, codec, server, true);
    }

    /** Opens a match in a time of its own, see {@link GameTest#open}. */
    public Match<S> open() {
        return Matches.open(this);
    }

    /** Plays a match, see {@link GameTest#play}. */
    public <T> Flux<T> play(Function<Match<S>, ? extends Publisher<T>> script) {
        return Matches.play(this, script);
    }
}
