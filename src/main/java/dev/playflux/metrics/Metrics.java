package dev.playflux.metrics;

import dev.playflux.message.PlayfluxException;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * What a server counts. Every method does nothing by default, may be called from any thread, and must return at once.
 * Names that it gets (of games, views, actions, limits) are those of the program; a stranger invents none.
 */
public interface Metrics {
    /** Counts nothing. */
    Metrics NONE = new Metrics() {};

    /**
     * Counts in a registry of Micrometer, which is an optional dependency: {@code io.micrometer:micrometer-core}. The meters
     * begin with {@code playflux.}, and exist from their first use on. Servers that count in one registry share what this
     * gives.
     *
     * @throws PlayfluxException if Micrometer is not on the class path
     */
    static Metrics micrometer(MeterRegistry registry) {
        try {
            return new MicrometerMetrics(registry);
        } catch (NoClassDefFoundError missing) {
            throw new PlayfluxException(
                    "Metrics.micrometer needs Micrometer: add io.micrometer:micrometer-core to the dependencies",
                    missing);
        }
    }

    /** A connection opened. */
    default void connectionOpened() {}

    /** A connection ended with this close code. */
    default void connectionClosed(int code) {}

    /** A session began. */
    default void sessionOpened() {}

    /** A session has no connection any more, and its seat is kept. */
    default void sessionAway() {}

    /** A session that was away has a connection again. */
    default void sessionResumed() {}

    /** A session ended: in time, or while it was {@code away}, and then it is lost. */
    default void sessionEnded(boolean away) {}

    /** A room of a game opened. */
    default void roomOpened(String game) {}

    /** A room of a game closed. */
    default void roomClosed(String game) {}

    /** A tick, with all that was handled in it, ran so many nanoseconds. */
    default void tick(String game, long nanos) {}

    /** A tick ran more than twice as long as it may. */
    default void overrun(String game) {}

    /** Steps of the simulation were dropped, because the room was late by more than it may catch up. */
    default void stepsDropped(String game, int steps) {}

    /** A message of an action came. */
    default void message(String action) {}

    /** A message was refused with this code. */
    default void refused(String code) {}

    /** A message was dropped: an overflow of a bounded queue, named by {@code where}. */
    default void dropped(String where) {}

    /** A peer was beyond a limit, named as in {@link dev.playflux.message.Limits}. */
    default void limited(String limit) {}

    /** A state left for a client. */
    default void stateSent() {}

    /** A client was behind and skipped a state. */
    default void stateSkipped() {}

    /** So many bytes of a view left in a state. */
    default void viewSent(String game, String view, int bytes) {}

    /** So many numbers of a view were beyond the range that they are quantized in, and went out as its end. */
    default void clamped(String game, String view, int numbers) {}

    /** So many of {@code what}, {@code "states"} or {@code "messages"}, were unacknowledged when one more left. */
    default void unacknowledged(String what, int depth) {}

    /** A round trip took so many nanoseconds. */
    default void roundTrip(long nanos) {}
}
