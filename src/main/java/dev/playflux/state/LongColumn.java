package dev.playflux.state;

import java.util.Arrays;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Cells that are integers. Besides the cell it keeps what it was before its last change, and since when, because the
 * difference of the two is all that most clients need.
 */
class LongColumn extends Column {
    private static final long FURTHEST = 1L << 51;

    private final ToLongFunction<Object> reading;
    private final int bits;
    private long[] cells = new long[0];
    private long[] previous = new long[0];
    private long[] before = new long[0];
    long[] fresh = new long[8];
    private final LongBlock asCells = new LongBlock();
    private final LongBlock asDeltas = new LongBlock();
    private LongBlock planned = asCells;

    LongColumn(ColumnType type, ToLongFunction<Object> reading) {
        super(type);
        this.reading = reading;
        this.bits = type.bits();
    }

    @Override
    void room(int count) {
        if (count > fresh.length) {
            fresh = new long[2 * count];
        }
    }

    @Override
    void cells(Touched rows, @Nullable Object[] holders) {
        for (at = 0; at < rows.count; at++) {
            Object holder = holders[at];
            fresh[at] = holder == null ? 0 : reading.applyAsLong(holder);
        }
    }

    @Override
    void take(Touched rows, long tick) {
        for (int k = 0; k < rows.count; k++) {
            int slot = rows.slots[k];
            long cell = fresh[k];
            if (rows.came(k)) {
                cells[slot] = cell;
                before[slot] = tick;
                changed(slot, tick);
            } else if (cell != cells[slot]) {
                previous[slot] = cells[slot];
                before[slot] = stamps[slot];
                cells[slot] = cell;
                changed(slot, tick);
                rows.changed(k, this);
            }
        }
    }

    @Override
    void resize(int slots) {
        super.resize(slots);
        cells = Arrays.copyOf(cells, slots);
        previous = Arrays.copyOf(previous, slots);
        before = Arrays.copyOf(before, slots);
    }

    @Override
    void writeAll(BitWriter to, int[] slots, int count) {
        cells(slots, count);
        asCells.write(to);
    }

    @Override
    long plan(int[] slots, int count, long base) {
        long cells = cells(slots, count);
        long deltas = deltas(slots, count, base) ? asDeltas.deltas() : Long.MAX_VALUE;
        planned = cells < deltas ? asCells : asDeltas;
        return Math.min(cells, deltas);
    }

    @Override
    void writeChanged(BitWriter to, int[] slots, int count) {
        planned.write(to);
    }

    private long cells(int[] slots, int count) {
        long[] numbers = asCells.begin(count);
        for (int i = 0; i < count; i++) {
            numbers[i] = cells[slots[i]];
        }
        return asCells.absolute();
    }

    /** Finds the differences as zigzag numbers; false if a client lacks a value that they build on. */
    private boolean deltas(int[] slots, int count, long base) {
        long[] numbers = asDeltas.begin(count);
        for (int i = 0; i < count; i++) {
            int slot = slots[i];
            long delta = stamps[slot] > base ? cells[slot] - previous[slot] : 0;
            if ((stamps[slot] > base && before[slot] > base) || delta > FURTHEST || delta < -FURTHEST) {
                return false;
            }
            numbers[i] = BitWriter.zigzag(Grid.round(delta, bits));
        }
        return true;
    }
}
