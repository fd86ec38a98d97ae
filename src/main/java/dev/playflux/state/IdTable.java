package dev.playflux.state;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A list whose rows are told apart by an identity: it knows their order besides. */
final class IdTable extends Table {
    private final SlotIndex index = new SlotIndex(slots);
    private int[] order = new int[0];
    private int[] next = new int[0];
    private int length;
    private long reordered;

    IdTable(TableType type) {
        super(type);
    }

    @Override
    void rows(Object container) {
        Collection<?> list = (Collection<?>) container;
        if (list.size() > next.length) {
            next = new int[2 * list.size()];
        }
        length = 0;
        Set<Object> fresh = null;
        for (@Nullable Object row : list) {
            if (row == null || length == most()) {
                throw unfit(String.valueOf(length), row == null ? "is null" : "is one row too many");
            }
            Object id = Objects.requireNonNull(type.id()).apply(row);
            if (id == null) {
                throw unfit(String.valueOf(length), "has a null id");
            }
            int slot = index.find(id, length);
            if (slot >= 0) {
                stays(slot, row);
                next[length++] = slot;
                continue;
            }
            fresh = fresh == null ? new HashSet<>() : fresh;
            if (fresh.add(id)) {
                next[length++] = -1 - touched.count;
                touched.comes(row, id);
            } else {
                throw unfit(String.valueOf(id), "is there twice");
            }
        }
    }

    @Override
    void placed(int slot, @Nullable Object id) {
        index.put(id, slot);
    }

    @Override
    void left(@Nullable Object id) {
        index.remove(id);
    }

    /** Those that stayed are expected in the order that they had, and those that came behind them. */
    @Override
    void taken(long tick) {
        if (touched.sameTable && !touched.verify) {
            return;
        }
        int count = slots.count == 0 ? 0 : length;
        for (int i = 0; i < count; i++) {
            next[i] = next[i] < 0 ? touched.slots[-1 - next[i]] : next[i];
        }
        int at = 0;
        for (int slot : order) {
            if (slot < slots.end && slots.rows[slot] != null && slots.came[slot] < tick) {
                if (next[at++] != slot) {
                    reordered = tick;
                    break;
                }
            }
        }
        if (!Arrays.equals(next, 0, count, order, 0, order.length)) {
            order = Arrays.copyOf(next, count);
        }
    }

    @Override
    long changed() {
        return Math.max(super.changed(), reordered);
    }

    /** The slots in the order of the list. */
    int[] order() {
        return order;
    }

    /** Whether a client of a baseline finds the order by itself, some rows having come after it. */
    boolean natural(long base) {
        if (base > 0 && reordered > base) {
            return false;
        }
        int before = -1;
        for (int slot : order) {
            if (slots.came[slot] > base) {
                if (slot < before) {
                    return false;
                }
                before = slot;
            }
        }
        return true;
    }
}
