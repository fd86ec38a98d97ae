package dev.playflux.room;

/** How the end of a player's seat changes the state. Runs on the room's thread. */
@FunctionalInterface
public interface Left<S> {

    /** The state without the player. */
    S apply(S state, Player<S> player, Leave why);
}
