package dev.playflux.room;

/** How an event of the room itself changes the state. Runs on the room's thread. */
@FunctionalInterface
public interface RoomReducer<S, E> {

    /** The next state; the same instance if nothing changes. */
    S apply(S state, Room<S> room, E event);
}
