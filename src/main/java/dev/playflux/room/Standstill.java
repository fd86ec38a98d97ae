package dev.playflux.room;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

/**
 * A scheduler on which nothing ever happens: what a game has its room do later was recorded when it was done. Its time is the
 * replay's, so that it is the same each time.
 *
 * @param millis the time, in ms since the Unix epoch
 */
record Standstill(LongSupplier millis) implements Scheduler {
    private static final Worker WORKER = new Worker() {
        @Override
        public Disposable schedule(Runnable task) {
            return Disposables.single();
        }

        @Override
        public void dispose() {}
    };

    @Override
    public long now(TimeUnit unit) {
        return unit.convert(millis.getAsLong(), TimeUnit.MILLISECONDS);
    }

    @Override
    public Disposable schedule(Runnable task) {
        return Disposables.single();
    }

    @Override
    public Worker createWorker() {
        return WORKER;
    }

    @Override
    public void dispose() {}
}
