package dev.playflux.connection;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import reactor.core.scheduler.Scheduler;

/** Admits at most so many within any period of a length. One thread. */
public final class SlidingWindow {
    private static final long[] NONE = {};

    private final int most;
    private final long period;
    private final Scheduler clock;
    private long[] admitted = NONE;
    private int count;

    /** A window over the last {@code period}. */
    public SlidingWindow(int most, Duration period, Scheduler clock) {
        this.most = most;
        this.period = period.toNanos();
        this.clock = clock;
    }

    /** Admits one more, or says that it is one too many; what is not admitted does not count. */
    public boolean admit() {
        long now = clock.now(TimeUnit.NANOSECONDS);
        int oldest = count % most;
        if (count >= most && now - admitted[oldest] < period) {
            return false;
        }
        if (count == 0) {
            admitted = new long[most];
        }
        admitted[oldest] = now;
        count = count + 1 == 2 * most ? most : count + 1;
        return true;
    }
}
