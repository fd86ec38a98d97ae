package dev.playflux.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Bounds of time on a machine that others use too. */
public final class Timed {
    private static final int TRIES = 3;

    private Timed() {}

    /**
     * The best of three rounds takes less than this: a pause of the machine passes, harm stays. Each says how long it took, and
     * must not see what the one before has left.
     */
    public static void within(Duration most, Callable<Duration> round) throws Exception {
        Duration took = round.call();
        for (int i = 1; i < TRIES && took.compareTo(most) >= 0; i++) {
            took = round.call();
        }
        assertThat(took).isLessThan(most);
    }

    /** How long something takes. */
    public static Duration of(Runnable something) {
        long start = System.nanoTime();
        something.run();
        return since(start);
    }

    /** How long ago that was. */
    public static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
