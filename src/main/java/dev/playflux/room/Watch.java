package dev.playflux.room;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a room keeps up. Its turns are timed, and a long one is warned of; steps that come late strain it, and while it is
 * strained nobody new comes in; a turn that does not end is seen from outside, because the room's own thread cannot say so.
 *
 * <p>A strain is counted up by the steps that are late and down by the ticks that are in time, so it takes about two seconds
 * of late ones to begin and one of good ones to end, and a pause of the machine now and then is none.
 */
final class Watch {
    private static final Logger log = LoggerFactory.getLogger(Game.class);
    private static final int PAUSE = 5;
    private static final int LEAST = 20;
    private static final long STUCK = TimeUnit.MILLISECONDS.toNanos(500);

    /** What {@code turn} is after the first, which opens the room: in a fresh JVM it loads half the library, no fault of the game's. */
    private static final long OPENING = 2;

    private final RunningRoom<?> room;
    private final long period;
    private final int enough;
    private final FaultLog warnings;
    private int strain;
    private volatile boolean strained;
    // The number of a turn that runs is odd. The thread is written before it, and read behind it.
    private volatile long turn;
    private @Nullable Thread thread;
    // Of the one who looks from outside.
    private long seen;
    private long seenFirst;
    private volatile boolean stuck;

    Watch(RunningRoom<?> room, int rate) {
        this.room = room;
        this.period = TimeUnit.SECONDS.toNanos(1) / rate;
        this.enough = Math.max(LEAST, 2 * rate);
        this.warnings = new FaultLog(room.settings().clock(), 1, Duration.ofSeconds(10));
    }

    // What the room tells, on its thread.

    /** A turn begins; gives the time. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    long begin() {
        thread = Thread.currentThread();
        turn++;
        return room.now();
    }

    /** A turn has ended. */
    @SuppressWarnings("NonAtomicVolatileUpdate")
    void end(long began, int due) {
        turn++;
        long took = room.now() - began;
        if (took > 2 * period * due) {
            room.settings().metrics().overrun(room.game());
            warn(
                    OPENING,
                    "was busy for " + TimeUnit.NANOSECONDS.toMillis(took) + " ms at a stretch, and its ticks are "
                            + TimeUnit.NANOSECONDS.toMillis(period) + " ms apart: what it calls must not block");
        }
    }

    /** A tick has made its steps, in so many nanoseconds. */
    void ticked(int steps, int dropped, long took) {
        room.settings().metrics().tick(room.game(), took);
        if (dropped > 0) {
            room.settings().metrics().stepsDropped(room.game(), dropped);
            warn(2 * OPENING, "came late, and " + dropped + " of its steps were dropped");
        }
        int late = Math.min(PAUSE, steps + dropped - 1);
        if (late == 0 && took <= period) {
            strain = Math.max(0, strain - 2);
        } else {
            strain = Math.min(enough, strain + Math.max(1, late));
        }
        if (strained ? strain == 0 : strain >= enough) {
            strained = !strained;
            log.warn(
                    "room {} of game '{}' {}",
                    room.id(),
                    room.game(),
                    strained ? "has more to do than it can, and takes nobody in" : "keeps up again");
        }
    }

    /** Warns of a turn, but not of the first ones. */
    private void warn(long spared, String what) {
        if (turn > spared) {
            warnings.log(left -> log.warn(
                    "room {} of game '{}' {}{}",
                    room.id(),
                    room.game(),
                    what,
                    left == 0 ? "" : ", after " + left + " such warnings that were not logged"));
        }
    }

    // What others see.

    /** Whether the room has more to do than it can. From any thread. */
    boolean strained() {
        return strained || stuck;
    }

    /**
     * Looks whether a turn goes on that went on half a second ago: the room is stuck, and why is logged once. One thread, every
     * second; the looks that a pause of the machine has held up follow each other at once, and tell nothing.
     */
    void look() {
        long current = turn;
        if (current != seen) {
            seen = current;
            seenFirst = room.now();
        }
        boolean goesOn = current % 2 == 1 && room.now() - seenFirst > STUCK;
        if (goesOn && !stuck) {
            stuck = true;
            String at = room.play().atHand();
            log.warn(
                    "room {} of game '{}' is stuck{}, and so are the others of its thread",
                    room.id(),
                    room.game(),
                    at == null ? "" : " in the handler of '" + at + "'",
                    place());
        } else if (!goesOn && stuck) {
            stuck = false;
            log.warn("room {} of game '{}' goes on", room.id(), room.game());
        }
    }

    /** Where the thread is: the stack of a throwable that nobody threw. */
    private Throwable place() {
        Thread busy = thread;
        Throwable place = new Throwable(busy == null ? "gone" : "thread " + busy.getName() + " is here");
        place.setStackTrace(busy == null ? new StackTraceElement[0] : busy.getStackTrace());
        return place;
    }
}
