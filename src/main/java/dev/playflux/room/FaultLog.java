package dev.playflux.room;

import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import reactor.core.scheduler.Scheduler;

/** How often a room logs what its game throws: five times a second, so that a fault of every tick fills no disk. Any thread. */
final class FaultLog {
    private static final int MOST = 5;

    private final Scheduler clock;
    private long second = Long.MIN_VALUE;
    private int logged;
    private long silent;

    FaultLog(Scheduler clock) {
        this.clock = clock;
    }

    /** Lets a line be written, unless it is one too many; the line hears how many were left out before it. */
    void log(LongConsumer line) {
        long left;
        synchronized (this) {
            long now =
                    TimeUnit.NANOSECONDS.toSeconds(clock.now(TimeUnit.NANOSECONDS)); // steady, as a wall clock is not
            if (now != second) {
                second = now;
                logged = 0;
            }
            if (logged == MOST) {
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
