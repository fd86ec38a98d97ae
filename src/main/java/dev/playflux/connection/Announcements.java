package dev.playflux.connection;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import reactor.core.publisher.BufferOverflowStrategy;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

/**
 * A hot Flux that anybody announces to. Each subscriber has a queue of its own for what it has not asked for yet; beyond its
 * bound the newest are dropped for that subscriber, and nobody else waits or misses anything. From any thread.
 */
public final class Announcements<T> {
    private final List<FluxSink<T>> sinks = new CopyOnWriteArrayList<>();
    private final int most;
    private volatile boolean complete;

    /** Announcements of which so many may wait for a subscriber. */
    public Announcements(int most) {
        this.most = most;
    }

    /** Tells all subscribers. */
    public void announce(T item) {
        sinks.forEach(sink -> sink.next(item));
    }

    /** Ends it. */
    public void complete() {
        complete = true;
        sinks.forEach(FluxSink::complete);
    }

    /** The Flux: hot, no replay; cancel ends that subscription only; signals on the announcing thread. */
    public Flux<T> flux() {
        return Flux.<T>create(this::subscribe, FluxSink.OverflowStrategy.IGNORE)
                .onBackpressureBuffer(most, dropped -> {}, BufferOverflowStrategy.DROP_LATEST);
    }

    private void subscribe(FluxSink<T> sink) {
        sinks.add(sink);
        sink.onDispose(() -> sinks.remove(sink));
        if (complete) {
            sink.complete();
        }
    }
}
