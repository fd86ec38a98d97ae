package dev.playflux.testing;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Schedulers;

/** Whether Reactor's schedulers are virtual: everywhere in the JVM, so for one match at a time. */
final class VirtualTime {
    private static final AtomicReference<Schedulers.@Nullable Snapshot> REAL = new AtomicReference<>();

    private VirtualTime() {}

    /** From now on this clock is every scheduler. */
    static synchronized void begin(VirtualClock clock) {
        if (REAL.get() != null) {
            throw new IllegalStateException("another match is open, and time is one for all: close it first");
        }
        REAL.set(Schedulers.setFactoryWithSnapshot(clock));
    }

    /** Schedulers are again what they were. */
    static synchronized void end() {
        Schedulers.Snapshot real = REAL.getAndSet(null);
        if (real != null) {
            Schedulers.resetFrom(real);
        }
    }
}
