package dev.playflux.transport;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** What an end has written and the network has not taken. On the loop, but for what it tells of its fill. */
final class MemoryOutbox {
    private final Deque<MemoryItem> written = new ArrayDeque<>();
    private final Deque<MemoryItem> flushed = new ArrayDeque<>();
    private final AtomicLong waiting = new AtomicLong();
    private volatile boolean full;
    private long lastArrival = Long.MIN_VALUE;

    void add(MemoryItem item) {
        written.add(item);
        if (waiting.addAndGet(item.bytes()) > WaterMarks.HIGH) {
            full = true;
        }
    }

    void flush() {
        flushed.addAll(written);
        written.clear();
    }

    /** Everything that was flushed, as one batch. It counts as waiting until {@link #left} is told. */
    List<MemoryItem> take() {
        List<MemoryItem> batch = new ArrayList<>(flushed);
        flushed.clear();
        return batch;
    }

    /** Counts a batch as gone, which may make room again. */
    void left(List<MemoryItem> batch) {
        if (waiting.addAndGet(-MemoryItem.bytes(batch)) <= WaterMarks.LOW) {
            full = false;
        }
    }

    void clear() {
        written.clear();
        flushed.clear();
        waiting.set(0);
    }

    /** The delay of a batch sent now: the latency, but not before the batch sent last. */
    Duration delay(long now, Duration latency) {
        lastArrival = Math.max(lastArrival, now + latency.toNanos());
        return Duration.ofNanos(lastArrival - now);
    }

    boolean hasFlushed() {
        return !flushed.isEmpty();
    }

    /** From any thread. */
    boolean full() {
        return full;
    }

    /** From any thread. */
    long waiting() {
        return waiting.get();
    }
}
