package dev.playflux.room;

/**
 * How an action of a player changes the state. Runs on the room's thread; must be quick and must not block. It throws
 * {@link dev.playflux.message.Refused} where a rule says no: the state stays as it was and the player reads why.
 */
@FunctionalInterface
public interface Reducer<S, T> {

    /** The next state; the same instance if nothing changes. */
    S apply(S state, Player<S> player, T action);
}
