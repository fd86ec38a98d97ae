package dev.playflux.room;

import java.time.Duration;

/** One step of a room's time. */
public interface Tick<S> {

    /** Its number, from 1, higher by one than the last; it goes on while the room is paused. */
    long number();

    /** The length of a step in seconds, always the same: 0.05 at 20 ticks per second. */
    double seconds();

    /** The game's time at its end: the steps so far, without pauses. */
    Duration time();

    /** The room. */
    Room<S> room();
}
