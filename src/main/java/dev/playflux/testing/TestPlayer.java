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

    /** Signals the client when the server has welcomed it, or why it was refused. Replayed. */
    Mono<GameClient> joined();

    /** The player's id; at once after the join, unless the match has latency. */
    String id();

    /** The client, as soon as it is welcomed. */
    GameClient client();

    /** The world after each tick, see {@link GameClient#states}. */
    <T> Flux<T> states(Class<T> type);

    /** A view after each tick. */
    <T> Flux<T> view(String name, Class<T> type);

    /** All keys of a view of many after each tick, see {@link GameClient#views}. */
    <T> Flux<Map<String, T>> views(String name, Class<T> type);

    /** The latest world; null before the first. */
    <T> @Nullable T state(Class<T> type);

    /** Messages from the server. */
    <T> Flux<T> on(Class<T> type);

    /** What the server refused, all of it, from the start. */
    Flux<Failure> errors();

    /** Sends a message. */
    void send(Object message);

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
