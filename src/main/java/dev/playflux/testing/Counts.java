package dev.playflux.testing;

import java.util.Map;

/**
 * What a match has counted: the methods of {@link dev.playflux.metrics.Metrics} by their names, {@code stateSkipped} for one,
 * and with the name that a method gets behind a dot: {@code refused.rate_limited}, {@code connectionClosed.4008}, {@code
 * message.steer}. Methods that get a number of what there was, {@code viewSent} for one, count that.
 */
public interface Counts {

    /** How often; 0 if never. */
    long of(String name);

    /** All that were counted, sorted by name. A snapshot. */
    Map<String, Long> all();
}
