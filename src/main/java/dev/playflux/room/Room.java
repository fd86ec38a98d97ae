package dev.playflux.room;

import dev.playflux.recording.NotState;
import dev.playflux.recording.Recorded;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * A running game. Everything that touches its state runs on its own thread, one thing at a time. Its methods may be
 * called from any thread unless they say otherwise; inside a reducer, what they ask for happens only if the reducer
 * returns, and after it. What other threads ask for waits for the room's next turn, in the order of the calls. Messages leave
 * in the order of the calls that sent them, whichever threads those were on: before the state of the tick in which the room
 * sent them, unless what other threads have sent in that moment is still to leave before.
 */
@NotState
public interface Room<S> {

    /** The id by which clients find it. */
    String id();

    /** The name of its game. */
    String game();

    /** The room's thread: what runs on it may touch nothing of the state but sees every reducer whole. */
    Scheduler scheduler();

    /** The state as the last reducer left it. On the room's thread; elsewhere a moment old. */
    S state();

    /**
     * The state after each tick, as clients see it: what is quantized in it is snapped; a state that cannot be is left out and reported. Hot, replays the latest, conflates
     * for each subscriber; cancel ends that subscription only. Signals on the room's thread, the replay on the
     * subscriber's; completes when the room closes.
     */
    Flux<S> states();

    /**
     * The ticks: hot, replays the latest, conflates for each subscriber; cancel ends that subscription only. Signals on
     * the room's thread after the tick's state; completes when the room closes.
     */
    Flux<Tick<S>> ticks();

    /**
     * What the game is given from now on, behind the operators: enough for a {@link Replay} that needs none of them. Cold:
     * each subscription begins with a {@link Recorded.Opening} of its own. Signals a tick's entries at the end of the tick, or
     * before it where there are many, on the room's thread, and those that had to wait for demand on the thread that asks for
     * them; who is behind by more than 65 536 entries, or about 32 MiB, gets an error, and the room never waits; cancel ends
     * that subscription only. Completes after a {@link Recorded.Ended}: when the room closes, and before that when something
     * cannot be recorded, which the entry says, while the room goes on. A state that cannot be is an error at once.
     *
     * @param every how many ticks there are between two states; 0 for a second's. That with which the room ends comes in any case
     * @throws IllegalArgumentException if that is negative
     */
    Flux<Recorded> recording(int every);

    /** The same with a state each second. */
    default Flux<Recorded> recording() {
        return recording(0);
    }

    /** Who has a seat, in the order of their joining. A snapshot. */
    Collection<Player<S>> players();

    /** The player of an id. */
    Optional<Player<S>> player(String id);

    /**
     * Who hosts the room, in a game with {@link Game#hosted}: of those who have a seat, away or not, the one who has had it
     * the longest. A snapshot.
     */
    Optional<Player<S>> host();

    /** Changes the state from outside, on the room's thread. */
    void update(UnaryOperator<S> change);

    /** Gives an event to the game's {@code when}; unknown ones are refused with IllegalArgumentException. */
    void emit(Object event);

    /** Emits an event once, at the first tick after this much game time. Dies with the room, stops while it is paused. */
    void after(Duration delay, Object event);

    /** Emits an event again and again, first after one period of game time, of a millisecond or longer. Dies with the room. */
    void every(Duration period, Object event);

    /**
     * Sends a message named after its record to all, encoded once.
     *
     * @throws dev.playflux.message.NotEncodable if it cannot travel
     */
    void broadcast(Object message);

    /** The same under a name. */
    void broadcast(String action, @Nullable Object data);

    /** Sends a message to all but one. */
    void broadcastExcept(Player<S> player, Object message);

    /** The same under a name. */
    void broadcastExcept(Player<S> player, String action, @Nullable Object data);

    /**
     * Sends a message named after its record to everybody who has a seat, reliably: those who are away get it when they are
     * back. Sends when called; signals how many have acknowledged it when all have, or never can, 30 seconds after it was
     * subscribed in any case; replays that; cancelling unsends nothing. Signals on the room's thread, or, if a time-out is the
     * last outcome, on the clock's.
     *
     * @throws dev.playflux.message.NotEncodable if it cannot travel
     */
    Mono<Integer> deliver(Object message);

    /** The same to all but one. */
    Mono<Integer> deliverExcept(Player<S> player, Object message);

    /** The same to some. */
    Mono<Integer> deliverTo(Collection<? extends Player<S>> players, Object message);

    /** Stops {@code onTick}, timers and game time; messages are still handled and published. */
    void pause();

    /** Goes on. */
    void resume();

    /** Whether it is paused. */
    boolean paused();

    /** Lets nobody join any more. */
    void lock();

    /** Lets players join again. */
    void unlock();

    /**
     * Ends the room at the end of the next tick, so that its last state still goes out: players get {@code room_closed}
     * with the reason and are closed with 4009, their seats end as {@link Leave#CLOSED}.
     */
    void close(String reason);

    /** The game's time: the steps so far, without pauses. */
    Duration time();

    /** Chance, of this room alone; the same seed gives the same numbers. On the room's thread. */
    RandomGenerator random();

    /**
     * The options of whoever opened the room.
     *
     * @throws dev.playflux.message.BadData if they do not fit the type
     */
    <T> @Nullable T options(Class<T> type);
}
