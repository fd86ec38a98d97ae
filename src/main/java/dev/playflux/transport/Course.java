package dev.playflux.transport;

import dev.playflux.message.NetworkConditions;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * When what is sent arrives, if nothing in front of it is late. Segments leave one after the other at the line's pace; each has
 * its own delay, and the last one completes what was sent. On the loop, but for {@link #backlog}.
 */
final class Course {
    /** What a network loses or carries as a whole. */
    static final int SEGMENT = 1460;

    private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

    private final SplittableRandom random;
    private volatile NetworkConditions conditions = NetworkConditions.none();
    private volatile long sent = Long.MIN_VALUE;
    private boolean bad;

    Course(SplittableRandom random) {
        this.random = random;
    }

    NetworkConditions conditions() {
        return conditions;
    }

    /** Holds for what sets out from now on; nothing is in front of that. */
    void change(NetworkConditions conditions) {
        this.conditions = conditions;
        sent = Long.MIN_VALUE;
    }

    /** When so many bytes that set out now have all arrived. */
    long arrival(long now, int bytes) {
        NetworkConditions line = conditions;
        long leaves = Math.max(now, sent);
        long arrives = now;
        int left = bytes;
        do {
            int segment = Math.min(left, SEGMENT);
            leaves += time(segment, line.bytesPerSecond());
            arrives = Math.max(arrives, leaves + delay(line));
            left -= segment;
        } while (left > 0);
        sent = leaves;
        return arrives;
    }

    private static long time(int bytes, long bytesPerSecond) {
        return bytesPerSecond == Long.MAX_VALUE ? 0 : Math.round(bytes * SECOND / bytesPerSecond);
    }

    private long delay(NetworkConditions line) {
        long jitter = line.jitter().toNanos();
        long delay = line.latency().toNanos() + (jitter == 0 ? 0 : random.nextLong(jitter + 1));
        return lost(line.stalls()) ? delay + line.stalls().pause().toNanos() : delay;
    }

    private boolean lost(NetworkConditions.Stalls stalls) {
        if (stalls.share() == 0) {
            bad = false;
        } else {
            bad = random.nextDouble() < (bad ? staysLost(stalls) : getsLost(stalls));
        }
        return bad;
    }

    /** How probably a segment is lost behind one that was not. */
    private static double getsLost(NetworkConditions.Stalls stalls) {
        return stalls.share() / (1 - stalls.share()) / stalls.burst();
    }

    /** How probably a segment is lost behind one that was. */
    private static double staysLost(NetworkConditions.Stalls stalls) {
        return 1 - 1 / stalls.burst();
    }

    /** How many bytes the line has not had time for yet. From any thread. */
    long backlog(long now) {
        long rate = conditions.bytesPerSecond();
        long until = sent;
        return rate == Long.MAX_VALUE || until <= now ? 0 : (long) Math.ceil((until - now) / SECOND * rate);
    }
}
