package dev.playflux.room;

import dev.playflux.connection.Hello;
import dev.playflux.message.CloseReason;
import dev.playflux.message.Failure;
import dev.playflux.message.Message;
import dev.playflux.recording.Recorded;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** A room: its parts, its tick, its end, and its API. */
final class RunningRoom<S> implements Room<S> {
    final GameSpec<S> game;
    private final String id;
    private final RoomSettings settings;
    private final Scheduler scheduler;
    private final Scheduler.Worker ticking;
    private final Hello opener;
    private final Lobby lobby;
    private final Members<S> members = new Members<>();
    private final Watch watch;
    private final Mailbox mailbox;
    private final Ledger<S> ledger;
    private final Play<S> play;
    private final Showing<S> showing;
    private final Clockwork<S> clockwork;
    private final Door<S> door;
    private final Broadcasts<S> broadcasts;
    private final Chance chance;
    private final Recorder<S> recorder;
    private final Published<S> published = new Published<>();
    private final Disposable.Composite pipelines = Disposables.composite();
    private final Errands<S> errands = new Errands<>(this);
    private final @Nullable Keeper<S> keeper;
    private final Ending<S> ending;
    private @Nullable String closing;
    private volatile boolean opened;
    private boolean ends;

    RunningRoom(GameSpec<S> game, String id, RoomSettings settings, Scheduler scheduler, Hello opener, Lobby lobby) {
        this.game = game;
        this.id = id;
        this.settings = settings;
        this.scheduler = scheduler;
        this.opener = opener;
        this.lobby = lobby;
        this.chance = new Chance(settings.seeds().get());
        this.recorder = new Recorder<>(this, chance, settings.recordings());
        this.ticking = scheduler.createWorker();
        // Not disposed at the end: who was promised a seat may come after it, and must hear so.
        this.watch = new Watch(this, game.tickRate);
        this.mailbox = new Mailbox(
                scheduler.createWorker(), watch, members::flush, thrown -> report("the room", null, thrown));
        this.ledger = new Ledger<>(mailbox, recorder::returned);
        this.play = new Play<>(this, ledger);
        this.showing = new Showing<>(this);
        this.clockwork = new Clockwork<>(this, game.tickRate, now());
        this.door = new Door<>(this, members, now());
        this.broadcasts = new Broadcasts<>(this, members);
        this.keeper = settings.store() == null ? null : new Keeper<>(this, settings.store());
        this.ending = new Ending<>(this, keeper);
    }

    /** Starts the room's time, where a store says that it ended, if one does; then it is there, or has failed. */
    void open(@Nullable SavedRoom saved, Runnable then) {
        mailbox.execute(() -> {
            try {
                begin(saved);
            } finally {
                then.run();
            }
        });
        ticking.schedulePeriodically(clockwork::fire, clockwork.period(), clockwork.period(), TimeUnit.NANOSECONDS);
    }

    private void begin(@Nullable SavedRoom saved) {
        Throwable thrown = saved == null || keeper == null ? play.open() : keeper.restore(saved);
        if (thrown != null) {
            door.unopened(thrown);
        } else {
            showing.open(ledger.state().getClass());
            opened = true;
            game.pipelines.forEach(pipeline -> pipelines.add(play.subscribe(pipeline)));
        }
    }

    /** Makes the steps that are due, and shows what came of them. A closing room makes no more of them. */
    void tick(int due) {
        if (ending.over() || ends) {
            return;
        }
        if (!opened) {
            ending.finish(null, new CloseReason(1011, "the room did not open"));
            return;
        }
        RoomTick<S> tick = clockwork.step();
        for (int i = 1; i < due && closing == null; i++) {
            tick = clockwork.step();
        }
        door.expire(now());
        S state = ledger.state();
        showing.publish(state, tick);
        published.set(state, tick);
        recorder.turn();
        if (keeper != null) {
            keeper.tick(now());
        }
        String why = closing != null ? closing : door.closesEmpty(now()) ? "the room was empty" : null;
        if (why != null) {
            Failure told = Failure.fatal(Failure.ROOM_CLOSED, why);
            ends = true;
            errands.last(() -> ending.finish(told, told.close()));
        }
    }

    /** Whether there is a state to see. From any thread. */
    boolean opened() {
        return opened;
    }

    /** Takes in whoever has reserved a seat, or watches; another room does if this one has closed meanwhile. From any thread. */
    void join(Guest guest, String player) {
        mailbox.execute(() -> {
            if (door.reservations().closed() && guest.hello().room() == null) {
                lobby.enter(guest);
            } else {
                door.admit(guest, player);
            }
        });
    }

    // The parts.

    Ending<S> ending() {
        return ending;
    }

    /** Stops the room's time, its pipelines and what it tells. */
    void stop() {
        pipelines.dispose();
        ticking.dispose();
        lobby.closed(this);
        published.complete();
    }

