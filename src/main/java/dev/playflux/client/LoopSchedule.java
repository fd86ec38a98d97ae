package dev.playflux.client;

import dev.playflux.client.TaskQueue.Task;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

/** When tasks join a loop's queue: now, or as soon as a timer says so. */
record LoopSchedule(TaskQueue tasks, Scheduler timer) {
    private static final Logger log = LoggerFactory.getLogger(GameLoop.class);

    Disposable now(Runnable task) {
        Task queued = new Task(task);
        tasks.offer(queued);
        return queued;
    }

    Disposable later(Runnable task, long delay, TimeUnit unit) {
        Task late = new Task(task);
        return Disposables.composite(late, timer.schedule(() -> offerLate(late), delay, unit));
    }

    /** From the timer, which must not be thrown at: what finds no room is lost. */
    private void offerLate(Task task) {
        if (!tasks.offered(task)) {
            log.debug("a delayed task was dropped");
        }
    }

    Disposable periodically(Runnable task, long initialDelay, long period, TimeUnit unit) {
        // On a worker: the scheduler's own periodic tasks run on in virtual time. One firing waits at most.
        Scheduler.Worker firing = timer.createWorker();
        AtomicReference<Task> last = new AtomicReference<>(new Task(task));
        last.get().dispose();
        firing.schedulePeriodically(
                () -> {
                    if (last.get().isDisposed()) {
                        last.set(new Task(task));
                        offerLate(last.get());
                    }
                },
                initialDelay,
                period,
                unit);
        return Disposables.composite(firing, () -> last.get().dispose());
    }
}
