package dev.playflux.transport;

import dev.playflux.message.Printable;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.scheduler.Scheduler;

/** One end's loop: a worker of the network's scheduler. What throws is logged, since it would wedge a virtual clock. */
final class MemoryLoop implements Loop {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryLoop.class);

    private final Scheduler scheduler;
    private final Scheduler.Worker worker;
    /** Its link, until it ends, and each task that waits. */
    private final AtomicInteger uses = new AtomicInteger(1);

    private final AtomicBoolean ended = new AtomicBoolean();
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
        long nanos = delay.toNanos();
        if (uses.getAndUpdate(now -> now == 0 ? 0 : now + 1) == 0) {
            // Whoever holds the link may still ask it something, and must hear that it has ended.
            scheduler.schedule(() -> run(task), nanos, TimeUnit.NANOSECONDS);
            return;
        }
        try {
            worker.schedule(
                    () -> {
                        run(task);
                        release();
                    },
                    nanos,
                    TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException stopped) {
            release();
            throw stopped;
        }
    }

    /** Ends it, when what it was given has been done: a disposed worker would drop that. Idempotent. */
    void end() {
        if (!ended.getAndSet(true)) {
            release();
        }
    }

    private void release() {
        if (uses.decrementAndGet() == 0) {
            worker.dispose();
        }
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
