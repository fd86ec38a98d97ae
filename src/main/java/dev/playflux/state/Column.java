package dev.playflux.state;

import java.util.Arrays;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The cells of a column by slot, with the tick in which each changed last. A tick reads all cells that may have changed
 * before any is taken, so that a value that cannot be read leaves no trace. One thread.
 */
abstract class Column {
    final ColumnType type;
    /** The tick of the last change in the column. */
    long last;

    /** The row whose cell is read. */
    int at;

    long[] stamps = new long[0];

    Column(ColumnType type) {
        this.type = type;
    }

    /** Reads the cells of some rows out of the records that they stand in; where that is null, the cell is 0 or null. */
    final void read(Touched rows, @Nullable Object[] holders) {
        room(rows.count);
        try {
            cells(rows, holders);
        } catch (RuntimeException e) {
            throw rows.failed(at, this, e);
        }
    }

    /** Makes room for what is read of so many rows. */
    abstract void room(int count);

    /** Reads them one after the other, in a loop of its own: one that all kinds shared would be a tenth slower. */
    abstract void cells(Touched rows, @Nullable Object[] holders);

    /** Makes what was read the cells of the rows. */
    abstract void take(Touched rows, long tick);

    /** Makes room for so many slots. */
    void grow(int slots) {
        if (slots > stamps.length) {
            resize(Math.max(slots, Math.max(8, stamps.length + (stamps.length >> 1))));
        }
    }

    void resize(int slots) {
        stamps = Arrays.copyOf(stamps, slots);
    }

    /** Writes cells for a client that does not have the rows. */
    abstract void writeAll(BitWriter bits, int[] slots, int count);

    /**
     * Finds out how cells are best written, most of which changed after a baseline, for a client that has the rows as they
     * were then. Gives about how many bits they take.
     */
    long plan(int[] slots, int count, long base) {
        return (long) count * Long.SIZE;
    }

    /** Writes the cells that were planned last. */
    void writeChanged(BitWriter bits, int[] slots, int count) {
        writeAll(bits, slots, count);
    }

    /** What a row that left was the last to refer to. */
    void forget(int slot) {}

    /** How many removed members the trees in it remember. */
    int graves() {
        return 0;
    }

    /** How many nodes they have. */
    int weight() {
        return 0;
    }

    /** When those members were removed. */
    void graves(LongConsumer ticks) {}

    /** Forgets those that were removed up to a tick. */
    void forgetGraves(long tick) {}

    final void changed(int slot, long tick) {
        stamps[slot] = tick;
        last = tick;
    }
}
