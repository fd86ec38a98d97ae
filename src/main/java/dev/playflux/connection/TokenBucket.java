package dev.playflux.connection;

import dev.playflux.message.Limits;
import java.util.concurrent.TimeUnit;
import reactor.core.scheduler.Scheduler;

/**
 * A rate with a burst: each take costs a token, tokens come back evenly. Counted as the generic cell rate algorithm does,
 * as one point in time, so nothing needs a timer. One thread.
 */
final class TokenBucket {
    private final Scheduler clock;
    private final long interval;
    private final long window;
    private long full;

    TokenBucket(Limits.Rate rate, Scheduler clock) {
        this.clock = clock;
        this.interval = TimeUnit.SECONDS.toNanos(1) / rate.perSecond();
        this.window = interval * (rate.burst() - 1L);
        this.full = clock.now(TimeUnit.NANOSECONDS);
    }

    /** Takes a token; false if there is none. */
    boolean take() {
        long now = clock.now(TimeUnit.NANOSECONDS);
        long start = Math.max(full, now);
        if (start - now > window) {
            return false;
        }
        full = start + interval;
        return true;
    }
}
