package dev.playflux.testing;

import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.Exceptions;
import reactor.core.scheduler.Scheduler;

/** A worker of a virtual clock: its tasks end with it. */
final class VirtualWorker implements Scheduler.Worker {
    private final VirtualClock clock;
    private volatile boolean disposed;

    VirtualWorker(VirtualClock clock) {
        this.clock = clock;
    }

    VirtualClock clock() {
        return clock;
    }

    @Override
    public Disposable schedule(Runnable task) {
        return schedule(task, 0, TimeUnit.NANOSECONDS);
    }

    @Override
    public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
        return add(task, delay, 0, unit);
    }

    @Override
    public Disposable schedulePeriodically(Runnable task, long delay, long period, TimeUnit unit) {
        return add(task, delay, Math.max(1, unit.toNanos(period)), unit);
    }

    private Disposable add(Runnable task, long delay, long period, TimeUnit unit) {
        if (disposed) {
            throw Exceptions.failWithRejected();
        }
        return clock.add(this, task, unit.toNanos(delay), period);
    }

    @Override
    public void dispose() {
        disposed = true;
    }

    @Override
    public boolean isDisposed() {
        return disposed;
    }
}
