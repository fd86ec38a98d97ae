package dev.playflux.testing;

import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/** A task of a virtual clock. On the clock's thread, but for the cancelling. */
final class DueTask implements Disposable {
    final long period;
    private final VirtualWorker worker;
    private volatile @Nullable Runnable what;
    /** The moment, and the order among those of the same moment. */
    long at;

    long number;
    /** The place in the agenda's heap, -1 if it is not there. */
    int place = -1;

    DueTask(VirtualWorker worker, Runnable what, long at, long period) {
        this.worker = worker;
        this.what = what;
        this.at = at;
        this.period = period;
    }

    boolean before(DueTask other) {
        return at < other.at || (at == other.at && number < other.number);
    }

    /** Runs, unless it or its worker has been disposed of. */
    void run() {
        Runnable task = what;
        if (task == null || worker.isDisposed()) {
            return;
        }
        if (period == 0) {
            what = null;
        }
        task.run();
    }

    /** Whether it is to run once more. */
    boolean again() {
        return period > 0 && !isDisposed() && !worker.isDisposed();
    }

    @Override
    public void dispose() {
        if (what != null) {
            what = null;
            worker.clock().forget(this);
        }
    }

    @Override
    public boolean isDisposed() {
        return what == null;
    }
}
