package dev.playflux.transport;

import dev.playflux.message.Limits;

/** A token bucket: full at first, refilled steadily. */
final class TokenBucket {
    private static final double NANOS = 1e9;

    private final Limits.Rate rate;
    private double tokens;
    private long last;

    TokenBucket(Limits.Rate rate, long now) {
        this.rate = rate;
        this.tokens = rate.burst();
        this.last = now;
    }

    /** Takes a token, if there is one. */
    boolean take(long now) {
        tokens = Math.min(rate.burst(), tokens + (now - last) / NANOS * rate.perSecond());
        last = now;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
