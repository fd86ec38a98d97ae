package dev.playflux.transport;

import dev.playflux.message.Printable;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.scheduler.Scheduler;

/** One end's loop: a worker of the network's scheduler. What throws is logged, since it would wedge a virtual clock. */
final class MemoryLoop implements Loop {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryLoop.class);

    private final Scheduler scheduler;
    private final Scheduler.Worker worker;
    private volatile @Nullable Thread running;

    MemoryLoop(Scheduler scheduler) {
        this.scheduler = scheduler;
        this.worker = scheduler.createWorker();
    }

    @Override
    public boolean here() {
        return running == Thread.currentThread();
    }

    @Override
    public void execute(Runnable task) {
        after(Duration.ZERO, task);
    }

    /** Runs a task later; in order of time, then of the calls. Once the loop has ended, without the order. */
    void after(Duration delay, Runnable task) {
        try {
            worker.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException ended) {
            // Whoever holds the link may still ask it something, and must hear that it has ended.
            scheduler.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    void end() {
        worker.dispose();
    }

    private void run(Runnable task) {
        running = Thread.currentThread();
        try {
            task.run();
        } catch (Throwable thrown) {
            LOG.error("a task of a link in memory failed", Printable.thrown(thrown));
        } finally {
            running = null;
        }
    }
}
