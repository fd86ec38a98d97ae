package dev.playflux.connection;

import dev.playflux.message.Printable;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.scheduler.Scheduler;

/**
 * Hands a session from thread to thread: whoever holds it runs the session's tasks, one at a time and in their order, and
 * nobody else touches it. The loop of a connection holds it, then the clock while the client is away, then the next
 * connection's loop.
 *
 * <p>Tasks wait in a queue that is no thread's own, and each one calls the runner of the moment. So a loop that has ended, and
 * drops what it is called for, loses nothing: the caller looks again, and calls the next runner. A runner passes the baton on
 * only when the task that it runs has ended, and not to a runner that has ended meanwhile.
 */
final class Baton implements Executor {
    private static final Logger log = LoggerFactory.getLogger(Connection.class);

    /** Nothing is left to be kept apart: tasks run at once, on the thread of whoever brings them. */
    static final Runner NOBODY = new Runner(Runnable::run, null, () -> {});

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private volatile Runner runner;

    /** A thread for a while. What is not final belongs to it, but for {@code ended}, which belongs to the baton's lock. */
    static final class Runner {
        private final Executor executor;
        private final Runnable gone;
        private @Nullable Runnable first;
        private @Nullable Runner next;
        private int depth;
        private boolean ended;

        /**
         * One that runs by an executor of one thread.
         *
         * @param first what it does before anything else
         * @param gone what whoever would have passed it the baton does, if it has ended before
         */
        Runner(Executor executor, @Nullable Runnable first, Runnable gone) {
            this.executor = executor;
            this.first = first;
            this.gone = gone;
        }
    }

    /** A runner on a worker; once that is disposed it runs nothing more, and whoever holds the baton next is called too. */
    static Runner on(Scheduler.Worker worker, Runnable first) {
        return new Runner(
                task -> {
                    try {
                        worker.schedule(task);
                    } catch (RejectedExecutionException disposed) {
                        // The caller looks who holds the baton now.
                    }
                },
                first,
                () -> {});
    }

    Baton(Runner first) {
        this.runner = first;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        call();
    }

    private void call() {
        Runner called;
        do {
            called = runner;
            Runner now = called;
            now.executor.execute(() -> run(now));
        } while (called != runner);
    }

    private void run(Runner who) {
        if (who == NOBODY) {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                attempt(task);
            }
        } else if (enter(who)) {
            runEntered(who);
        }
    }

    private void runEntered(Runner who) {
        try {
            if (who.first != null) {
                Runnable first = who.first;
                who.first = null;
                attempt(first);
            }
            for (Runnable task = next(who); task != null; task = next(who)) {
                attempt(task);
            }
        } finally {
            leave(who);
        }
    }

    private @Nullable Runnable next(Runner who) {
        return who.next == null ? tasks.poll() : null;
    }

    private static void attempt(Runnable task) {
        try {
            task.run();
        } catch (Throwable thrown) {
            log.error("a task of a session failed", Printable.thrown(thrown));
        }
    }

    /** Whether this one holds the baton, and then until {@link #leave}. On its thread. */
    boolean enter(Runner who) {
        if (runner != who || who.next != null) {
            return false;
        }
        who.depth++;
        return true;
    }

    /**
     * The same for something that has just come: what was asked for before is done first, even if it is to pass the baton. On
     * its thread.
     */
    boolean enterInTurn(Runner who) {
        if (runner == who && who.depth == 0 && !tasks.isEmpty()) {
            run(who);
        }
        return enter(who);
    }

    /** What was entered is done. */
    void leave(Runner who) {
        if (--who.depth > 0 || who.next == null) {
            return;
        }
        Runner next = who.next;
        who.next = null;
        if (passed(next)) {
            call();
        } else {
            who.depth++;
            attempt(next.gone);
            leave(who);
            call();
        }
    }

    private synchronized boolean passed(Runner next) {
        if (!next.ended) {
            runner = next;
        }
        return !next.ended;
    }

    /** Gives the baton to another one, when what was entered is done. By who holds it. */
    void pass(Runner next) {
        runner.next = next;
    }

    /** This one runs nothing any more. On its thread. */
    synchronized void ended(Runner who) {
        who.ended = true;
    }
}
