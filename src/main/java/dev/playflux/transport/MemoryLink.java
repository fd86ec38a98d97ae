package dev.playflux.transport;

import dev.playflux.codec.Encoded;
import dev.playflux.message.CloseReason;
import dev.playflux.message.Limits;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One end of a link in memory.
 *
 * <p>What is written stands in {@code written}, after a flush in {@code flushed}; it counts as waiting until the peer
 * takes it. A peer that takes gets it as a batch in its {@code travelling} queue, with one task of its loop that is
 * due after the latency and moves the queue's head to {@code arrived}. So order holds whatever the latency does. A peer
 * that does not read takes a window's worth, as a kernel would; a stalled one nothing.
 */
final class MemoryLink implements Link {
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(1);
    private static final int WINDOW = 64 * 1024;

    private final MemoryNetwork network;
    private final MemoryLoop loop;
    private final String subProtocol;
    private final Limits.Shape limits;
    private final boolean client;
    private final BiConsumer<MemoryLink, CloseReason> onClosed;
    private @Nullable MemoryLink other;

    private final AtomicReference<@Nullable CloseReason> closing = new AtomicReference<>();
    private final AtomicLong waiting = new AtomicLong();
    private volatile boolean full;
    private volatile boolean opened;
    private volatile boolean reading = true;
    private final AtomicLong undelivered = new AtomicLong();
    private final Queue<List<MemoryItem>> travelling = new ConcurrentLinkedQueue<>();

    // The loop's own.
    private final Deliveries deliveries = new Deliveries();
    private final Deque<MemoryItem> written = new ArrayDeque<>();
    private final Deque<MemoryItem> flushed = new ArrayDeque<>();
    private final Deque<List<MemoryItem>> arrived = new ArrayDeque<>();
    private long lastArrival = Long.MIN_VALUE;

    MemoryLink(
            MemoryNetwork network,
            String subProtocol,
            Limits.Shape limits,
            boolean client,
            BiConsumer<MemoryLink, CloseReason> onClosed) {
        this.network = network;
        this.loop = new MemoryLoop(network.scheduler());
        this.subProtocol = subProtocol;
        this.limits = limits;
        this.client = client;
        this.onClosed = onClosed;
    }

    void peer(MemoryLink peer) {
        this.other = peer;
    }

    @Override
    public String subProtocol() {
        return subProtocol;
    }

    @Override
    public String address() {
        return "memory";
    }

    @Override
    public MemoryLoop loop() {
        return loop;
    }

    @Override
    public void open(Receiver receiver) {
        if (!loop.here()) {
            loop.execute(() -> open(receiver));
            return;
        }
        deliveries.open(receiver);
        opened = true;
        if (deliveries.holds()) {
            loop.execute(this::drain);
        }
        resume();
    }

    private void drain() {
        deliveries.drain();
        if (deliveries.ended()) {
            loop.end();
        }
    }

    @Override
    public void reading(boolean wanted) {
        reading = wanted;
        if (wanted) {
            resume();
        }
    }

    @Override
    public boolean writable() {
        return !full && closing.get() == null;
    }

    @Override
    public long waiting() {
        return waiting.get();
    }

    @Override
    public void write(Encoded message) {
        if (closing.get() == null) {
            byte[] content = joined(message);
            written.add(new MemoryItem.Data(content));
            if (waiting.addAndGet(content.length) > WaterMarks.HIGH) {
                full = true;
            }
        }
    }

    @Override
    public void flush() {
        flushed.addAll(written);
        written.clear();
        send();
    }

    @Override
    public void ping() {
        if (closing.get() == null) {
            written.add(new MemoryItem.Ping(network.now()));
            flush();
        }
    }

    @Override
    public void close(CloseReason reason) {
        if (closing.compareAndSet(null, reason)) {
            loop.execute(() -> sayClose(reason));
        }
    }

    /** Ends this end without a close frame. From any thread. */
    void sever(CloseReason reason) {
        closing.compareAndSet(null, reason);
        loop.execute(() -> gone(Objects.requireNonNullElse(closing.get(), reason)));
    }

    /** The other end takes what waits here, now or again. From any thread. */
    void resume() {
        loop.execute(this::take);
        peer().loop.execute(peer()::send);
    }

    /** Cuts both ends at once; this one hears the reason. From any thread. */
    void cut(CloseReason reason) {
        sever(reason);
        peer().sever(CloseReason.LOST);
    }

