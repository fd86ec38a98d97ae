package dev.playflux.metrics;

import java.time.Duration;

/**
 * What a server counts. Every method does nothing by default, may be called from any thread, and must return at once.
 */
public interface Metrics {
    /** Counts nothing. */
    Metrics NONE = new Metrics() {};

    /** A connection opened. */
    default void connectionOpened() {}

    /** A connection ended with this close code. */
    default void connectionClosed(int code) {}

    /** A message was refused with this code. */
    default void refused(String code) {}

    /** A message was dropped: an overflow of a bounded queue, named by {@code where}. */
    default void dropped(String where) {}

    /** A client was behind and skipped a state. */
    default void stateSkipped() {}

    /** So many numbers of a view were beyond the range that they are quantized in, and went out as its end. */
    default void clamped(String game, String view, int numbers) {}

    /** A tick ran this long. */
    default void tick(String game, Duration took) {}

    /** Steps of the simulation were dropped, because the room was late by more than it may catch up. */
    default void stepsDropped(String game, int steps) {}
}
