package dev.playflux.testing;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Virtual time in which work takes time, as on a single thread: what was due meanwhile comes late. */
public final class BusyClock extends VirtualTimeScheduler {
    private long until;

    private BusyClock() {
        super(false);
    }

    /** The clock of everything from now on; before a stage is set. */
    public static BusyClock set() {
        BusyClock clock = new BusyClock();
        VirtualTimeScheduler.set(clock);
        return clock;
    }

    /** The task at hand takes so long. */
    public void busy(Duration time) {
        until = now(TimeUnit.NANOSECONDS) + time.toNanos();
    }

    /** How long what has been done so far takes beyond the time that has passed. */
    public Duration ahead() {
        return Duration.ofNanos(Math.max(0, until - super.now(TimeUnit.NANOSECONDS)));
    }

    @Override
    public long now(TimeUnit unit) {
        return unit.convert(Math.max(until, super.now(TimeUnit.NANOSECONDS)), TimeUnit.NANOSECONDS);
    }
}
