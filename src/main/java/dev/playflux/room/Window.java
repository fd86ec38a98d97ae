package dev.playflux.room;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Which states a client has not acknowledged yet, and since when: a client is behind while its oldest one is older than
 * 100 ms, the smoothed round trip and three ticks together, at most 2 s. So a client far away still gets every tick, and
 * one that does not keep up gets fewer and fresher ones. Bounded by that age. One thread.
 */
final class Window {
    private static final long SLACK = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long MOST = TimeUnit.SECONDS.toNanos(2);
    private static final long STALLED = TimeUnit.SECONDS.toNanos(5);

    private final long ticks;
    /** A ring of pairs, a tick and when it was sent, of which {@code count} from {@code first} on are unacknowledged. */
    private long[] sent = new long[2 * 16];

    private int first;
    private int count;
    private long acknowledged;

    /** A window at a tick rate. */
    Window(int tickRate) {
        this.ticks = 3 * TimeUnit.SECONDS.toNanos(1) / tickRate;
    }

    /** A state has been handed over. */
    void sent(long tick, long now) {
        if (2 * count == sent.length) {
            long[] longer = new long[2 * sent.length];
            System.arraycopy(sent, first, longer, 0, sent.length - first);
            System.arraycopy(sent, 0, longer, sent.length - first, first);
            sent = longer;
            first = 0;
        }
        int at = (first + 2 * count) % sent.length;
        sent[at] = tick;
        sent[at + 1] = now;
        count++;
    }

    /** Takes an acknowledgement; false if that tick was never sent. */
    boolean acknowledge(long tick) {
        if (tick <= acknowledged) {
            return true;
        }
        while (count > 0 && sent[first] < tick) {
            forgetOldest();
        }
        if (count == 0 || sent[first] != tick) {
            return false;
        }
        forgetOldest();
        acknowledged = tick;
        return true;
    }

    private void forgetOldest() {
        first = (first + 2) % sent.length;
        count--;
    }

    /** Whether the client is behind. */
    boolean behind(long now, Duration roundTrip) {
        return age(now) > Math.min(MOST, SLACK + roundTrip.toNanos() + ticks);
    }

    /** Whether the client has acknowledged nothing for so long that it is given up. */
    boolean stalled(long now) {
        return age(now) > STALLED;
    }

    private long age(long now) {
        return count == 0 ? 0 : now - sent[first + 1];
    }
}
