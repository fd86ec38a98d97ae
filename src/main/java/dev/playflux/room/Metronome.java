package dev.playflux.room;

import java.util.concurrent.TimeUnit;

/**
 * How many steps of a fixed length are due. Executors fire in bursts after a stall; the count comes from the time that has
 * passed, not from the firings, so the rate is exact in the long run.
 */
final class Metronome {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int CATCH_UP = 5;

    private final int rate;
    private long second;
    private int done;
    private int dropped;

    /** Steps at a rate per second, from a moment on. */
    Metronome(int rate, long start) {
        this.rate = rate;
        this.second = start;
    }

    /** The steps due now, at most five; what is beyond is dropped. */
    int due(long now) {
        // Whole seconds are taken off, so that nothing overflows however long a room runs.
        long seconds = (now - second) / SECOND;
        second += seconds * SECOND;
        long due = seconds * rate + (now - second) * rate / SECOND - done;
        done += (int) (due - seconds * rate);
        if (due <= 0) {
            return 0;
        }
        dropped += (int) Math.max(0, due - CATCH_UP);
        return (int) Math.min(due, CATCH_UP);
    }

    /** The steps dropped since the last call. */
    int takeDropped() {
        int taken = dropped;
        dropped = 0;
        return taken;
    }
}
