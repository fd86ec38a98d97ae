package dev.playflux.room;

import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

/** A scheduler on which nothing ever happens: what a game has its room do later was recorded when it was done. */
enum Standstill implements Scheduler {
    /** The only one. */
    HERE;

    private static final Worker WORKER = new Worker() {
        @Override
        public Disposable schedule(Runnable task) {
            return Disposables.single();
        }

        @Override
        public void dispose() {}
    };

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
