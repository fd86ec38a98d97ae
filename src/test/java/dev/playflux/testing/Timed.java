package dev.playflux.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Bounds of time on a machine that others use too. */
public final class Timed {
    /** What must be over within a second, with what a test needs to see that. */
    public static final Duration A_SECOND_OR_SO = Duration.ofMillis(1500);

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

    /** 1 if it took that long or longer, else 0: of several of which a pause of the machine may make one late. */
    public static int late(Duration took, Duration most) {
        return took.compareTo(most) < 0 ? 0 : 1;
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
