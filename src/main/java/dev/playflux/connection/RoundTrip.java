package dev.playflux.connection;

import java.time.Duration;

/**
 * How long a message and its answer take on a connection, as measured so far: all zero before the first measurement.
 *
 * @param least the shortest one
 * @param smoothed seven eighths of the past and an eighth of the present, as in RFC 6298
 * @param jitter how far measurements are from it: three quarters of the past and a quarter of the present
 */
public record RoundTrip(Duration least, Duration smoothed, Duration jitter) {

    /** Before the first measurement. */
    public static final RoundTrip NONE = new RoundTrip(Duration.ZERO, Duration.ZERO, Duration.ZERO);

    /** With one measurement more; none takes no time. */
    RoundTrip with(long nanos) {
        Duration measured = Duration.ofNanos(Math.max(1, nanos));
        if (smoothed.isZero()) {
            return new RoundTrip(measured, measured, Duration.ZERO);
        }
        Duration off = measured.minus(smoothed);
        return new RoundTrip(
                measured.compareTo(least) < 0 ? measured : least,
                smoothed.plus(off.dividedBy(8)),
                jitter.plus(off.abs().minus(jitter).dividedBy(4)));
    }
}
