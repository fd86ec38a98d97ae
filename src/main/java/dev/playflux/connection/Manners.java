package dev.playflux.connection;

import dev.playflux.message.Limits;
import dev.playflux.transport.TokenBucket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import reactor.core.scheduler.Scheduler;

/** How a peer behaves: its rate, its malformed messages, and how much of it is worth an answer. One thread. */
final class Manners {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(3);
    private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);

    private final Scheduler clock;
    private final TokenBucket messages;
    private final TokenBucket bytes;
    private final SlidingWindow answers;
    private final SlidingWindow malformed;
    private int free;
    private boolean tooMany;
    private boolean over;
    private long overSince;
    private long overLast;

    Manners(Limits limits, Scheduler clock) {
        this.clock = clock;
        this.messages = new TokenBucket(limits.rate(), clock.now(TimeUnit.NANOSECONDS));
        int burst = Math.max(limits.bytes().burst(), limits.shape().messageBytes());
        this.bytes =
                new TokenBucket(new Limits.Rate(limits.bytes().perSecond(), burst), clock.now(TimeUnit.NANOSECONDS));
        this.answers = new SlidingWindow(10, Duration.ofSeconds(1), clock);
        this.malformed = new SlidingWindow(7, Duration.ofSeconds(10), clock);
    }

    /** So many reliable messages come again, and do not count. */
    void exempt(int messages) {
        free = messages;
    }

    /** Whether a reliable message is one of those that do not count. */
    boolean exempt() {
        return free > 0 && free-- > 0;
    }

    /** A message of so many bytes came; if it is over their rate, so are its envelopes. Whether it is within. */
    boolean weigh(int length) {
        tooMany = !bytes.take(clock.now(TimeUnit.NANOSECONDS), Math.max(1, length));
        return !tooMany;
    }

    /** Whether an envelope is within the rate. */
    boolean withinRate() {
        long now = clock.now(TimeUnit.NANOSECONDS);
        if (!tooMany && messages.take(now)) {
            return true;
        }
        if (!over || now - overLast >= PAUSE) {
            over = true;
            overSince = now;
        }
        overLast = now;
        return false;
    }

    /** Whether the peer has been over its rate for three seconds without a pause of one. */
    boolean relentless() {
        return over && overLast - overSince >= PATIENCE;
    }

    /** Whether one more refusal is worth an answer: at most ten a second. */
    boolean worthAnAnswer() {
        return answers.admit();
    }

    /** Whether a malformed message can be forgiven: the eighth in ten seconds cannot. */
    boolean forgivable() {
        return malformed.admit();
    }
}
