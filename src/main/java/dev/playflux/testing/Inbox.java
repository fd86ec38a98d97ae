package dev.playflux.testing;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.Predicate;

/** What came and has met no expectation yet: the last thousand. */
final class Inbox<T> {
    private static final int MOST = 1000;

    private final Deque<T> waiting = new ArrayDeque<>();

    void add(T item) {
        if (waiting.size() == MOST) {
            waiting.remove();
        }
        waiting.add(item);
    }

    boolean has(Predicate<? super T> wanted) {
        return waiting.stream().anyMatch(wanted);
    }

    /** Takes the first such one, if there is one. */
    boolean take(Predicate<? super T> wanted) {
        for (Iterator<T> items = waiting.iterator(); items.hasNext(); ) {
            if (wanted.test(items.next())) {
                items.remove();
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return waiting.toString();
    }
}
