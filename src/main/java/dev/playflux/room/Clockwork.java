package dev.playflux.room;

import dev.playflux.connection.SlidingWindow;
import dev.playflux.recording.Recorded;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A room's time: which steps are due, what their number is, and which events wait for when. A room whose step throws goes on
 * without it; three in ten seconds, and it closes. On the room's thread.
 */
final class Clockwork<S> {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private static final int FORGIVEN = 2;

    private final RunningRoom<S> room;
    private final SlidingWindow faults;
    private final int rate;
    private final Metronome metronome;
    private final Timetable timetable = new Timetable();
    private long number;
    private long steps;
    private volatile boolean paused;
    private volatile Duration time = Duration.ZERO;

    Clockwork(RunningRoom<S> room, int rate, long start) {
        this.room = room;
        this.faults = new SlidingWindow(
                FORGIVEN, Duration.ofSeconds(10), room.settings().clock());
        this.rate = rate;
        this.metronome = new Metronome(rate, start);
    }

    /** The time between two firings in nanoseconds, rounded up: a step is due when its time has passed. */
    long period() {
        return (SECOND + rate - 1) / rate;
    }

    /** A firing of the executor: the steps that are due, in one turn. */
    void fire() {
        try {
            long start = room.now();
            int due = metronome.due(start);
            int dropped = metronome.takeDropped();
            if (due > 0) {
                room.mailbox().turn(due, () -> room.tick(due));
                room.watch().ticked(due, dropped, room.now() - start);
            }
        } catch (Throwable thrown) {
            room.report("the tick", null, thrown);
        }
    }

    /** One step: its events, then the game's. */
    RoomTick<S> step() {
        number++;
        room.recorder().note(new Recorded.Stepped(number));
        double seconds = 1.0 / rate;
        if (paused) {
            room.recorder().stepped(number, room.ledger().state());
            return new RoomTick<>(number, seconds, time, room);
        }
        steps++;
        time = time(steps, rate);
        timetable.due(time.toNanos(), room.play()::event);
        RoomTick<S> tick = new RoomTick<>(number, seconds, time, room);
        if (room.play().tick(tick) != null && !faults.admit()) {
            room.close("the game failed three times in ten seconds");
        }
        room.recorder().stepped(number, room.ledger().state());
        return tick.time().equals(time) ? tick : new RoomTick<>(number, seconds, time, room);
    }

    /** The number of the last step. */
    long number() {
        return number;
    }

    /** The steps of game time. */
    long steps() {
        return steps;
    }

    Timetable timetable() {
        return timetable;
    }

    /** Goes on where another server ended. */
    void restore(long number, long steps, boolean paused) {
        this.number = number;
        this.steps = steps;
        this.paused = paused;
        time = time(steps, rate);
    }

    /** Game time after so many steps, exact at whole seconds. */
    static Duration time(long steps, long rate) {
        return Duration.ofNanos(steps / rate * SECOND + steps % rate * SECOND / rate);
    }

    /** The length of a step in milliseconds, an integer where it is one. */
    Number tickMs() {
        if (1000 % rate == 0) {
            return 1000 / rate;
        }
        return 1000.0 / rate;
    }

    Duration time() {
        return time;
    }

    boolean paused() {
        return paused;
    }

    void pause(boolean paused) {
        this.paused = paused;
        room.recorder().note(new Recorded.Paused(paused));
    }

    /** Asks for an event after some time, and again after each period if that is not 0. */
    void schedule(Duration delay, Duration period, Object event) {
        timetable.add(time.plus(delay).toNanos(), period.toNanos(), event);
    }
}
