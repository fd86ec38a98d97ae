package dev.playflux.client;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * What waits for a game's own thread, in order. What nobody there has asked for, such as messages, has a bound of its own, so
 * that it cannot crowd out tasks. Filled from any thread, emptied by one at a time.
 */
final class TaskQueue {
    private static final int TASKS = 65_536;

    private final Queue<Task> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger all = new AtomicInteger();
    private final AtomicInteger news = new AtomicInteger();
    private final Consumer<Throwable> onError;
    private volatile boolean disposed;
    private volatile @Nullable Thread sleeper;

    /** A queue that tells of what its tasks throw. */
    TaskQueue(Consumer<Throwable> onError) {
        this.onError = onError;
    }

    /** Queues a task, unless too many wait or the queue has ended. */
    boolean offered(Task task) {
        if (disposed) {
            return false;
        }
        if (all.incrementAndGet() > TASKS) {
            all.decrementAndGet();
            return false;
        }
        queue.add(task);
        Thread asleep = sleeper;
        if (asleep != null) {
            LockSupport.unpark(asleep);
        }
        return true;
    }

    /** Queues news, unless so many wait. */
    boolean offered(BooleanSupplier heard, int most) {
        boolean fits = news.incrementAndGet() <= most && offered(new Task(heard, true));
        if (!fits) {
            news.decrementAndGet();
        }
        return fits;
    }

    void offer(Task task) {
        if (!offered(task)) {
            throw new RejectedExecutionException(
                    disposed ? "the loop has been disposed" : "more than " + TASKS + " tasks wait for GameLoop.pump()");
        }
    }

    /** Runs at most so many, and none that these add. Returns how many did something. */
    int run(int most) {
        int ran = 0;
        for (int i = Math.min(most, all.get()); i > 0; i--) {
            Task task = poll();
            if (task == null) {
                break;
            }
            try {
                ran += task.run() ? 1 : 0;
            } catch (Throwable thrown) {
                ran++;
                onError.accept(thrown);
            }
        }
        return ran;
    }

    private @Nullable Task poll() {
        Task task = queue.poll();
        if (task != null) {
            all.decrementAndGet();
            if (task.news) {
                news.decrementAndGet();
            }
        }
        return task;
    }

    boolean hasNews() {
        return news.get() > 0;
    }

    void clear() {
        while (poll() != null) {
            // The count goes down with each.
        }
    }

    /** The thread to wake for what comes; null for none. Returns the one before. */
    @Nullable
    Thread wake(@Nullable Thread thread) {
        Thread before = sleeper;
        sleeper = thread;
        return before;
    }

    void dispose() {
        disposed = true;
        clear();
    }

    boolean isDisposed() {
        return disposed;
    }

    /** Something that runs at most once. */
    static final class Task implements Disposable {
        private final boolean news;
        private volatile @Nullable BooleanSupplier task;

        Task(Runnable task) {
            this(
                    () -> {
                        task.run();
                        return true;
                    },
                    false);
        }

        /** One that says whether it did something. */
        Task(BooleanSupplier task, boolean news) {
            this.task = task;
            this.news = news;
        }

        private boolean run() {
            BooleanSupplier now = task;
            task = null;
            return now != null && now.getAsBoolean();
        }

        @Override
        public void dispose() {
            task = null;
        }

        @Override
        public boolean isDisposed() {
            return task == null;
        }
    }
}
