package dev.playflux.client;

import java.util.concurrent.locks.LockSupport;

/**
 * How a thread of the caller's waits in {@link GameLoop#waitUntil} and {@link GameLoop#tryTo}, see {@link
 * GameConnector#patience}. A test may let time of its own pass instead.
 */
public interface Patience {
    /** The thread sleeps until it is woken, and time is the JVM's. */
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
