package dev.playflux.state;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * A value that changes, as a Flux of its latest: hot; a subscriber gets the current value at once and then, as far as it
 * asks for more, the newest at that moment; what it was too slow for is skipped and nothing is queued. Signals on the
 * thread that sets the value, or on the one that requests or subscribes. One writer at a time.
 */
public interface Latest<T> {

    /** Without a value yet. */
    static <T> Latest<T> create() {
        return new LatestFlux<>();
    }

    /** The value, or null before the first one. From any thread. */
    @Nullable
    T get();

    /** Sets the value and signals it to those that asked; nothing after {@link #complete}. */
    void set(T value);

    /** Ends the Flux: each subscriber gets the last value, if it has not yet and asks, then the completion. */
    void complete();

    /** The Flux: hot, replays the latest, conflates for each subscriber; cancel ends that subscription only. */
    Flux<T> flux();
}
