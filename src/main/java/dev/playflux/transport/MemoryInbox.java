package dev.playflux.transport;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What is on its way to an end, and what has arrived without being delivered. The sender puts each batch on its way
 * with one task of the receiver's loop; each such task moves the first of them, so order holds whatever the latency
 * does.
 */
final class MemoryInbox {
    /** What a receiver that does not read takes nevertheless, as a kernel would. */
    private static final int WINDOW = 64 * 1024;

    private final Queue<List<MemoryItem>> travelling = new ConcurrentLinkedQueue<>();
    private final Deque<List<MemoryItem>> arrived = new ArrayDeque<>();
    private final AtomicLong undelivered = new AtomicLong();

    /** A batch sets out. From any thread. */
    void depart(List<MemoryItem> batch) {
        undelivered.addAndGet(MemoryItem.bytes(batch));
        travelling.add(batch);
    }

    /** The first batch on its way is there. */
    void arrive() {
        arrived.add(Objects.requireNonNull(travelling.poll()));
    }

    /** The next batch to deliver, or null. */
    @Nullable
    List<MemoryItem> next() {
        List<MemoryItem> batch = arrived.poll();
        if (batch != null) {
            undelivered.addAndGet(-MemoryItem.bytes(batch));
        }
        return batch;
    }

    /** Whether a receiver that does not read has room. From any thread. */
    boolean hasWindow() {
        return undelivered.get() < WINDOW;
    }

    void clear() {
        arrived.clear();
    }
}