    /** Cuts a link that nobody will open. */
    void abandon() {
        cut(CloseReason.LOST);
        loop.execute(loop::end);
    }

    private void sayClose(CloseReason reason) {
        if (!CloseCodes.sendable(reason.code())) {
            peer().sever(CloseReason.LOST);
            gone(reason);
            return;
        }
        written.add(new MemoryItem.Close(reason));
        flush();
        if (flushed.isEmpty()) {
            gone(reason);
        } else {
            loop.after(CLOSE_DEADLINE, () -> giveUp(reason));
        }
    }

    private void giveUp(CloseReason reason) {
        if (!flushed.isEmpty()) {
            peer().sever(CloseReason.LOST);
            gone(reason);
        }
    }

    private void gone(CloseReason reason) {
        written.clear();
        flushed.clear();
        arrived.clear();
        waiting.set(0);
        if (deliveries.closed(reason)) {
            onClosed.accept(this, reason);
            network.forget(this);
            if (deliveries.opened()) {
                loop.end();
            }
        }
    }

    /** Hands what was flushed to the peer, if it takes. On the loop. */
    private void send() {
        if (flushed.isEmpty() || !peer().takes()) {
            return;
        }
        List<MemoryItem> batch = new ArrayList<>(flushed);
        flushed.clear();
        peer().arrive(batch, arrival());
        if (waiting.addAndGet(-bytes(batch)) <= WaterMarks.LOW && full) {
            full = false;
            loop.execute(deliveries::writable);
        }
        if (closing.get() != null && batch.get(batch.size() - 1) instanceof MemoryItem.Close close) {
            gone(close.reason());
        }
    }

    /** The delay of a batch sent now: the latency, but not before the batch sent last. */
    private Duration arrival() {
        long now = network.now();
        lastArrival = Math.max(lastArrival, now + network.latency().toNanos());
        return Duration.ofNanos(lastArrival - now);
    }

    /** Whether it delivers what has arrived. */
    private boolean reads() {
        return closing.get() != null || opened && reading && !stalled();
    }

    /** Whether it takes more from the network. */
    private boolean takes() {
        return reads() || !stalled() && undelivered.get() < WINDOW;
    }

    private boolean stalled() {
        return client && network.stalled();
    }

    private void arrive(List<MemoryItem> batch, Duration delay) {
        if (closing.get() != null) {
            return;
        }
        undelivered.addAndGet(bytes(batch));
        travelling.add(batch);
        loop.after(delay, () -> {
            arrived.add(Objects.requireNonNull(travelling.poll()));
            take();
        });
    }

    /** Delivers what has arrived. On the loop. */
    private void take() {
        while (!arrived.isEmpty() && reads()) {
            List<MemoryItem> batch = arrived.remove();
            undelivered.addAndGet(-bytes(batch));
            batch.forEach(this::take);
        }
        deliveries.turnEnded();
    }

    private void take(MemoryItem item) {
        if (closing.get() != null) {
            return;
        }
        if (item instanceof MemoryItem.Data data) {
            take(data.content());
        } else if (item instanceof MemoryItem.Ping ping) {
            written.add(new MemoryItem.Pong(ping.sent()));
            flush();
        } else if (item instanceof MemoryItem.Pong pong) {
            deliveries.pong(network.now() - pong.sent());
        } else if (item instanceof MemoryItem.Close close && closing.compareAndSet(null, close.reason())) {
            gone(close.reason());
        }
    }

    private void take(byte[] content) {
        boolean text = SubProtocols.text(subProtocol);
        if (content.length > limits.messageBytes()) {
            close(CloseCodes.tooBig(limits.messageBytes()));
        } else if (text && !Utf8.valid(content)) {
            close(CloseCodes.NOT_UTF8);
        } else {
            deliveries.message(content, text);
        }
    }

    private static long bytes(List<MemoryItem> batch) {
        return batch.stream().mapToLong(MemoryItem::bytes).sum();
    }

    private MemoryLink peer() {
        return Objects.requireNonNull(other);
    }

    private static byte[] joined(Encoded message) {
        byte[] content = new byte[message.length()];
        int at = 0;
        for (byte[] part : message.parts()) {
            System.arraycopy(part, 0, content, at, part.length);
            at += part.length;
        }
        return content;
    }
}
