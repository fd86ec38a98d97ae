package dev.playflux.state;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Where the rows of a table stand: each in a slot of its own as long as it is there, the lowest that is free. A slot
 * remembers when its row came or went, which is all that a client's rows can differ in. One thread.
 */
final class Slots {
    private static final int MOST = 1 << 16;
    private static final int MOST_CELLS = 1 << 22;

    private final BitSet taken = new BitSet();
    /** The instance of each row; null where there is none. */
    @Nullable
    Object[] rows = new Object[0];
    /** The key or identity of each row that has one. */
    @Nullable
    Object[] ids = new Object[0];
    /** The tick in which the row came. */
    long[] came = new long[0];
    /** The tick in which the last row went. */
    private long[] went = new long[0];
    /** Behind the last row. */
    int end;
    /** How many rows there are. */
    int count;
    /** The tick in which the last row came or went. */
    long changed;

    /** How many a table of so many columns can have. */
    static int most(int columns) {
        return Math.min(MOST, MOST_CELLS / Math.max(1, columns));
    }

    /** Puts a row into the lowest free slot. */
    int place(Object row, @Nullable Object id, long tick) {
        int slot = taken.nextClearBit(0);
        grow(slot + 1);
        taken.set(slot);
        rows[slot] = row;
        ids[slot] = id;
        came[slot] = tick;
        end = Math.max(end, slot + 1);
        count++;
        changed = tick;
        return slot;
    }

    void clear(int slot, long tick) {
        taken.clear(slot);
        rows[slot] = null;
        ids[slot] = null;
        went[slot] = tick;
        count--;
        changed = tick;
        end = taken.length();
    }

    private void grow(int slots) {
        if (slots > rows.length) {
            int size = Math.max(slots, Math.max(8, rows.length + (rows.length >> 1)));
            rows = Arrays.copyOf(rows, size);
            ids = Arrays.copyOf(ids, size);
            came = Arrays.copyOf(came, size);
            went = Arrays.copyOf(went, size);
        }
    }

    /** Finds the rows that a client of a baseline has too; gives their number. */
    int stayed(long base, int[] into) {
        int found = 0;
        for (int slot = 0; slot < end; slot++) {
            if (rows[slot] != null && came[slot] <= base) {
                into[found++] = slot;
            }
        }
        return found;
    }

    /** Finds the rows that came after a baseline. */
    int came(long base, int[] into) {
        int found = 0;
        for (int slot = 0; slot < end; slot++) {
            if (rows[slot] != null && came[slot] > base) {
                into[found++] = slot;
            }
        }
        return found;
    }

    /** Finds the empty slots in which a client of a baseline may have a row. */
    int went(long base, int[] into) {
        int found = 0;
        for (int slot = 0; slot < end; slot++) {
            if (rows[slot] == null && went[slot] > base) {
                into[found++] = slot;
            }
        }
        return found;
    }

    /** Whether so many slots are empty that the rows had better be put together. */
    boolean sparse() {
        return end > 2 * count + 64;
    }
}
