package dev.playflux.room;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Those who watch, and see and hear what was a while ago. Bounded: for each tick of the delay one moment is kept, and of the
 * broadcasts at most {@value #BROADCASTS} and {@value #BYTES} bytes; what is beyond that is not heard here. A state that is
 * a value is kept itself; of a mutable world, what was made of it at that time. On the room's thread.
 */
final class Gallery<S> {
    private static final int BROADCASTS = 8192;
    private static final long BYTES = 4L << 20;
    /** Ticks are not on time to the nanosecond; without it, some would be shown a tick late, and the next two at once. */
    private static final long EARLY = TimeUnit.MILLISECONDS.toNanos(1);

    private final RunningRoom<S> room;
    private final long delay;
    private final int most;
    private final @Nullable Snapshots<S> snapshots;
    private final Audience<S> audience;
    private final Queue<Kept<S>> moments = new ArrayDeque<>();
    private final Queue<Said> broadcasts = new ArrayDeque<>();
    private long bytes;
    private long tick;

    /** What there was to see, and when. */
    private record Kept<S>(
            long at, Moment<S> moment, @Nullable Pictures snapshot) {}

    /** What was said to all, and when. */
    private record Said(long at, Circular circular) {}

    Gallery(RunningRoom<S> room) {
        GameSpec<S> game = room.game;
        this.room = room;
        this.delay = game.spectatorDelay.toNanos();
        this.most = (int) (delay / (TimeUnit.SECONDS.toNanos(1) / game.tickRate)) + 2;
        this.snapshots = game.mutable ? new Snapshots<>(room) : null;
        this.audience = new Audience<>(room, snapshots == null ? game.views : snapshots.views());
    }

    Audience<S> audience() {
        return audience;
    }

    /** The number of the tick that is shown. */
    long tick() {
        return tick;
    }

    /** How many moments are kept. */
    int kept() {
        return moments.size();
    }

    /** Keeps what there is to see now, and shows what is due. */
    void publish(Moment<S> moment, Collection<Seat<S>> watching) {
        long now = room.now();
        if (moments.size() < most) {
            moments.add(new Kept<>(now, moment, snapshots == null ? null : snapshots.take(moment.state())));
        }
        tell(now, watching);
        Kept<S> due = null;
        while (!moments.isEmpty() && due(moments.element().at, now)) {
            due = moments.remove();
        }
        if (due != null) {
            if (snapshots != null && due.snapshot != null) {
                snapshots.show(due.snapshot);
            }
            tick = due.moment.tick();
            audience.publish(due.moment, watching);
        }
    }

    private boolean due(long at, long now) {
        return now - at >= delay - EARLY;
    }

    /** Keeps what is said to all now. */
    void hear(Circular circular) {
        if (broadcasts.size() >= BROADCASTS || bytes + circular.bytes() > BYTES) {
            room.settings().metrics().dropped("spectators");
            return;
        }
        broadcasts.add(new Said(room.now(), circular));
        bytes += circular.bytes();
    }

    private void tell(long now, Collection<Seat<S>> watching) {
        while (!broadcasts.isEmpty() && due(broadcasts.element().at, now)) {
            Circular circular = broadcasts.remove().circular;
            bytes -= circular.bytes();
            watching.forEach(circular::post);
        }
    }
}
