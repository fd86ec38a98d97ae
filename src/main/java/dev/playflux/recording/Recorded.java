package dev.playflux.recording;

import dev.playflux.message.Body;
import dev.playflux.message.Refused;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a recording: a call that a game's code got, behind the operators, or what such calls saw. In the order in
 * which the room made them, so a replay that makes the same calls needs no pipeline, no database and no clock.
 */
public sealed interface Recorded {

    /**
     * The first entry: what a room was when its recording began.
     *
     * @param game its name
     * @param room its id
     * @param at when, in ms since the Unix epoch
     * @param tickRate ticks per second
     * @param seed of the room's chance
     * @param drawn how many numbers of it were drawn before
     * @param tick the number of the last tick
     * @param steps of game time
     * @param paused whether it was
     * @param options of whoever opened it
     * @param state the game's; null if the recording begins before the room opens
     * @param seats of the players, in the order of their joining
     */
    record Opening(
            String game,
            String room,
            long at,
            int tickRate,
            long seed,
            long drawn,
            long tick,
            long steps,
            boolean paused,
            Body options,
            @Nullable Body state,
            List<Seated> seats)
            implements Recorded {}

    /**
     * A seat that was taken before a recording began.
     *
     * @param player its id
     * @param options what the client said when it joined
     * @param identity the name of whom the server's authenticator knew, if any
     * @param details what else the authenticator knew, if it is plain data; else a {@link NotRecorded}
     * @param away whether the connection was lost
     * @param attachment the value kept with the seat, if it is plain data; else a {@link NotRecorded}
     */
    record Seated(
            String player, Body options, @Nullable String identity, Body details, boolean away, Body attachment) {}

    /** The room opened: the first state was made, and the game's hook called. */
    record Opened() implements Recorded {}

    /**
     * A player joined, or was refused by the game.
     *
     * @param player its id
     * @param options what the client said
     * @param identity the name of whom the server's authenticator knew, if any
     * @param details what else the authenticator knew, if it is plain data; else a {@link NotRecorded}
     */
    record Joined(String player, Body options, @Nullable String identity, Body details) implements Recorded {}

    /** A player's connection was lost. */
    record Away(String player) implements Recorded {}

    /** A player was back. */
    record Back(String player) implements Recorded {}

    /**
     * A player's client came back, perhaps before anybody knew that it was away, and the server's authenticator knew
     * something else then.
     *
     * @param player its id
     * @param identity the name of whom the authenticator knew, if any
     * @param details what else it knew, if it is plain data; else a {@link NotRecorded}
     */
    record Known(String player, @Nullable String identity, Body details) implements Recorded {}

    /**
     * A seat ended.
     *
     * @param player whose
     * @param why the name of the reason
     */
    record Left(String player, String why) implements Recorded {}

    /**
     * An action of a player, or a question of one.
     *
     * @param player whose
     * @param action its name
     * @param data what the reducer got: what came out of the operators, where there are some
     */
    record Acted(String player, String action, Body data) implements Recorded {}

    /** An event of the room's own. */
    record Happened(Body event) implements Recorded {}

    /** Time went on by a step: its number. Events that were due come next, then {@link Ticked} unless the game is
     * paused, then {@link Passed}. */
    record Stepped(long tick) implements Recorded {}

    /** The game made its step. */
    record Ticked() implements Recorded {}

    /** All that the step led to is done: its state is what clients see. */
    record Passed() implements Recorded {}

    /**
     * The call before threw, and what it had asked for was forgotten.
     *
     * @param what the class of what it threw; of a refusal its code too
     */
    record Threw(String what) implements Recorded {

        /** That a call threw something. */
        public static Threw of(Throwable thrown) {
            String type = thrown.getClass().getName();
            return new Threw(thrown instanceof Refused refused ? type + " " + refused.code() : type);
        }
    }

    /** Game time stopped, or went on. */
    record Paused(boolean paused) implements Recorded {}

    /** The state was changed from outside, by a function, which cannot be kept: what came of it. */
    record Changed(Body state) implements Recorded {}

    /** A value was kept with a seat, outside of the other calls. */
    record Attached(String player, Body value) implements Recorded {}

    /** So many numbers were drawn from the room's chance outside of the other calls. */
    record Drawn(long numbers) implements Recorded {}

    /**
     * The exact state after a tick.
     *
     * @param tick its number
     * @param state what it was
     */
    record Checkpoint(long tick, Snapshot state) implements Recorded {

        /**
         * The state after a tick, as it is now.
         *
         * @param mutable whether it changes in place: its form is made now; else when somebody asks
         */
        public static Checkpoint of(long tick, Object state, boolean mutable) {
            return new Checkpoint(tick, Traced.of(state, mutable));
        }

        /** The first place where another state is not the same; null if there is none. */
        public @Nullable Difference difference(Object replayed, boolean mutable) {
            return state.difference(tick, Traced.of(replayed, mutable));
        }
    }

    /** The last entry, and why it is the last. */
    record Ended(String why) implements Recorded {}
}
