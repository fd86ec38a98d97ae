package dev.playflux.room;

import dev.playflux.recording.Difference;
import dev.playflux.recording.DoesNotFit;
import dev.playflux.recording.Recorded;
import dev.playflux.recording.Recording;
import dev.playflux.recording.Unreadable;
import java.time.Duration;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * A recorded match, played again: the game's reducers and hooks get what they got, one call after the other, on the caller's
 * thread. No operator, database, timer or clock takes part; what reducers send, emit or ask for is forgotten. After each
 * recorded state the fingerprints are compared, and the first difference is kept: a game that used a clock or random
 * numbers of its own, or that has another rule now, is found there. One thread at a time.
 *
 * <p>A player's {@code identity} and attachments are there as far as they are plain data; a game that asks for others gets a
 * {@link DoesNotFit}. {@link Player#roundTrip} is none, and the time of {@link Room#scheduler} is when the room opened plus the
 * game's time, while in the match it was the wall clock: a game that needs that has it brought by what is recorded, an
 * operator's result or an event, or uses {@link Room#time}.
 *
 * @param <S> the state of the game
 */
public interface Replay<S> extends AutoCloseable {

    /**
     * A replay that stands at its beginning.
     *
     * @throws Unreadable if it is no recording, or a damaged one
     * @throws DoesNotFit if it is one of another game
     */
    static <S> Replay<S> of(Game<S> game, Recording recording) {
        return ReplayedMatch.open(ReplayedMatch.spec(game), recording);
    }

    /** What was recorded first: the room, the seed, the options. */
    Recorded.Opening opening();

    /**
     * Makes the next step, with all that came before it and the state that was recorded after it; false at the end.
     *
     * @throws Unreadable if what comes next is damaged
     * @throws DoesNotFit if the game has not got what was recorded any more; the message says what
     */
    boolean next();

    /** Goes on until a tick has been, or to the end. */
    Replay<S> to(long tick);

    /** Goes on to the end. */
    Replay<S> run();

    /** The state of the moment: of a simulation the one that changes. */
    S state();

    /** The number of the last step. */
    long tick();

    /** The game's time. */
    Duration time();

    /** Whether the game is paused. */
    boolean paused();

    /** Who has a seat. A snapshot. */
    Collection<Player<S>> players();

    /** How many players have joined. */
    long joined();

    /** How many recorded states were compared. */
    long compared();

    /** The first state that was not what was recorded; null as long as all were. */
    @Nullable
    Difference difference();

    /** Why the recording ends; null as long as there is more. One that was cut off says so. */
    @Nullable
    String ended();

    /**
     * The state after each step from here on, paced: cold; each subscription goes on where the replay stands, a step each
     * period on Reactor's parallel threads, later if there is no demand; completes at the end; fails as {@link #next} does;
     * cancel stops the pace, and the replay can go on, after the step at hand: cancelled from another thread than those, wait
     * for {@code doFinally} and one period before you go on yourself.
     *
     * @param speed 1 as fast as it was, 2 twice as fast
     */
    Flux<S> paced(double speed);

    /**
     * A game for spectators, of the same name with the same views, whose steps, time and host are those of the replay, and
     * which broadcasts what the game's reducers and hooks broadcast, to all or to all but one; what a {@code run} or a
     * pipeline broadcast was not recorded. Its rooms have no seats, open for who wants to watch, and each begins anew; one
     * that nobody has watched for five seconds closes. The recording is opened, and played up to {@code first}, before this returns.
     *
     * @param first the tick up to which a room is when it opens
     * @throws Unreadable if it is no recording, or a damaged one
     * @throws DoesNotFit if it is one of another game
     */
    static <S> Game<S> show(Game<S> game, Recording recording, long first) {
        return new ReplayShow<>(ReplayedMatch.spec(game), recording, first).game();
    }

    /** Ends the reading. */
    @Override
    void close();
}
