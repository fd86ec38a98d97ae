package dev.playflux.testing;

import dev.playflux.client.GameConnector;
import dev.playflux.codec.Codec;
import dev.playflux.message.NetworkConditions;
import dev.playflux.room.Room;
import dev.playflux.server.RunningServer;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/**
 * A match under test. On one thread. Its expectations hold now; {@link #within} gives those that may wait. What lets time pass
 * is for matches of {@link GameTest#open}: in one of {@link GameTest#play} time is StepVerifier's.
 */
public interface Match<S> extends MatchExpectations<S>, AutoCloseable {

    // Players.

    /** A player joins with the options {@code {"name": name}}. */
    TestPlayer join(String name);

    /** A player joins with options of the game's own. */
    TestPlayer joinWith(@Nullable Object options);

    /** Somebody watches. */
    TestPlayer spectate();

    /** Somebody connects in a way of its own: to a room, with a token. */
    TestPlayer connect(UnaryOperator<GameConnector> how);

    /** All who have connected, in that order. */
    List<TestPlayer> players();

    // What there is.

    /** The first room. */
    Room<S> room();

    /** The server. */
    RunningServer server();

    /** The state of the first room, exactly as its last reducer left it. */
    default S state() {
        return room().state();
    }

    /** The number of the last tick of the first room; 0 before it. */
    long tick();

    /** The time since the match was opened. */
    Duration time();

    /** The seed of all chance. */
    long seed();

    /** What the server has counted. */
    Counts counts();

    /**
     * A checksum of every byte that has travelled so far, for each player and direction: equal for two matches of the same
     * game, seed and script.
     */
    long fingerprint();

    // How those are who come from now on.

    /** How those who join from now on speak with the server: {@link MatchSpec#codec} unless told. */
    void codec(Codec codec);

    /** The time that a message takes one way, from now on. */
    void latency(Duration oneWay);

    /** How the lines of those who join from now on are, in both directions: see {@link TestPlayer#network(NetworkConditions)}. */
    default void network(NetworkConditions conditions) {
        network(conditions, conditions);
    }

    /** The same for each direction. */
    void network(NetworkConditions toServer, NetworkConditions toClient);

    // Time.

    /** Lets so many ticks of the game pass, with all that happens in this time. */
    Match<S> ticks(int count);

    /** Lets time pass, with all that happens in it. */
    Match<S> advance(Duration time);

    /**
     * The first value of a publisher, for which time passes if it must.
     *
     * @throws AssertionError if there is none within this time, or it fails
     */
    <T> T await(Duration within, Publisher<T> publisher);

    /** Expectations that let time pass until they are met, but no more than this. */
    MatchExpectations<S> within(Duration time);

    /** Expectations that let ticks pass until they are met, but no more than these. */
    MatchExpectations<S> within(int ticks);

    /**
     * Ends the match: all leave, the server ends. Time is real again.
     *
     * @throws AssertionError if the game's functions threw something that nobody expected
     */
    @Override
    void close();
}
