package dev.playflux.client;

import dev.playflux.message.Message;
import dev.playflux.state.Frame;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/**
 * Brings a client to the thread of a game loop: callbacks run inside {@link #pump} and nowhere else, in the order in which
 * things came, and what {@link #state} shows changes there only. Callbacks may be registered from any thread and at any
 * time. One thread at a time pumps.
 *
 * <p>What waits for a pump is bounded: 1024 messages and other news, beyond which the newest are dropped, reliable ones
 * too; {@link #onError} hears how many, see {@link NewsDropped}. Who asks for the loop in the first 5 seconds of the client
 * gets all that came before, 256 messages at most; so one that comes right after the welcome is heard by who registers for it
 * right after {@code connectNow()}. Who asks later gets what comes from then on.
 *
 * <p>It is a Reactor Scheduler too, so {@code flux.publishOn(loop, 1)} moves any Flux there.
 */
public interface GameLoop extends Scheduler {

    /** Runs what has come since the last call, never waits; a callback that throws does not stop the others. Returns how many ran. */
    int pump();

    /** The same for at most so many. */
    int pump(int most);

    /** Hears messages of a record's name. One that does not fit the record is an error, see {@link #onError}. */
    <T> GameLoop on(Class<T> type, Consumer<? super T> callback);

    /** The same under a name. */
    <T> GameLoop on(String action, Class<T> type, Consumer<? super T> callback);

    /** Hears messages that no {@link #on} hears. */
    GameLoop otherwise(Consumer<? super Message> callback);

    /**
     * Hears that a session has begun, exactly once for each: at the first connection, also if that was before the
     * registration, and whatever has become of it since; and again only if the session was lost and the client has joined anew,
     * as another player. Of a session that has begun and ended, the beginning is heard before the end.
     */
    GameLoop onConnected(Runnable callback);

    /** Hears that the connection is back after it was lost, and the session goes on: the same player, nothing reliable lost. */
    GameLoop onResumed(Runnable callback);

    /**
     * Hears why the connection has ended, exactly once for each connection; a second time if the client was to come back by
     * itself and has given up. Who registers while there is no connection hears why.
     */
    GameLoop onDisconnected(Consumer<? super Disconnected> callback);

    /**
     * Hears what goes wrong: where, which is the action if there is one, and what. What a callback or a task of this loop
     * throws, which the log has too; a message that does not fit its type, as {@link dev.playflux.message.BadData}; what the
     * server refuses, as {@link dev.playflux.message.Refused} with its code; news that was lost because nobody pumped, as {@link
     * NewsDropped}, once each time.
     */
    GameLoop onError(BiConsumer<String, Throwable> callback);

    /** The world as of the last pump: the same instance until the next; null before the first. Never waits. */
    <T> @Nullable T state(Class<T> type);

    /** All views of one tick, and its number and time, as of the last pump; null before the first. Never waits. */
    @Nullable
    Frame frame();

    /** Whether the client is connected, now. */
    Status status();

    /** Sends a message as {@link GameClient#send(Object)} does. From any thread. */
    boolean send(Object message);

    /** The same under a name. */
    boolean send(String action, @Nullable Object data);

    /** Gives a continuous input as {@link GameClient#input} does. From any thread. */
    long input(Object input);

    /**
     * Waits for a state. On the thread that pumps, or before anybody has pumped, it pumps while it waits; on another thread it
     * only waits. It sleeps until there is news, and looks once more when the time is over. What the condition throws ends
     * the wait.
     *
     * @param timeout zero looks once
     * @return the state of which the condition held
     * @throws TimeoutException if it held of none
     * @throws dev.playflux.message.PlayfluxException if the client has ended or the thread is interrupted, and it does not hold
     * @throws IllegalStateException on a thread that must not wait, such as one of the network or of a room
     */
    <T> T waitUntil(Class<T> type, Predicate<? super T> condition, Duration timeout) throws TimeoutException;

    /**
     * Tries a function on each state until it does not throw; otherwise as {@link #waitUntil}.
     *
     * @return its result, null if that is its result
     * @throws TimeoutException if it threw each time; its cause is the last exception thrown
     */
    <T, R> @Nullable R tryTo(Class<T> type, Function<? super T, ? extends @Nullable R> function, Duration timeout)
            throws TimeoutException;
}
