package dev.playflux.room;

/** How an action of a player changes a mutable simulation. Runs on the room's thread. */
@FunctionalInterface
public interface Effect<S, T> {

    /** Changes the simulation in place. */
    void run(S simulation, Player<S> player, T action);
}
