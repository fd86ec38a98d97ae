package dev.playflux.room;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Which states a client has not acknowledged yet, and since when: a client is behind while its oldest one is older than
 * 100 ms, the smoothed round trip and three ticks together, at most 2 s. So a client far away still gets every tick, and
 * one that does not keep up gets fewer. Bounded by that age.
 *
 * <p>On a line that is too narrow, a window full of states would be many times its age in coming. So who was behind gets
 * one state at a time at first, half as many more each time that so many were acknowledged without delay, and a third fewer
 * when they were not: within the 100 ms that a client may take, the round trip, and the tick at which the room hears it.
 * One thread.
 */
final class Window {
    private static final long SLACK = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long MOST = TimeUnit.SECONDS.toNanos(2);
    private static final long STALLED = TimeUnit.SECONDS.toNanos(5);

    private final long tick;
    /** A ring of pairs, a tick and when it was sent, of which {@code count} from {@code first} on are unacknowledged. */
    private long[] sent = new long[2 * 16];

    private int first;
    private int count;
    private long acknowledged;
    private int allowed = Integer.MAX_VALUE;
    private int prompt;
    private boolean limited;

    /** A window at a tick rate. */
    Window(int tickRate) {
        this.tick = TimeUnit.SECONDS.toNanos(1) / tickRate;
    }

    /** How many states are unacknowledged. */
    int depth() {
        return count;
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
    boolean acknowledge(long tick, long now, Duration roundTrip) {
        if (tick <= acknowledged) {
            return true;
        }
        int before = count;
        while (count > 0 && sent[first] < tick) {
            forgetOldest();
        }
        if (count == 0 || sent[first] != tick) {
            return false;
        }
        boolean promptly = age(now) <= SLACK + roundTrip.toNanos() + this.tick;
        forgetOldest();
        if (allowed < Integer.MAX_VALUE) {
            adapt(promptly, before);
        }
        acknowledged = tick;
        return true;
    }

    /** Allows fewer on the way when an acknowledgement is late, more when all that were allowed have come promptly. */
    private void adapt(boolean promptly, int before) {
        if (!promptly) {
            allowed = Math.max(1, Math.min(allowed, before) * 2 / 3);
            prompt = 0;
            return;
        }
        prompt += before - count;
        if (limited && prompt >= allowed) {
            allowed += (allowed + 1) / 2;
            prompt = 0;
            limited = false;
        }
    }

    private void forgetOldest() {
        first = (first + 2) % sent.length;
        count--;
    }

    /** Whether the client is behind. */
    boolean behind(long now, Duration roundTrip) {
        if (age(now) > Math.min(MOST, SLACK + roundTrip.toNanos() + 3 * tick)) {
            allowed = 1;
            prompt = 0;
        }
        limited |= count >= allowed;
        return count >= allowed;
    }

    /** Whether the client has acknowledged nothing for so long that it is given up. */
    boolean stalled(long now) {
        return age(now) > STALLED;
    }

    private long age(long now) {
        return count == 0 ? 0 : now - sent[first + 1];
    }
}
