package dev.playflux.client;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

/** Tasks of a loop that end together. */
record LoopWorker(Scheduler loop, Disposable.Composite scheduled) implements Scheduler.Worker {

    LoopWorker(Scheduler loop) {
        this(loop, Disposables.composite());
    }

    @Override
    public Disposable schedule(Runnable task) {
        return schedule(task, 0, TimeUnit.NANOSECONDS);
    }

    @Override
    public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
        if (scheduled.isDisposed()) {
            throw new RejectedExecutionException("the worker has been disposed");
        }
        Disposable.Swap self = Disposables.swap();
        scheduled.add(self);
        self.update(loop.schedule(
                () -> {
                    scheduled.remove(self);
                    task.run();
                },
                delay,
                unit));
        return self;
    }

    @Override
    public Disposable schedulePeriodically(Runnable task, long initialDelay, long period, TimeUnit unit) {
        if (scheduled.isDisposed()) {
            throw new RejectedExecutionException("the worker has been disposed");
        }
        Disposable periodic = loop.schedulePeriodically(task, initialDelay, period, unit);
        scheduled.add(periodic);
        return periodic;
    }

    @Override
    public void dispose() {
        scheduled.dispose();
    }

    @Override
    public boolean isDisposed() {
        return scheduled.isDisposed();
    }
}