    Ledger<S> ledger() {
        return ledger;
    }

    Members<S> members() {
        return members;
    }

    Hello opener() {
        return opener;
    }

    Watch watch() {
        return watch;
    }

    Mailbox mailbox() {
        return mailbox;
    }

    RoomSettings settings() {
        return settings;
    }

    Play<S> play() {
        return play;
    }

    Showing<S> showing() {
        return showing;
    }

    Clockwork<S> clockwork() {
        return clockwork;
    }

    Door<S> door() {
        return door;
    }

    Recorder<S> recorder() {
        return recorder;
    }

    /** Sends what waits. */
    void flush() {
        members.flush();
    }

    void unsent(Seat<S> seat) {
        members.unsent(seat);
    }

    long now() {
        return settings.clock().now(TimeUnit.NANOSECONDS);
    }

    void report(String where, @Nullable Seat<S> seat, Throwable cause) {
        play.report(where, seat, cause);
    }

    /** Does something after the reducer at hand, if there is one and it returns; on the room's thread in any case. */
    private void ask(Runnable effect) {
        errands.ask(effect, discarded -> {});
    }

    Errands<S> errands() {
        return errands;
    }

    // The API.

    @Override
    public String id() {
        return id;
    }

    @Override
    public String game() {
        return game.name;
    }

    @Override
    public Scheduler scheduler() {
        return scheduler;
    }

    @Override
    public S state() {
        return ledger.state();
    }

    @Override
    public Flux<S> states() {
        return published.states(thrown -> report("states()", null, thrown));
    }

    @Override
    public Flux<Tick<S>> ticks() {
        return published.ticks();
    }

    @Override
    public Flux<Recorded> recording(int every) {
        if (every < 0) {
            throw new IllegalArgumentException("a number of ticks is not negative, was " + every);
        }
        return recorder.entries(every);
    }

    @Override
    public Collection<Player<S>> players() {
        if (mailbox.here()) {
            members.refresh();
        }
        return members.players();
    }

    @Override
    public Optional<Player<S>> player(String id) {
        return players().stream().filter(player -> player.id().equals(id)).findFirst();
    }

    @Override
    public Optional<Player<S>> host() {
        return HostRole.of(game, players());
    }

    @Override
    public void update(UnaryOperator<S> change) {
        ask(() -> play.change("update", null, null, () -> recorder.changed(change, ledger.state())));
    }

    @Override
    public void emit(Object event) {
        play.known(event);
        ask(() -> play.event(event));
    }

    @Override
    public void after(Duration delay, Object event) {
        play.known(event);
        Timetable.check("a delay", delay, Duration.ZERO);
        ask(() -> clockwork.schedule(delay, Duration.ZERO, event));
    }

    @Override
    public void every(Duration period, Object event) {
        play.known(event);
        Timetable.check("a period", period, Duration.ofMillis(1));
        ask(() -> clockwork.schedule(period, period, event));
    }

    @Override
    public void broadcast(Object message) {
        broadcasts.send(null, Message.of(message));
    }

    @Override
    public void broadcast(String action, @Nullable Object data) {
        broadcasts.send(null, Message.of(action, data));
    }

    @Override
    public void broadcastExcept(Player<S> player, Object message) {
        broadcasts.send(player, Message.of(message));
    }

    @Override
    public void broadcastExcept(Player<S> player, String action, @Nullable Object data) {
        broadcasts.send(player, Message.of(action, data));
    }

    @Override
    public Mono<Integer> deliver(Object message) {
        return broadcasts.deliver(players(), message);
    }

    @Override
    public Mono<Integer> deliverExcept(Player<S> player, Object message) {
        return broadcasts.deliver(
                players().stream().filter(other -> other != player).toList(), message);
    }

    @Override
    public Mono<Integer> deliverTo(Collection<? extends Player<S>> players, Object message) {
        return broadcasts.deliver(players, message);
    }

    @Override
    public void pause() {
        ask(() -> clockwork.pause(true));
    }

    @Override
    public void resume() {
        ask(() -> clockwork.pause(false));
    }

    @Override
    public boolean paused() {
        return clockwork.paused();
    }

    @Override
    public void lock() {
        ask(() -> door.reservations().lock(true));
    }

    @Override
    public void unlock() {
        ask(() -> door.reservations().lock(false));
    }

    @Override
    public void close(String reason) {
        ask(() -> {
            closing = closing == null ? reason : closing;
            door.reservations().close();
        });
    }

    @Override
    public Duration time() {
        return clockwork.time();
    }

    @Override
    public RandomGenerator random() {
        return chance;
    }

    @Override
    public <T> @Nullable T options(Class<T> type) {
        return type.cast(opener.options().as(type));
    }
}
