package dev.playflux.client;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
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
        return track(
                self,
                () -> loop.schedule(
                        () -> {
                            scheduled.remove(self);
                            task.run();
                        },
                        delay,
                        unit));
    }

    @Override
    public Disposable schedulePeriodically(Runnable task, long initialDelay, long period, TimeUnit unit) {
        if (scheduled.isDisposed()) {
            throw new RejectedExecutionException("the worker has been disposed");
        }
        return track(Disposables.swap(), () -> loop.schedulePeriodically(task, initialDelay, period, unit));
    }

    /** Keeps what ends with the worker, as long as it has not ended by itself, and none that the loop does not take. */
    private Disposable track(Disposable.Swap self, Supplier<Disposable> schedule) {
        scheduled.add(self);
        try {
            self.update(schedule.get());
        } catch (RejectedExecutionException refused) {
            scheduled.remove(self);
            throw refused;
        }
        return new Tracked(self, scheduled);
    }

    /** What is kept among others until it has ended. */
    record Tracked(Disposable task, Disposable.Composite among) implements Disposable {

        @Override
        public void dispose() {
            task.dispose();
            among.remove(task);
        }

        @Override
        public boolean isDisposed() {
            return task.isDisposed();
        }
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
