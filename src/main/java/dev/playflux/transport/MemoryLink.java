package dev.playflux.transport;

import dev.playflux.message.CloseReason;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One end of a link in memory.
 *
 * <p>What is written waits in the outbox until the peer takes it. A peer that does not read takes a window's worth, as
 * a kernel would; a stalled one nothing.
 */
final class MemoryLink implements Link {
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(1);

    private final MemoryEnd end;
    private final MemoryLoop loop;
    private final Deliveries deliveries = new Deliveries(this::close);
    private final MemoryInbox inbox = new MemoryInbox();
    private final MemoryOutbox outbox = new MemoryOutbox();
    private final AtomicReference<@Nullable CloseReason> closing = new AtomicReference<>();
    private @Nullable MemoryLink other;
    private volatile boolean opened;
    private volatile boolean reading = true;

    MemoryLink(MemoryEnd end) {
        this.end = end;
        this.loop = new MemoryLoop(end.network().scheduler());
    }

    /** Its number in its network. */
    int number() {
        return end.number();
    }

    void peer(MemoryLink peer) {
        this.other = peer;
    }

    @Override
    public String subProtocol() {
        return end.subProtocol();
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
        if (loop.here()) {
            opened(receiver);
        } else {
            loop.execute(() -> opened(receiver));
        }
    }

    private void opened(Receiver receiver) {
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
        return !outbox.full() && closing.get() == null;
    }

    @Override
    public long waiting() {
        return outbox.waiting();
    }

    @Override
    public void write(List<byte[]> parts) {
        if (closing.get() == null) {
            outbox.add(MemoryItem.Data.of(parts));
        }
    }

    @Override
    public void flush() {
        outbox.flush();
        send();
    }

    @Override
    public void ping() {
        if (closing.get() == null) {
            outbox.add(new MemoryItem.Ping(end.network().now()));
            flush();
        }
    }

    @Override
    public void close(CloseReason reason) {
        if (closing.compareAndSet(null, reason)) {
            if (loop.here()) {
                deliveries.silence();
            }
            loop.execute(() -> sayClose(reason));
        }
    }

    boolean ended() {
        return deliveries.ended();
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

    private void sayClose(CloseReason reason) {
        deliveries.silence();
        if (!CloseCodes.sendable(reason.code())) {
            cut(reason);
            return;
        }
        outbox.add(new MemoryItem.Close(reason));
        flush();
        if (!outbox.hasFlushed()) {
            gone(reason);
        } else {
            loop.after(CLOSE_DEADLINE, () -> giveUp(reason));
        }
    }

    private void giveUp(CloseReason reason) {
        if (outbox.hasFlushed()) {
            cut(reason);
        }
    }

    private void gone(CloseReason reason) {
        outbox.clear();
        inbox.clear();
        if (deliveries.closed(reason)) {
            end.onClosed().accept(this, reason);
            if (deliveries.opened()) {
                loop.end();
            }
        }
    }

    /** Hands what was flushed to the peer, if it takes. On the loop. */
    private void send() {
        if (!outbox.hasFlushed() || !peer().takes()) {
            return;
        }
        List<MemoryItem> batch = outbox.take();
        peer().arrive(batch, outbox.delay(end.network().now(), end.network().latency()));
        outbox.left(batch);
        if (batch.get(batch.size() - 1) instanceof MemoryItem.Close close) {
            gone(close.reason());
        }
    }

    /** Whether it delivers what has arrived. */
    private boolean reads() {
        return closing.get() != null || (opened && reading && !end.stalled());
    }

    /** Whether it takes more from the network. */
    private boolean takes() {
        return reads() || (!end.stalled() && inbox.hasWindow());
    }

    private void arrive(List<MemoryItem> batch, Duration delay) {
        if (closing.get() == null) {
            inbox.depart(batch);
            loop.after(delay, () -> {
                inbox.arrive();
                take();
            });
        }
    }

    /** Delivers what has arrived. On the loop. */
    private void take() {
        List<MemoryItem> batch;
        while (reads() && (batch = inbox.next()) != null) {
            batch.forEach(this::take);
        }
        deliveries.turnEnded();
    }

    private void take(MemoryItem item) {
        if (closing.get() != null) {
            return;
        }
        if (item instanceof MemoryItem.Data data) {
            take(data);
        } else if (item instanceof MemoryItem.Ping ping) {
            deliveries.pinged(() -> answer(ping));
        } else if (item instanceof MemoryItem.Pong pong) {
            deliveries.pong(end.network().now() - pong.sent());
        } else if (item instanceof MemoryItem.Close close && closing.compareAndSet(null, close.reason())) {
            gone(close.reason());
        }
    }

    private void answer(MemoryItem.Ping ping) {
        if (closing.get() == null) {
            outbox.add(new MemoryItem.Pong(ping.sent()));
            flush();
        }
    }

    private void take(MemoryItem.Data data) {
        CloseReason broken = data.broken(end);
        if (broken != null) {
            close(broken);
        } else {
            deliveries.message(data.content(), end.text());
        }
    }

    private MemoryLink peer() {
        return Objects.requireNonNull(other);
    }
}
