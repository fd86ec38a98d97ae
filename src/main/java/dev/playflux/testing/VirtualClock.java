package dev.playflux.testing;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * A scheduler whose time passes when somebody says so: on that thread all tasks run, in the order of their moments, then of
 * their coming. The same calls give the same order. Disposing it does nothing, because everybody shares it.
 *
 * <p>Tasks that other threads bring wait apart until time passes, and are in no order that anybody could foretell.
 */
final class VirtualClock implements Scheduler, Schedulers.Factory {
    private final VirtualWorker common = new VirtualWorker(this);
    private final Agenda agenda = new Agenda();
    private final Queue<DueTask> foreign = new ConcurrentLinkedQueue<>();
    private final Consumer<Throwable> onThrow;
    private volatile Thread owner = Thread.currentThread();
    private volatile long now;
    private boolean running;

    /** A clock at zero; what its tasks throw is told, and ends only themselves. */
    VirtualClock(Consumer<Throwable> onThrow) {
        this.onThrow = onThrow;
    }

    // Time.

    /** Does what is due now, and what comes of it; nothing if that is being done already. */
    void settle() {
        if (!running) {
            until(Duration.ZERO, () -> false);
        }
    }

    /** Lets time pass until a condition holds, which is looked at before and after each moment at which something happens. */
    boolean until(Duration within, BooleanSupplier condition) {
        return passing(() -> run(after(within.toNanos()), condition));
    }

    /** Does what is due now; if nothing is, lets time pass to the next moment at which something happens, but no more than this. */
    void next(Duration within) {
        AtomicInteger looks = new AtomicInteger();
        passing(() -> moment() || run(after(within.toNanos()), () -> looks.getAndIncrement() > 0));
    }

    private boolean passing(BooleanSupplier time) {
        if (running) {
            throw new IllegalStateException("time passes already: let it pass outside of what it calls");
        }
        running = true;
        owner = Thread.currentThread();
        try {
            return time.getAsBoolean();
        } finally {
            running = false;
        }
    }

    private boolean run(long end, BooleanSupplier condition) {
        moment();
        while (!condition.getAsBoolean()) {
            DueTask next = agenda.first();
            if (next == null || next.at > end) {
                now = end;
                return false;
            }
            now = next.at;
            moment();
        }
        return true;
    }

    /** Everything that is due at this moment. Whether anything was. */
    private boolean moment() {
        boolean any = false;
        for (DueTask task = due(); task != null; task = due()) {
            any = true;
            try {
                task.run();
            } catch (Throwable thrown) {
                onThrow.accept(thrown);
            }
            if (task.again()) {
                task.at = after(task.period);
                agenda.add(task, now);
            }
        }
        return any;
    }

    private @Nullable DueTask due() {
        for (DueTask late = foreign.poll(); late != null; late = foreign.poll()) {
            agenda.add(late, now);
        }
        DueTask next = agenda.first();
        if (next == null || next.at > now) {
            return null;
        }
        agenda.removeFirst();
        return next;
    }

    /** The moment after so long: what is too long for a number of nanoseconds is the last one there is. */
    private long after(long nanos) {
        long from = now;
        return nanos > Long.MAX_VALUE - from ? Long.MAX_VALUE : from + nanos;
    }

    // Tasks.

    /** Adds a task of a worker; a period of 0 is none. */
    Disposable add(VirtualWorker worker, Runnable what, long delay, long period) {
        DueTask task = new DueTask(worker, what, after(Math.max(0, delay)), period);
        if (Thread.currentThread() == owner) {
            agenda.add(task, now);
        } else {
            foreign.add(task);
        }
        return task;
    }

    /** A task was cancelled, which therefore waits no longer. */
    void forget(DueTask task) {
        if (Thread.currentThread() == owner) {
            agenda.remove(task);
        }
    }

    /** How many tasks wait. */
    int waiting() {
        return agenda.size() + foreign.size();
    }

    @Override
    public Disposable schedule(Runnable task) {
        return common.schedule(task);
    }

    @Override
    public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
        return common.schedule(task, delay, unit);
    }

    @Override
    public Disposable schedulePeriodically(Runnable task, long delay, long period, TimeUnit unit) {
        return common.schedulePeriodically(task, delay, period, unit);
    }

    @Override
    public Worker createWorker() {
        return new VirtualWorker(this);
    }

    @Override
    public long now(TimeUnit unit) {
        return unit.convert(now, TimeUnit.NANOSECONDS);
    }

    @Override
    public void dispose() {}

    // Everybody's scheduler.

    @Override
    public Scheduler newParallel(int parallelism, ThreadFactory threads) {
        return this;
    }

    @Override
    public Scheduler newSingle(ThreadFactory threads) {
        return this;
    }

    @Override
    public Scheduler newBoundedElastic(int most, int queued, ThreadFactory threads, int ttlSeconds) {
        return this;
    }

    @Override
    public Scheduler newThreadPerTaskBoundedElastic(int most, int queued, ThreadFactory threads) {
        return this;
    }
}
