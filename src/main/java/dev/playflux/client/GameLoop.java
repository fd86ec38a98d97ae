package dev.playflux.client;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/**
 * Brings a client's callbacks to the thread of a game loop: nothing runs but inside {@link #pump}. It is a Reactor
 * Scheduler, so {@code flux.publishOn(loop, 1)} moves any Flux there.
 */
public interface GameLoop extends Scheduler {

    /** Runs what has come since the last call, never waits; a callback that throws does not stop the others. Returns how many ran. */
    int pump();

    /** The same for at most so many. */
    int pump(int most);

    /** Hears messages of a record's name, inside {@link #pump}. At most 1024 wait; beyond that new ones are dropped. */
    <T> GameLoop on(Class<T> type, Consumer<T> callback);

    /** The world as of the last pump: the same instance until the next; null before the first. */
    <T> @Nullable T state(Class<T> type);
}
