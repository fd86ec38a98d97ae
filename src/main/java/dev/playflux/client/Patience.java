package dev.playflux.client;

import java.util.concurrent.locks.LockSupport;

/** How a thread of the caller's waits. */
interface Patience {
    /** It really does. */
    Patience REAL = new Patience() {
        @Override
        public long now() {
            return System.nanoTime();
        }

        @Override
        public void park(long nanos) {
            LockSupport.parkNanos(this, nanos);
        }
    };

    /** The time in nanoseconds. */
    long now();

    /** Returns after so long, or when the thread is woken, or for no reason. */
    void park(long nanos);
}
