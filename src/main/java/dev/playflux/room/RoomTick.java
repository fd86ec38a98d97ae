package dev.playflux.room;

import java.time.Duration;

/** A step. */
record RoomTick<S>(long number, double seconds, Duration time, Room<S> room) implements Tick<S> {}
