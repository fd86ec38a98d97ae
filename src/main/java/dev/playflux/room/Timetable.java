package dev.playflux.room;

import dev.playflux.message.Body;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/** Events by game time; those of one moment in the order of their asking. One thread. */
final class Timetable {
    private static final int MOST = 65_536;
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final PriorityQueue<Entry> entries =
            new PriorityQueue<>(Comparator.comparingLong(Entry::due).thenComparingLong(Entry::order));
    private long order;

    private record Entry(long due, long order, long period, Object event) {}

    /** Refuses a time that is too short or too long to be meant. */
    static void check(String what, Duration time, Duration shortest) {
        if (time.compareTo(shortest) < 0 || time.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(what + " is from " + shortest + " to " + LONGEST + ", was " + time);
        }
    }

    /** Adds an event; a period of 0 is once. */
    void add(long due, long period, Object event) {
        if (entries.size() >= MOST) {
            throw new IllegalStateException("more than " + MOST + " events wait for their time");
        }
        entries.add(new Entry(due, order++, period, event));
    }

    /** What waits, as a store keeps it. */
    List<SavedRoom.SavedEvent> saved() {
        return entries.stream()
                .sorted(Objects.requireNonNull(entries.comparator()))
                .map(entry -> new SavedRoom.SavedEvent(
                        entry.event.getClass().getName(), entry.due, entry.period, Body.of(entry.event)))
                .toList();
    }

    /** Gives what is due by a moment, one by one. */
    void due(long now, Consumer<Object> each) {
        for (Entry next = entries.peek(); next != null && next.due <= now; next = entries.peek()) {
            entries.poll();
            if (next.period > 0) {
                add(next.due + next.period, next.period, next.event);
            }
            each.accept(next.event);
        }
    }
}
