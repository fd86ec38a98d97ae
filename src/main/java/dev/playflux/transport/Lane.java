package dev.playflux.transport;

import dev.playflux.message.NetworkConditions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/** One direction of an impaired link: what is on its way, in order. On the loop, but for {@link #waiting}. */
final class Lane {
    /** What a network takes that nobody has had yet, as a kernel's window is. */
    static final int WINDOW = 64 * 1024;

    private final Loop loop;
    private final Scheduler clock;
    private final Course course;
    private final Turn turn;
    private final Deque<Item> items = new ArrayDeque<>();
    private @Nullable Disposable alarm;
    private long alarms;
    private long passed;
    private boolean calm = true;
    private volatile long queued;

    /** Something on its way, and what its arrival does. */
    private record Item(int bytes, long due, Runnable arrival) {}

    /** Who is at the end of a lane. */
    interface Turn {

        /** Some of what was on its way has arrived. */
        void arrived();

        /** The line is cut. */
        void cut();
    }

    Lane(Loop loop, Scheduler clock, Course course, Turn turn) {
        this.loop = loop;
        this.clock = clock;
        this.course = course;
        this.turn = turn;
    }

    NetworkConditions conditions() {
        return course.conditions();
    }

    /** Sets out; at once there if nothing is in front and nothing keeps it. */
    void add(int bytes, Runnable arrival) {
        long now = now();
        Item item = new Item(bytes, course.arrival(now, bytes), arrival);
        boolean first = items.isEmpty();
        if (first && due(item, now)) {
            pass(item);
            return;
        }
        items.add(item);
        queued(bytes);
        if (first) {
            arm(now);
        }
    }

    /** Whether nothing is on its way and nothing would be: it is as if the lane were not there. */
    boolean idle() {
        return calm && items.isEmpty();
    }

    /**
     * What is on its way is so under other conditions: it sets out anew, but comes no later for that than it would have, unless
     * nothing arrives any more.
     */
    void change(NetworkConditions conditions) {
        boolean mute = conditions().silent();
        long now = now();
        course.change(conditions);
        passed = 0;
        calm = conditions.equals(NetworkConditions.none());
        for (int i = items.size(); i > 0; i--) {
            Item item = items.remove();
            long again = course.arrival(now, item.bytes);
            items.add(new Item(item.bytes, mute ? again : Math.min(item.due, again), item.arrival));
        }
        arm(now);
    }

    /** How many nanoseconds it takes until all that is on its way has arrived, unless the line is silent; 0 if nothing is. */
    long lag() {
        Item last = items.peekLast();
        return last == null ? 0 : Math.max(0, last.due - now());
    }

    /** Whether nothing is on its way. */
    boolean empty() {
        return items.isEmpty();
    }

    /** Forgets what is on its way. */
    void drop() {
        items.clear();
        queued(-queued);
        disarm();
    }

    /** The bytes that a sender would have to keep: those that the line has no time or no room for. From any thread. */
    long waiting() {
        return Math.max(Math.max(0, queued - WINDOW), course.backlog(now()));
    }

    /** The bytes on their way. */
    long queued() {
        return queued;
    }

    private boolean due(Item item, long now) {
        return item.due <= now && !course.conditions().silent();
    }

    private void pass(Item item) {
        passed += item.bytes;
        long cut = course.conditions().cutAfter();
        if (passed <= cut) {
            item.arrival.run();
        }
        if (passed >= cut && item.bytes > 0) {
            turn.cut();
        }
    }

    private void release(long alarm) {
        if (alarm != alarms) {
            return;
        }
        long now = now();
        boolean some = false;
        while (!items.isEmpty() && due(items.element(), now)) {
            Item item = items.remove();
            queued(-item.bytes);
            pass(item);
            some = true;
        }
        if (some) {
            turn.arrived();
        }
        arm(now);
    }

    private void arm(long now) {
        disarm();
        if (!items.isEmpty() && !course.conditions().silent()) {
            long delay = Math.max(0, items.element().due - now);
            long next = alarms;
            alarm = clock.schedule(() -> loop.execute(() -> release(next)), delay, TimeUnit.NANOSECONDS);
        }
    }

    private void disarm() {
        // One that has rung already finds that it is not the newest.
        alarms++;
        if (alarm != null) {
            alarm.dispose();
            alarm = null;
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes it
    private void queued(long bytes) {
        queued += bytes;
    }

    private long now() {
        return clock.now(TimeUnit.NANOSECONDS);
    }
}
