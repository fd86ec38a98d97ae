package dev.playflux.client;

import dev.playflux.client.TaskQueue.Task;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

/**
 * When tasks join a loop's queue: now, or as soon as a timer says so.
 *
 * @param timers those that run, which end with the loop
 */
record LoopSchedule(TaskQueue tasks, Scheduler timer, Disposable.Composite timers) implements Disposable {
    private static final Logger log = LoggerFactory.getLogger(GameLoop.class);

    LoopSchedule(TaskQueue tasks, Scheduler timer) {
        this(tasks, timer, Disposables.composite());
    }

    Disposable now(Runnable task) {
        Task queued = new Task(task);
        tasks.offer(queued);
        return queued;
    }

    Disposable later(Runnable task, long delay, TimeUnit unit) {
        Task late = new Task(task);
        Disposable.Swap waits = Disposables.swap();
        Disposable runs = running(waits);
        Runnable due = () -> {
            timers.remove(waits);
            offerLate(late);
        };
        waits.update(timer.schedule(due, delay, unit));
        return Disposables.composite(late, runs);
    }

    /** From the timer, which must not be thrown at: what finds no room is lost, and has ended for who looks at it. */
    private void offerLate(Task task) {
        if (!tasks.offered(task)) {
            task.dispose();
            log.debug("a delayed task was dropped");
        }
    }

    Disposable periodically(Runnable task, long initialDelay, long period, TimeUnit unit) {
        // On a worker: the scheduler's own periodic tasks run on in virtual time. One firing waits at most.
        Scheduler.Worker firing = timer.createWorker();
        Disposable runs = running(firing);
        AtomicReference<Task> last = new AtomicReference<>(new Task(task));
        last.get().dispose();
        firing.schedulePeriodically(
                () -> {
                    if (last.get().isDisposed()) {
                        last.set(new Task(() -> ran(task, firing), false));
                        offerLate(last.get());
                    }
                },
                initialDelay,
                period,
                unit);
        return Disposables.composite(runs, () -> last.get().dispose());
    }

    /** Runs a task, unless the timer has ended: one that was just firing then has queued it all the same. */
    private static boolean ran(Runnable task, Disposable timer) {
        if (timer.isDisposed()) {
            return false;
        }
        task.run();
        return true;
    }

    /** Keeps a timer until it has ended. Gives what ends it. */
    private Disposable running(Disposable timer) {
        if (!timers.add(timer)) {
            throw new RejectedExecutionException("the loop has been disposed");
        }
        return new LoopWorker.Tracked(timer, timers);
    }

    @Override
    public void dispose() {
        tasks.dispose();
        timers.dispose();
    }

    @Override
    public boolean isDisposed() {
        return tasks.isDisposed();
    }
}
