package dev.playflux.transport;

import dev.playflux.message.Limits;
import java.util.concurrent.TimeUnit;

/**
 * A rate with a burst: each take costs a token, tokens come back evenly. Counted as the generic cell rate algorithm does,
 * as one point in time, so nothing needs a timer. One thread.
 */
public final class TokenBucket {
    private final long interval;
    private final long window;
    private long full;

    /** A full one. */
    public TokenBucket(Limits.Rate rate, long now) {
        this.interval = TimeUnit.SECONDS.toNanos(1) / rate.perSecond();
        this.window = interval * (rate.burst() - 1L);
        this.full = now;
    }

    /** Takes a token; false if there is none. The time is in nanoseconds, of one clock. */
    public boolean take(long now) {
        return take(now, 1);
    }

    /** Takes so many tokens, or none and false if there are fewer. */
    public boolean take(long now, int tokens) {
        long wait = Math.max(0, full - now);
        if (wait + interval * (tokens - 1L) > window) {
            return false;
        }
        full = now + wait + interval * tokens;
        return true;
    }

    /** Whether no token is missing. */
    boolean full(long now) {
        return full - now <= 0;
    }
}
