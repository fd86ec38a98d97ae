package dev.playflux.message;

import java.time.Duration;
import java.util.Objects;

/**
 * How a line treats what travels it in one direction. The stream stays reliable and ordered, as TCP's is: what a real network
 * loses comes late here, and all that is behind it waits. Immutable; a change makes a copy:
 *
 * <pre>{@code
 * NetworkConditions train = NetworkConditions.mobile().jitter(Duration.ofMillis(80)).stalls(0.03, 5, Duration.ofMillis(400));
 * }</pre>
 *
 * @param latency what every message takes
 * @param jitter up to how much more it takes, all values alike
 * @param stalls how often, and for how long, everything waits for a lost segment
 * @param bytesPerSecond how much gets through; {@link Long#MAX_VALUE} for no bound
 * @param cutAfter after so many bytes the connection is cut, in the middle of a message perhaps, which is lost then;
 *     {@link Long#MAX_VALUE} for never
 * @param silent whether nothing arrives any more, while nobody is told that
 */
public record NetworkConditions(
        Duration latency, Duration jitter, Stalls stalls, long bytesPerSecond, long cutAfter, boolean silent) {
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final NetworkConditions NONE =
            new NetworkConditions(Duration.ZERO, Duration.ZERO, Stalls.NONE, Long.MAX_VALUE, Long.MAX_VALUE, false);

    /**
     * Refuses what no line does.
     *
     * @throws IllegalArgumentException if a time is negative or over a minute, or a number of bytes makes no sense
     */
    public NetworkConditions {
        time("latency", latency);
        time("jitter", jitter);
        Objects.requireNonNull(stalls, "stalls");
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("a line carries at least 1 byte a second, was " + bytesPerSecond
                    + "; for one that carries nothing see silence()");
        }
        if (cutAfter < 0) {
            throw new IllegalArgumentException("a line is cut after 0 bytes or more, was " + cutAfter);
        }
    }

    private static void time(String name, Duration time) {
        if (time.isNegative() || time.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(name + " is from nothing to " + LONGEST + ", was " + time);
        }
    }

    /**
     * Losses as the reader of a reliable stream sees them, by the chain of Gilbert and Elliott: segments get through in its
     * good state and are lost in its bad one.
     *
     * @param share which part of all segments of 1460 bytes is lost, 0 to 0.5
     * @param burst how many in a row are lost on average, from 1
     * @param pause how long it takes until a lost segment has come nevertheless
     */
    public record Stalls(double share, double burst, Duration pause) {
        /** No losses. */
        public static final Stalls NONE = new Stalls(0, 1, Duration.ZERO);

        /**
         * Refuses what no chain does.
         *
         * @throws IllegalArgumentException if a number is out of its range
         */
        public Stalls {
            if (!(share >= 0 && share <= 0.5)) {
                throw new IllegalArgumentException("a share of losses is 0 to 0.5, was " + share);
            }
            if (!(burst >= 1 && burst <= 1e6)) {
                throw new IllegalArgumentException("a burst is 1 to a million segments long, was " + burst);
            }
            time("pause", pause);
        }

        private Stalls and(Stalls other) {
            return new Stalls(
                    Math.min(0.5, share + other.share - share * other.share),
                    Math.max(burst, other.burst),
                    pause.compareTo(other.pause) >= 0 ? pause : other.pause);
        }
    }

    /** A line that adds nothing. */
    public static NetworkConditions none() {
        return NONE;
    }

    /** A wireless network at home: 3 to 13 ms, one segment in 500 late by 60 ms. */
    public static NetworkConditions wifi() {
        return none().latency(Duration.ofMillis(3))
                .jitter(Duration.ofMillis(10))
                .stalls(0.002, 2, Duration.ofMillis(60));
    }

    /** A phone on its way: 40 to 70 ms, one segment in 100 late by 300 ms, 2 Mbit/s. */
    public static NetworkConditions mobile() {
        return none().latency(Duration.ofMillis(40))
                .jitter(Duration.ofMillis(30))
                .stalls(0.01, 3, Duration.ofMillis(300))
                .bandwidth(250_000);
    }

    /** A line that others fill: 60 to 180 ms, one segment in 50 late by 400 ms, half a Mbit/s. */
    public static NetworkConditions congested() {
        return none().latency(Duration.ofMillis(60))
                .jitter(Duration.ofMillis(120))
                .stalls(0.02, 4, Duration.ofMillis(400))
                .bandwidth(64_000);
    }

    /** Barely a line: 200 to 450 ms, one segment in 20 late by 800 ms, 128 kbit/s. */
    public static NetworkConditions awful() {
        return none().latency(Duration.ofMillis(200))
                .jitter(Duration.ofMillis(250))
                .stalls(0.05, 5, Duration.ofMillis(800))
                .bandwidth(16_000);
    }

    /** The same with another latency. */
    public NetworkConditions latency(Duration latency) {
        return new NetworkConditions(latency, jitter, stalls, bytesPerSecond, cutAfter, silent);
    }

    /** The same with another jitter. */
    public NetworkConditions jitter(Duration jitter) {
        return new NetworkConditions(latency, jitter, stalls, bytesPerSecond, cutAfter, silent);
    }

    /** The same with other losses, see {@link Stalls}. */
    public NetworkConditions stalls(double share, double burst, Duration pause) {
        return new NetworkConditions(
                latency, jitter, new Stalls(share, burst, pause), bytesPerSecond, cutAfter, silent);
    }

    /** The same with another bandwidth, in bytes a second. */
    public NetworkConditions bandwidth(long bytesPerSecond) {
        return new NetworkConditions(latency, jitter, stalls, bytesPerSecond, cutAfter, silent);
    }

    /** The same, and the connection is cut after so many bytes, counted from now on with what frames them: 4 a message. */
    public NetworkConditions cut(long afterBytes) {
        return new NetworkConditions(latency, jitter, stalls, bytesPerSecond, afterBytes, silent);
    }

    /** The same, and nothing arrives: what is sent waits until that has changed. */
    public NetworkConditions silence() {
        return new NetworkConditions(latency, jitter, stalls, bytesPerSecond, cutAfter, true);
    }

    /** One line behind another: times add up, and the worse of everything else holds. */
    public NetworkConditions and(NetworkConditions other) {
        return new NetworkConditions(
                latency.plus(other.latency),
                jitter.plus(other.jitter),
                stalls.and(other.stalls),
                Math.min(bytesPerSecond, other.bytesPerSecond),
                Math.min(cutAfter, other.cutAfter),
                silent || other.silent);
    }
}
