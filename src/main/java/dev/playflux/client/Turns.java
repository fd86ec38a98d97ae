package dev.playflux.client;

import dev.playflux.message.Printable;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a client's tasks one after the other, in order: on the loop of its connection while there is one, so that nothing
 * hops to another thread, else on the thread that brings them. No task runs under the lock. From any thread.
 */
final class Turns implements Executor {
    private static final Logger log = LoggerFactory.getLogger(GameClient.class);
    private static final Executor NOWHERE = Runnable::run;

    private final Object lock = new Object();
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private Executor home = NOWHERE;
    private boolean running;

    /** Whether a run at home is on its way; a loop that ends may forget it, {@link #leave} makes up for that. */
    private boolean due;

    @Override
    public void execute(Runnable task) {
        Executor where;
        synchronized (lock) {
            tasks.add(task);
            where = wanted();
        }
        start(where);
    }

    /** From now on tasks run there. In a task, as its last thing. */
    void enter(Executor loop) {
        move(loop);
    }

    /** The loop is about to end: what is left runs here and now. On the loop. */
    void leave() {
        move(NOWHERE);
    }

    private void move(Executor other) {
        Executor where;
        synchronized (lock) {
            home = other;
            due = false;
            where = wanted();
        }
        start(where);
    }

    /** Where a run has to be started, if one has to. */
    private @Nullable Executor wanted() {
        if (running || due || tasks.isEmpty()) {
            return null;
        }
        due = true;
        return home;
    }

    private void start(@Nullable Executor where) {
        if (where != null) {
            where.execute(() -> run(where));
        }
    }

    private void run(Executor here) {
        synchronized (lock) {
            if (running || home != here) {
                return;
            }
            running = true;
            due = false;
        }
        for (Runnable task = next(here); task != null; task = next(here)) {
            try {
                task.run();
            } catch (Throwable thrown) {
                log.error("a task of a client failed", Printable.thrown(thrown));
            }
        }
    }

    /** The next task that is to run here; null ends the run. */
    private @Nullable Runnable next(Executor here) {
        Executor where;
        synchronized (lock) {
            Runnable task = home == here ? tasks.poll() : null;
            if (task != null) {
                return task;
            }
            running = false;
            where = wanted();
        }
        start(where);
        return null;
    }
}
