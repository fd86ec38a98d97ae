package dev.playflux.client;

import dev.playflux.message.Action;
import dev.playflux.message.Body;
import dev.playflux.message.Printable;
import dev.playflux.state.Frame;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

/** A queue of tasks that somebody else's thread runs. */
final class PumpedLoop implements GameLoop {
    private static final Logger log = LoggerFactory.getLogger(GameLoop.class);
    private static final int MESSAGES = 1024;
    private static final int TASKS = 65_536;

    private final GameClient client;
    private final Supplier<@Nullable Frame> latest;
    private final Scheduler timer;
    private final Queue<Task> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger tasks = new AtomicInteger();
    private final AtomicInteger messages = new AtomicInteger();
    private volatile boolean disposed;
    private @Nullable Frame frame;

    PumpedLoop(GameClient client, Supplier<@Nullable Frame> latest, Scheduler timer) {
        this.client = client;
        this.latest = latest;
        this.timer = timer;
    }

    @Override
    public int pump() {
        return pump(Integer.MAX_VALUE);
    }

    @Override
    public int pump(int most) {
        frame = latest.get();
        int ran = 0;
        // What the callbacks add waits for the next pump, so that a frame of the game ends.
        for (int i = Math.min(most, tasks.get()); i > 0; i--) {
            Task task = queue.poll();
            if (task == null) {
                break;
            }
            tasks.decrementAndGet();
            ran += task.run() ? 1 : 0;
        }
        return ran;
    }

    @Override
    public <T> GameLoop on(Class<T> type, Consumer<T> callback) {
        // Decoded in the pump, where a body that does not fit loses that message only.
        client.on(Action.Names.of(type), Body.class).subscribe(body -> {
            Task heard = new Task(() -> {
                messages.decrementAndGet();
                callback.accept(type.cast(Objects.requireNonNull(body.as(type), "expected data, was null")));
            });
            if (messages.incrementAndGet() > MESSAGES || !offered(heard)) {
                messages.decrementAndGet();
            }
        });
        return this;
    }

    @Override
    public <T> @Nullable T state(Class<T> type) {
        Frame shown = frame;
        return shown == null ? null : shown.view("world", type);
    }

    /** Queues a task, unless too many wait or the loop has been disposed. */
    private boolean offered(Task task) {
        if (disposed) {
            return false;
        }
        if (tasks.incrementAndGet() > TASKS) {
            tasks.decrementAndGet();
            return false;
        }
        queue.add(task);
        return true;
    }

    private void offer(Task task) {
        if (!offered(task)) {
            throw new RejectedExecutionException(
                    disposed ? "the loop has been disposed" : "more than " + TASKS + " tasks wait for GameLoop.pump()");
        }
    }

    /** From the timer, which must not be thrown at: what finds no room is lost. */
    private void offerLate(Task task) {
        if (!offered(task)) {
            log.debug("a delayed task was dropped");
        }
    }

    @Override
    public Disposable schedule(Runnable task) {
        Task queued = new Task(task);
        offer(queued);
        return queued;
    }

    @Override
    public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
        return delay <= 0 ? schedule(task) : after(new Task(task), delay, unit);
    }

    private Disposable after(Task task, long delay, TimeUnit unit) {
        return Disposables.composite(task, timer.schedule(() -> offerLate(task), delay, unit));
    }

    @Override
    public Disposable schedulePeriodically(Runnable task, long initialDelay, long period, TimeUnit unit) {
        // On a worker: the scheduler's own periodic tasks run on in virtual time. One firing waits at most.
        Worker firing = timer.createWorker();
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

    @Override
    public long now(TimeUnit unit) {
        return timer.now(unit);
    }

    @Override
    public Worker createWorker() {
        return new LoopWorker(this);
    }

    @Override
    public void dispose() {
        disposed = true;
        while (queue.poll() != null) {
            tasks.decrementAndGet();
        }
    }

    @Override
    public boolean isDisposed() {
        return disposed;
    }

    /** A task that runs at most once. */
    private static final class Task implements Disposable {
        private volatile @Nullable Runnable task;

        Task(Runnable task) {
            this.task = task;
        }

        boolean run() {
            Runnable now = task;
            task = null;
            if (now == null) {
                return false;
            }
            try {
                now.run();
            } catch (Throwable thrown) {
                log.error("a callback threw", Printable.thrown(thrown));
            }
            return true;
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

    /** Tasks that end together. */
    private record LoopWorker(PumpedLoop loop, Disposable.Composite scheduled) implements Worker {

        LoopWorker(PumpedLoop loop) {
            this(loop, Disposables.composite());
        }

        @Override
        public Disposable schedule(Runnable task) {
            return schedule(task, 0, TimeUnit.NANOSECONDS);
        }

        @Override
        public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
            if (scheduled.isDisposed()) {
                throw new RejectedExecutionException("the worker has been disposed");
            }
            Disposable.Swap self = Disposables.swap();
            scheduled.add(self);
            self.update(loop.schedule(
                    () -> {
                        scheduled.remove(self);
                        task.run();
                    },
                    delay,
                    unit));
            return self;
        }

        @Override
        public Disposable schedulePeriodically(Runnable task, long initialDelay, long period, TimeUnit unit) {
            if (scheduled.isDisposed()) {
                throw new RejectedExecutionException("the worker has been disposed");
            }
            Disposable periodic = loop.schedulePeriodically(task, initialDelay, period, unit);
            scheduled.add(periodic);
            return periodic;
        }

        @Override
        public void dispose() {
            scheduled.dispose();
        }

        @Override
        public boolean isDisposed() {
            return scheduled.isDisposed();
        }
    }
}
