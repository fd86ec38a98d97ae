package dev.playflux.room;

import java.util.concurrent.atomic.AtomicInteger;

/** The seats of a room, taken or promised: any thread reserves, and an empty room closes only while nobody has. */
final class Reservations {
    private static final int CLOSED = -1;

    private final AtomicInteger taken = new AtomicInteger();
    private final int most;
    private volatile boolean locked;

    Reservations(int most) {
        this.most = most;
    }

    /** Reserves a seat, if there is one. */
    boolean reserve() {
        int now = taken.get();
        while (!locked && now != CLOSED && now < most) {
            if (taken.compareAndSet(now, now + 1)) {
                return true;
            }
            now = taken.get();
        }
        return false;
    }

    void release() {
        taken.updateAndGet(now -> now > 0 ? now - 1 : now);
    }

    void lock(boolean locked) {
        this.locked = locked;
    }

    boolean locked() {
        return locked;
    }

    boolean closed() {
        return taken.get() == CLOSED;
    }

    boolean none() {
        return taken.get() == 0;
    }

    /** Closes if nobody has a seat or the promise of one. */
    boolean closeEmpty() {
        return taken.compareAndSet(0, CLOSED);
    }

    void close() {
        taken.set(CLOSED);
    }
}
