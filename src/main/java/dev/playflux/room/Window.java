package dev.playflux.room;

import java.time.Duration;
import java.util.ArrayDeque;
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

    private final ArrayDeque<Sent> unacknowledged = new ArrayDeque<>();
    private final long ticks;
    private long acknowledged;

    private record Sent(long tick, long at) {}

    /** A window at a tick rate. */
    Window(int tickRate) {
        this.ticks = 3 * TimeUnit.SECONDS.toNanos(1) / tickRate;
    }

    /** A state has been handed over. */
    void sent(long tick, long now) {
        unacknowledged.add(new Sent(tick, now));
    }

    /** Takes an acknowledgement; false if that tick was never sent. */
    boolean acknowledge(long tick) {
        if (tick <= acknowledged) {
            return true;
        }
        while (!unacknowledged.isEmpty() && unacknowledged.getFirst().tick < tick) {
            unacknowledged.removeFirst();
        }
        if (unacknowledged.isEmpty() || unacknowledged.getFirst().tick != tick) {
            return false;
        }
        unacknowledged.removeFirst();
        acknowledged = tick;
        return true;
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
        Sent oldest = unacknowledged.peekFirst();
        return oldest == null ? 0 : now - oldest.at;
    }
}
