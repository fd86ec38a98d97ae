package dev.playflux.connection;

import dev.playflux.codec.Encoded;
import dev.playflux.message.CloseReason;
import dev.playflux.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.Scannable;
import reactor.core.publisher.Sinks.EmitResult;
import reactor.util.concurrent.Queues;

/**
 * The outbound side of a connection: any number of threads emit, one loop takes.
 *
 * <p>Reactor's own sinks refuse concurrent emission (98 % FAIL_NON_SERIALIZED from four threads) and end on an overflow
 * in {@code emitNext}. Here a multi-producer queue takes encoded envelopes in each thread's order; two counters bound
 * it, by messages and by bytes, those that wait in the socket included. A counter is raised before the queue is
 * touched and lowered when the loop takes, so the bound holds however the threads race.
 */
final class OutboundSink extends MessageSink {
    /**
     * How the sink ended: completed, by an error, or because the connection closes; the loop closes it when everything
     * that was accepted has been taken.
     */
    private record End(
            CloseReason reason, EmitResult result, @Nullable Throwable error) {}

    private final AtomicReference<@Nullable Queue<Encoded>> queue = new AtomicReference<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicInteger scheduled = new AtomicInteger();
    private final AtomicReference<@Nullable End> end = new AtomicReference<>();
    private final int capacity;
    private final Function<Message, Encoded> encode;
    private final LongSupplier waiting;
    private final Runnable wake;
    private volatile boolean cancelled;

    /**
     * A sink.
     *
     * @param capacity how many messages may wait
     * @param encode throws in the caller for what cannot travel
     * @param waiting the bytes that the socket has not taken yet
     * @param wake asks the loop to take; called once until it has done so
     * @param dropped counts a message that {@code emitNext} gave up
     */
    OutboundSink(
            int capacity, Function<Message, Encoded> encode, LongSupplier waiting, Runnable wake, Runnable dropped) {
        super(dropped);
        this.capacity = capacity;
        this.encode = encode;
        this.waiting = waiting;
        this.wake = wake;
    }

    @Override
    public EmitResult tryEmitNext(Message message) {
        EmitResult state = state();
        return state == EmitResult.OK ? offer(encode.apply(message)) : state;
    }

    EmitResult offer(Encoded envelope) {
        EmitResult state = state();
        if (state != EmitResult.OK) {
            return state;
        }
        if (bytes.get() + waiting.getAsLong() > Wire.UNSENT) {
            return EmitResult.FAIL_OVERFLOW;
        }
        // Counted before the end is looked at again: either it is seen here, or the loop sees the count and waits for
        // it.
        boolean full = count.incrementAndGet() > capacity;
        state = state();
        if (full || state != EmitResult.OK) {
            count.decrementAndGet();
            if (end.get() != null) {
                schedule();
            }
            return state == EmitResult.OK ? EmitResult.FAIL_OVERFLOW : state;
        }
        bytes.addAndGet(envelope.length());
        queue().offer(envelope);
        schedule();
        return EmitResult.OK;
    }

    /** Made by the first who offers: whoever plays in a room is written to by the room. */
    private Queue<Encoded> queue() {
        Queue<Encoded> made = queue.get();
        return made != null
                ? made
                : Objects.requireNonNull(queue.updateAndGet(other -> other != null
                        ? other
                        : Queues.<Encoded>unboundedMultiproducer().get()));
    }

    /** Takes what waits, in order. On the loop; what comes while it runs is taken too, or wakes the loop again. */
    List<Encoded> take() {
        scheduled.set(0);
        Queue<Encoded> waits = queue.get();
        if (waits == null) {
            return List.of();
        }
        List<Encoded> taken = new ArrayList<>();
        for (Encoded next = waits.poll(); next != null; next = waits.poll()) {
            count.decrementAndGet();
            bytes.addAndGet(-next.length());
            taken.add(next);
            if (taken.size() >= capacity) {
                schedule();
                break;
            }
        }
        return taken;
    }

    /** Accepts no more, because the connection is to close; what was accepted is still taken. */
    void close(CloseReason reason) {
        end.compareAndSet(null, new End(reason, EmitResult.FAIL_CANCELLED, null));
    }

    /** How to close, once everything accepted has been taken; null before. On the loop, after {@link #take}. */
    @Nullable
    CloseReason ended() {
        End ended = end.get();
        return ended != null && count.get() == 0 ? ended.reason : null;
    }

    /** The link is gone. */
    void cancel() {
        cancelled = true;
    }

    private EmitResult state() {
        End ended = end.get();
        return cancelled ? EmitResult.FAIL_CANCELLED : ended == null ? EmitResult.OK : ended.result;
    }

    private void schedule() {
        if (!cancelled && scheduled.getAndSet(1) == 0) {
            wake.run();
        }
    }

    @Override
    public EmitResult tryEmitComplete() {
        return end(new End(CloseReason.DONE, EmitResult.FAIL_TERMINATED, null));
    }

    @Override
    public EmitResult tryEmitError(Throwable error) {
        return end(new End(new CloseReason(1011, "internal error"), EmitResult.FAIL_TERMINATED, error));
    }

    private EmitResult end(End how) {
        if (cancelled) {
            return EmitResult.FAIL_CANCELLED;
        }
        if (!end.compareAndSet(null, how)) {
            return state();
        }
        schedule();
        return EmitResult.OK;
    }

    @Override
    public int currentSubscriberCount() {
        return cancelled ? 0 : 1;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public @Nullable Object scanUnsafe(Scannable.Attr key) {
        if (key == Scannable.Attr.BUFFERED) {
            return count.get();
        }
        if (key == Scannable.Attr.CAPACITY) {
            return capacity;
        }
        if (key == Scannable.Attr.CANCELLED) {
            return cancelled;
        }
        End ended = end.get();
        if (key == Scannable.Attr.TERMINATED) {
            return ended != null;
        }
        return key == Scannable.Attr.ERROR && ended != null ? ended.error : null;
    }
}
