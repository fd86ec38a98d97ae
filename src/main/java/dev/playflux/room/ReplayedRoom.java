package dev.playflux.room;

import dev.playflux.codec.Json;
import dev.playflux.connection.Identity;
import dev.playflux.message.Body;
import dev.playflux.message.Message;
import dev.playflux.recording.Recorded;
import dev.playflux.recording.Unreadable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** The room that reducers see in a replay: what they read is there, what they ask for is checked and forgotten. */
final class ReplayedRoom<S> implements Room<S> {
    private final GameSpec<S> game;
    private final Recorded.Opening opening;
    private final Chance chance;
    private final Scheduler standstill = new Standstill(() -> opened() + time().toMillis());
    private final Map<String, ReplayedPlayer<S>> seats = new LinkedHashMap<>();
    private final List<Message> asked = new ArrayList<>(0);
    private Consumer<Message> broadcasts = message -> {};
    private @Nullable S state;
    private long number;
    private long steps;
    private boolean paused;
    private boolean attempted;
    private @Nullable Throwable thrown;

    ReplayedRoom(GameSpec<S> game, Recorded.Opening opening) {
        this.game = game;
        this.opening = opening;
        this.chance = new Chance(opening.seed());
        this.number = opening.tick();
        this.steps = opening.steps();
        this.paused = opening.paused();
    }

    // What the replay calls.

    /** Who hears broadcasts. */
    void broadcasts(Consumer<Message> heard) {
        broadcasts = heard;
    }

    Chance chance() {
        return chance;
    }

    void set(S next) {
        state = next;
    }

    /** Tries a change; what it threw is kept until it is taken. */
    void attempt(Supplier<S> change) {
        attempted = true;
        try {
            state = Objects.requireNonNull(change.get(), "the next state is null");
            asked.forEach(broadcasts);
        } catch (Throwable thrown) {
            this.thrown = thrown;
        } finally {
            asked.clear();
        }
    }

    /** Whether a change was tried since the last time that this was asked. */
    boolean takeAttempted() {
        boolean was = attempted;
        attempted = false;
        return was;
    }

    /** What the last change threw; null if it returned. */
    @Nullable
    Throwable takeThrown() {
        Throwable was = thrown;
        thrown = null;
        return was;
    }

    void step(long tick) {
        number = tick;
        steps += paused ? 0 : 1;
    }

    long number() {
        return number;
    }

    /** The steps of game time. */
    long steps() {
        return steps;
    }

    /** When game time began, in ms since the Unix epoch, if it never stood still. */
    private long opened() {
        return opening.at()
                - Clockwork.time(opening.steps(), opening.tickRate()).toMillis();
    }

    RoomTick<S> tick() {
        return new RoomTick<>(number, 1.0 / opening.tickRate(), time(), this);
    }

    void paused(boolean paused) {
        this.paused = paused;
    }

    ReplayedPlayer<S> join(String id, Body options, @Nullable Identity identity) {
        ReplayedPlayer<S> player = new ReplayedPlayer<>(this, id, options, identity);
        seats.put(id, player);
        return player;
    }

    ReplayedPlayer<S> seat(String id) {
        return there(seats.get(id), id);
    }

    ReplayedPlayer<S> leave(String id) {
        return there(seats.remove(id), id);
    }

    private ReplayedPlayer<S> there(@Nullable ReplayedPlayer<S> player, String id) {
        if (player == null) {
            throw new Unreadable("there is no player " + id + " at tick " + number, null);
        }
        return player;
    }

    // What reducers read.

    @Override
    public String id() {
        return opening.room();
    }

    @Override
    public String game() {
        return opening.game();
    }

    @Override
    public Scheduler scheduler() {
        return standstill;
    }

    @Override
    public S state() {
        return Objects.requireNonNull(state, "the room has no state yet");
    }

    @Override
    public Flux<S> states() {
        return Flux.never();
    }

    @Override
    public Flux<Tick<S>> ticks() {
        return Flux.never();
    }

    @Override
    public Flux<Recorded> recording(int every) {
        return Flux.never();
    }

    @Override
    public Collection<Player<S>> players() {
        return List.copyOf(seats.values());
    }

    @Override
    public Optional<Player<S>> player(String id) {
        return Optional.ofNullable(seats.get(id));
    }

    @Override
    public Optional<Player<S>> host() {
        return HostRole.of(game, players());
    }

    @Override
    public boolean paused() {
        return paused;
    }

    @Override
    public Duration time() {
        return Clockwork.time(steps, opening.tickRate());
    }

    @Override
    public RandomGenerator random() {
        return chance;
    }

    @Override
    public <T> @Nullable T options(Class<T> type) {
        return type.cast(opening.options().as(type));
    }

    // What reducers ask for.

    @Override
    public void update(UnaryOperator<S> change) {}

    @Override
    public void emit(Object event) {
        if (game.reducer(event) == null) {
            throw new IllegalArgumentException("the game '" + game.name + "' has no when for it");
        }
    }

    @Override
    public void after(Duration delay, Object event) {
        emit(event);
        Timetable.check("a delay", delay, Duration.ZERO);
    }

    @Override
    public void every(Duration period, Object event) {
        emit(event);
        Timetable.check("a period", period, Duration.ofMillis(1));
    }

    @Override
    public void broadcast(Object message) {
        asked.add(checked(Message.of(message)));
    }

    @Override
    public void broadcast(String action, @Nullable Object data) {
        asked.add(checked(Message.of(action, data)));
    }

    @Override
    public void broadcastExcept(Player<S> player, Object message) {
        broadcast(message);
    }

    @Override
    public void broadcastExcept(Player<S> player, String action, @Nullable Object data) {
        broadcast(action, data);
    }

    /** What cannot travel threw when it was recorded, and does so again. */
    static Message checked(Message message) {
        Json.write(message.body());
        return message;
    }

    @Override
    public Mono<Integer> deliver(Object message) {
        checked(Message.of(message));
        return Mono.never();
    }

    @Override
    public Mono<Integer> deliverExcept(Player<S> player, Object message) {
        return deliver(message);
    }

    @Override
    public Mono<Integer> deliverTo(Collection<? extends Player<S>> players, Object message) {
        return deliver(message);
    }

    @Override
    public void pause() {}

    @Override
    public void resume() {}

    @Override
    public void lock() {}

    @Override
    public void unlock() {}

    @Override
    public void close(String reason) {}
}
