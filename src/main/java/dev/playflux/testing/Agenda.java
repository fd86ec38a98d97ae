package dev.playflux.testing;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a virtual clock in their order: a binary heap of those to come, from which a cancelled one is removed at once,
 * and a plain queue of those that are due at the moment at which they are added. On one thread.
 */
final class Agenda {
    private final Queue<DueTask> due = new ArrayDeque<>();
    private DueTask[] heap = new DueTask[64];
    private int size;
    private long count;

    /** Adds a task that waits for its moment. */
    void add(DueTask task, long now) {
        task.number = count++;
        if (task.at <= now) {
            task.at = now;
            due.add(task);
            return;
        }
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, 2 * size);
        }
        rise(size++, task);
    }

    /** The first one of all; null if there is none. */
    @Nullable
    DueTask first() {
        DueTask now = due.peek();
        DueTask later = size == 0 ? null : heap[0];
        return now == null || (later != null && later.before(now)) ? later : now;
    }

    /** Removes the first one. */
    void removeFirst() {
        DueTask first = Objects.requireNonNull(first());
        if (first.place < 0) {
            due.remove();
        } else {
            remove(first);
        }
    }

    /** Removes a task, if it waits for a later moment. */
    @SuppressWarnings("NullAway") // behind the size there is nothing
    void remove(DueTask task) {
        int place = task.place;
        if (place < 0) {
            return;
        }
        task.place = -1;
        DueTask last = heap[--size];
        heap[size] = null;
        if (last != task) {
            sink(place, last);
            rise(last.place, last);
        }
    }

    int size() {
        return size + due.size();
    }

    private void rise(int from, DueTask task) {
        int place = from;
        while (place > 0) {
            int above = (place - 1) / 2;
            if (!task.before(heap[above])) {
                break;
            }
            put(place, heap[above]);
            place = above;
        }
        put(place, task);
    }

    private void sink(int from, DueTask task) {
        int place = from;
        for (int below = 2 * place + 1; below < size; below = 2 * place + 1) {
            if (below + 1 < size && heap[below + 1].before(heap[below])) {
                below++;
            }
            if (!heap[below].before(task)) {
                break;
            }
            put(place, heap[below]);
            place = below;
        }
        put(place, task);
    }

    private void put(int place, DueTask task) {
        heap[place] = task;
        task.place = place;
    }
}
