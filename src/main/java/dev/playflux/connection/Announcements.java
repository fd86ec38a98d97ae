package dev.playflux.connection;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

/**
 * A hot Flux that any thread may announce to: each subscriber has a queue of its own, so a slow one delays nobody. What a
 * subscriber has not asked for waits, at most 4096; beyond that the oldest are dropped for it.
 */
final class Announcements<T> {
    private static final int MOST = 4096;

    private final List<FluxSink<T>> sinks = new CopyOnWriteArrayList<>();
    private volatile boolean complete;

    void announce(T item) {
        for (FluxSink<T> sink : sinks) {
            sink.next(item);
        }
    }

    void complete() {
        complete = true;
        sinks.forEach(FluxSink::complete);
    }

    Flux<T> flux() {
        return Flux.<T>create(this::subscribe, FluxSink.OverflowStrategy.IGNORE)
                .onBackpressureBuffer(MOST, dropped -> {}, reactor.core.publisher.BufferOverflowStrategy.DROP_OLDEST);
    }

    private void subscribe(FluxSink<T> sink) {
        sinks.add(sink);
        sink.onDispose(() -> sinks.remove(sink));
        if (complete) {
            sink.complete();
        }
    }
}
