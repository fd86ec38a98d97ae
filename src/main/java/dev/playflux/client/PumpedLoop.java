package dev.playflux.client;

import dev.playflux.client.Vigil.Found;
import dev.playflux.message.Action;
import dev.playflux.message.Message;
import dev.playflux.message.Printable;
import dev.playflux.state.Frame;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

/** A client's news and tasks, which somebody else's thread takes. */
final class PumpedLoop implements GameLoop {
    private final PlayerClient client;
    private final LoopInbox inbox;
    private final Callbacks callbacks;
    private final TaskQueue tasks;
    private final Scheduler timer;
    private final LoopSchedule schedule;
    private final Patience patience;
    private volatile @Nullable Frame frame;
    /** The thread that pumps, and alone does: the last that has, or the first that waits. */
    private final AtomicReference<@Nullable Thread> pumping = new AtomicReference<>();

    PumpedLoop(PlayerClient client, LoopInbox inbox, Scheduler timer, Patience patience) {
        this.client = client;
        this.inbox = inbox;
        this.callbacks = inbox.callbacks();
        this.tasks = inbox.tasks();
        this.timer = timer;
        this.schedule = new LoopSchedule(tasks, timer);
        this.patience = patience;
    }

    // The game's thread.

    @Override
    public int pump() {
        return pump(Integer.MAX_VALUE);
    }

    @Override
    public int pump(int most) {
        pumping.set(Thread.currentThread());
        frame = client.news().frame();
        // What the callbacks add waits for the next pump, so that a frame of the game ends.
        int ran = tasks.run(most);
        // Read before the queue is looked at: if no news waits, all that came before the life has been heard.
        Life life = inbox.life();
        boolean heard = tasks.hasNews() ? callbacks.livesOn() : callbacks.lives(life);
        heard |= inbox.missed();
        return heard ? ran + 1 : ran;
    }

    @Override
    public <T> @Nullable T state(Class<T> type) {
        return world(frame, type);
    }

    private static <T> @Nullable T world(@Nullable Frame shown, Class<T> type) {
        return shown == null ? null : shown.view("world", type);
    }

    @Override
    public @Nullable Frame frame() {
        return frame;
    }

    @Override
    public <T> T waitUntil(Class<T> type, Predicate<? super T> condition, Duration timeout) throws TimeoutException {
        T found = await(type, state -> condition.test(state) ? new Found<>(state) : null, timeout);
        return Objects.requireNonNull(found);
    }

    @Override
    public <T, R> @Nullable R tryTo(
            Class<T> type, Function<? super T, ? extends @Nullable R> function, Duration timeout)
            throws TimeoutException {
        AtomicReference<@Nullable RuntimeException> last = new AtomicReference<>();
        try {
            return await(type, state -> tried(function, state, last), timeout);
        } catch (TimeoutException late) {
            late.initCause(last.get());
            throw late;
        }
    }

    private static <T, R> @Nullable Found<R> tried(
            Function<? super T, ? extends @Nullable R> function,
            T state,
            AtomicReference<@Nullable RuntimeException> last) {
        try {
            return new Found<>(function.apply(state));
        } catch (RuntimeException notYet) {
            last.set(notYet);
            return null;
        }
    }

    private <T, R> @Nullable R await(Class<T> type, Function<T, @Nullable Found<R>> look, Duration timeout)
            throws TimeoutException {
        Vigil vigil = new Vigil(Flux.merge(client.frames(), client.status()), patience, () -> sight(type));
        Thread thread = Thread.currentThread();
        if (!pumping.compareAndSet(null, thread) && pumping.get() != thread) {
            return vigil.keep(timeout, () -> found(client.state(type), look), this::end);
        }
        Thread asleep = tasks.wake(thread);
        try {
            return vigil.keep(
                    timeout,
                    () -> {
                        pump();
                        return found(state(type), look);
                    },
                    this::end);
        } finally {
            tasks.wake(asleep);
        }
    }

    private static <T, R> @Nullable Found<R> found(@Nullable T state, Function<T, @Nullable Found<R>> look) {
        return state == null ? null : look.apply(state);
    }

    private String sight(Class<?> type) {
        Object state = client.state(type);
        return state == null ? "no state has come" : "the latest state is " + new Printable(state);
    }

    private @Nullable String end() {
        return status() instanceof Status.Closed closed
                ? "closed with " + closed.why().code() + " " + closed.why().reason()
                : null;
    }

    // Who hears what.

    @Override
    public <T> GameLoop on(Class<T> type, Consumer<? super T> callback) {
        return on(Action.Names.of(type), type, callback);
    }

    @Override
    public <T> GameLoop on(String action, Class<T> type, Consumer<? super T> callback) {
        callbacks.on(action, type, callback);
        return this;
    }

    @Override
    public GameLoop otherwise(Consumer<? super Message> callback) {
        callbacks.otherwise(callback);
        return this;
    }

    @Override
    public GameLoop onConnected(Runnable callback) {
        callbacks.onConnected(callback);
        return this;
    }

    @Override
    public GameLoop onResumed(Runnable callback) {
        callbacks.onResumed(callback);
        return this;
    }

    @Override
    public GameLoop onDisconnected(Consumer<? super Disconnected> callback) {
        callbacks.onDisconnected(callback);
        return this;
    }

    @Override
    public GameLoop onError(BiConsumer<String, Throwable> callback) {
        callbacks.onError(callback);
        return this;
    }

    // The client.

    @Override
    public Status status() {
        return Objects.requireNonNull(inbox.life().status(), "a client has connected before anybody has it");
    }

    @Override
    public boolean send(Object message) {
        return client.send(message);
    }

    @Override
    public boolean send(String action, @Nullable Object data) {
        return client.send(action, data);
    }

    @Override
    public long input(Object input) {
        return client.input(input);
    }

    // The scheduler.

    @Override
    public Disposable schedule(Runnable task) {
        return schedule.now(task);
    }

    @Override
    public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
        return delay <= 0 ? schedule.now(task) : schedule.later(task, delay, unit);
    }

    @Override
    public Disposable schedulePeriodically(Runnable task, long initialDelay, long period, TimeUnit unit) {
        return schedule.periodically(task, initialDelay, period, unit);
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
        schedule.dispose();
    }

    @Override
    public boolean isDisposed() {
        return schedule.isDisposed();
    }
}
