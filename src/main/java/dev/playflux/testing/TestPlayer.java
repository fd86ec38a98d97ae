package dev.playflux.testing;

import dev.playflux.client.GameClient;
import dev.playflux.message.Failure;
import dev.playflux.message.NetworkConditions;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A scripted player: the JVM client over the memory transport. Its expectations hold now; {@link #within} gives those that may
 * wait.
 */
public interface TestPlayer extends PlayerExpectations {

    /** The name in failures: that with which it joined, or a number. */
    String name();

    /**
     * Signals the client when the server has welcomed it, or why it was refused. Hot, replayed; cancel changes nothing. Signals
     * on the match's thread, the replay on the subscriber's.
     */
    Mono<GameClient> joined();

    /** The player's id; at once after the join, unless the match has latency. */
    String id();

    /**
     * The client, as soon as it is welcomed. Who waits in its {@link GameClient#loop loop} lets the match's time pass; in a match
     * of {@link GameTest#play} nobody can.
     */
    GameClient client();

    /**
     * The world after each tick, see {@link GameClient#states}: hot, replays the latest, conflates for each subscriber; cancel
     * ends that subscription only. Signals on the match's thread, the replay on the subscriber's; completes when the client is
     * closed for good. A player that is refused makes it an error, and a world that does not fit the type.
     */
    <T> Flux<T> states(Class<T> type);

    /** The same for a view of another name; a view that is gone is skipped. */
    <T> Flux<T> view(String name, Class<T> type);

    /** All keys of a view of many and their values after each tick, see {@link GameClient#views}; else as {@link #states}. */
    <T> Flux<Map<String, T>> views(String name, Class<T> type);

    /** The latest world; null before the first. */
    <T> @Nullable T state(Class<T> type);

    /**
     * Messages of a record's name, see {@link GameClient#on(Class)}: hot, no replay; cancel ends that subscription only. Signals
     * on the match's thread; completes when the client is closed for good. A player that is refused makes it an error, and a
     * message that does not fit the type.
     */
    <T> Flux<T> on(Class<T> type);

    /**
     * What the server refused, a join too: hot, replays the last 10 000; cancel ends that subscription only. Signals on the match's
     * thread, the replay on the subscriber's; completes when the client is closed for good, or was refused.
     */
    Flux<Failure> errors();

    /** Sends a message. */
    void send(Object message);

    /** The same under a name. */
    void send(String action, @Nullable Object data);

    /** Sends a message after this much time. */
    void send(Duration delay, Object message);

    /** Sends a message reliably, at once after the join; the outcome is replayed, see {@link GameClient#deliver(Object)}. */
    Mono<Void> deliver(Object message);

    /** Asks, at once after the join; the answer is replayed, see {@link GameClient#ask(Object, Class)}. */
    <R> Mono<R> ask(Object question, Class<R> type);

    /** Gives an input. */
    void input(Object input);

    /** From now on its line is like this in both directions, over all its connections. The delays follow the match's seed. */
    default void network(NetworkConditions conditions) {
        network(conditions, conditions);
    }

    /** The same for each direction. */
    void network(NetworkConditions toServer, NetworkConditions toClient);

    /**
     * Loses this connection as soon as so many bytes more have gone to the server, or so many have come from it, in the middle of
     * a message perhaps; see {@link NetworkConditions#cut}. The one after it is whole.
     */
    void cutAfter(long toServer, long toClient);

    /** Loses the connection, which comes back by itself. */
    void drop();

    /** Loses the connection, and gets none until it may {@link #comeBack}. */
    void goAway();

    /** May have a connection again: the client, which has never stopped to try, is back within a quarter of a second. */
    void comeBack();

    /** Leaves. */
    void leave();

    /** Expectations that let time pass until they are met, but no more than this; see {@link Match#within(Duration)}. */
    PlayerExpectations within(Duration time);

    /** Expectations that let ticks pass until they are met, but no more than these. */
    PlayerExpectations within(int ticks);

    /** A checksum of every byte that has travelled so far: those of the client, then those of the server. */
    long fingerprint();
}
