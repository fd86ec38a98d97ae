package dev.playflux.room;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import reactor.core.scheduler.Scheduler;

/** How often a room logs one kind of fault: so often in a period, so that one of every tick fills no disk. Any thread. */
final class FaultLog {
    private final Scheduler clock;
    private final int most;
    private final long period;
    private long current = Long.MIN_VALUE;
    private int logged;
    private long silent;

    FaultLog(Scheduler clock, int most, Duration period) {
        this.clock = clock;
        this.most = most;
        this.period = period.toNanos();
    }

    /** Lets a line be written, unless it is one too many; the line hears how many were left out before it. */
    void log(LongConsumer line) {
        long left;
        synchronized (this) {
            long now = clock.now(TimeUnit.NANOSECONDS) / period; // steady, as a wall clock is not
            if (now != current) {
                current = now;
                logged = 0;
            }
            if (logged == most) {
                silent++;
                return;
            }
            logged++;
            left = silent;
            silent = 0;
        }
        line.accept(left);
    }
}
