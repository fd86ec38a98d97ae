package dev.playflux.room;

/** How an event of the room itself changes a mutable simulation. Runs on the room's thread. */
@FunctionalInterface
public interface RoomEffect<S, E> {

    /** Changes the simulation in place. */
    void run(S simulation, Room<S> room, E event);
}
