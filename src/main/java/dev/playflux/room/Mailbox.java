package dev.playflux.room;

import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.util.concurrent.Queues;

/**
 * What waits for a room's one writer, in arrival order. Any thread posts; the writer alone takes. Posting wakes nobody: a
 * wake-up costs more than everything else about an input, so what can wait for the tick waits.
 */
final class Mailbox {
    private static final int TURN = 256;
    private static final int TICK = 16_384;

    private final Queue<Runnable> queue =
            Queues.<Runnable>unboundedMultiproducer().get();
    private final AtomicBoolean awake = new AtomicBoolean();
    private final Scheduler.Worker worker;
    private final Watch watch;
    private final Runnable turnEnded;
    private final Consumer<Throwable> failed;
    private final AtomicReference<@Nullable Thread> writer = new AtomicReference<>();
    private volatile @Nullable Thread home;

    Mailbox(Scheduler.Worker worker, Watch watch, Runnable turnEnded, Consumer<Throwable> failed) {
        this.worker = worker;
        this.watch = watch;
        this.turnEnded = turnEnded;
        this.failed = failed;
    }

    /** Leaves a task for the writer's next turn. */
    void post(Runnable task) {
        queue.offer(task);
    }

    /** Starts a turn of the writer soon. */
    void wake() {
        if (awake.compareAndSet(false, true)) {
            try {
                worker.schedule(this::turn);
            } catch (RejectedExecutionException closed) {
                // The server has ended, and all connections with it; nobody waits for what is left. It is not cleared:
                // only
                // the writer may take.
            }
        }
    }

    /** Leaves a task for a turn of the writer that starts soon. */
    void soon(Runnable task) {
        post(task);
        wake();
    }

    /** Runs a task as the writer: at once if the caller is the writer, else soon. */
    void execute(Runnable task) {
        if (here()) {
            task.run();
        } else {
            soon(task);
        }
    }

    /** Whether the caller is the writer in its turn. */
    boolean here() {
        return writer.get() == Thread.currentThread();
    }

    /** Whether the caller is on the writer's thread, in its turn or not: in an operator on the room's scheduler. */
    boolean home() {
        return home == Thread.currentThread();
    }

    /** A turn of the writer for so many steps: what waits, as far as a tick can take it, then {@code then}. On the worker. */
    void turn(int steps, Runnable then) {
        turn(steps, TICK, then);
    }

    private void turn() {
        awake.set(false);
        turn(1, TURN, () -> {});
    }

    private void turn(int steps, int most, Runnable then) {
        if (!writer.compareAndSet(null, Thread.currentThread())) {
            // What waits is left to whoever writes now, and to the next turn.
            failed.accept(new IllegalStateException(
                    "two turns of a room at once: each of GameServer.schedulers must be of one thread"));
            return;
        }
        try {
            write(steps, most, then);
        } finally {
            writer.set(null);
        }
    }

    private void write(int steps, int most, Runnable then) {
        home = Thread.currentThread();
        long began = watch.begin();
        try {
            if (take(most)) {
                wake();
            }
            guard(then);
            guard(turnEnded);
        } finally {
            watch.end(began, steps);
        }
    }

    /** Takes at most so many; says whether there may be more. */
    private boolean take(int most) {
        for (int i = 0; i < most; i++) {
            Runnable next = queue.poll();
            if (next == null) {
                return false;
            }
            guard(next);
        }
        return true;
    }

    /** Runs a task, whatever it throws. */
    void guard(Runnable task) {
        try {
            task.run();
        } catch (Throwable thrown) {
            failed.accept(thrown);
        }
    }
}
