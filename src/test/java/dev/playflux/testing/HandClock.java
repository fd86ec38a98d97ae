package dev.playflux.testing;

import java.time.Duration;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Virtual time for a server whose clients are real: it passes when the test says so, on the test's thread, and what the
 * network's threads bring waits until then. It is everybody's, until it is closed.
 */
public final class HandClock implements AutoCloseable {
    private final VirtualClock clock = new VirtualClock(thrown -> {
        throw new AssertionError(thrown);
    });

    public HandClock() {
        Schedulers.setFactory(clock);
    }

    public Scheduler scheduler() {
        return clock;
    }

    /** Lets time pass. */
    public void pass(Duration time) {
        clock.until(time, () -> false);
    }

    @Override
    public void close() {
        Schedulers.resetFactory();
    }
}
