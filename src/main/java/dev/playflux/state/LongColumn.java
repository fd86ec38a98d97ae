package dev.playflux.state;

import java.util.Arrays;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Cells that are integers. Besides the cell it keeps what it was before its last change, and since when, because the
 * difference of the two is all that most clients need.
 */
class LongColumn extends Column {
    private static final int ABSOLUTE = 0;
    private static final int DELTAS = 1;
    private static final int RICE = 2;
    private static final long FURTHEST = 1L << 51;

    private final ToLongFunction<Object> reading;
    private final int bits;
    private long[] cells = new long[0];
    private long[] previous = new long[0];
    private long[] before = new long[0];
    long[] fresh = new long[8];
    private long[] deltas = new long[8];

    LongColumn(ColumnType type, ToLongFunction<Object> reading) {
        super(type);
        this.reading = reading;
        this.bits = type.bits();
    }

    @Override
    void read(Touched rows, @Nullable Object[] holders) {
        room(rows.count);
        int k = 0;
        try {
            for (; k < rows.count; k++) {
                Object holder = holders[k];
                fresh[k] = holder == null ? 0 : reading.applyAsLong(holder);
            }
        } catch (RuntimeException e) {
            throw rows.failed(k, this, e);
        }
    }

    final void room(int count) {
        if (count > fresh.length) {
            fresh = new long[2 * count];
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
        new Packed(slots, count).write(to);
    }

    @Override
    void writeChanged(BitWriter to, int[] slots, int count, long base) {
        Packed packed = new Packed(slots, count);
        long all = deltas(slots, count, base);
        if (all < 0) {
            packed.write(to);
            return;
        }
        int width = Packed.width(all);
        int k = Rice.best(deltas, count);
        long asRice = 5 + Rice.cost(deltas, count, k);
        long asDeltas = width > 31 ? Long.MAX_VALUE : 5 + (long) count * width;
        if (packed.cost() <= Math.min(asRice, asDeltas)) {
            packed.write(to);
            return;
        }
        boolean rice = asRice < asDeltas;
        to.bits(rice ? RICE : DELTAS, 2);
        to.bits(rice ? k : width, 5);
        for (int i = 0; i < count; i++) {
            if (rice) {
                to.rice(deltas[i], k);
            } else {
                to.bits(deltas[i], width);
            }
        }
    }

    /** Finds the differences as zigzag numbers; gives all their bits, or −1 if a client lacks a value they build on. */
    private long deltas(int[] slots, int count, long base) {
        if (count > deltas.length) {
            deltas = new long[2 * count];
        }
        long all = 0;
        for (int i = 0; i < count; i++) {
            int slot = slots[i];
            long delta = cells[slot] - previous[slot];
            if (before[slot] > base || delta > FURTHEST || delta < -FURTHEST) {
                return -1;
            }
            long zigzag = BitWriter.zigzag(bits == 0 ? delta : delta << (Long.SIZE - bits) >> (Long.SIZE - bits));
            deltas[i] = zigzag;
            all |= zigzag;
        }
        return all;
    }

    /** Cells as what they are above the least of them. */
    private final class Packed {
        private final int[] slots;
        private final int count;
        private final long least;
        private final int width;

        Packed(int[] slots, int count) {
            long min = Long.MAX_VALUE;
            long max = Long.MIN_VALUE;
            for (int i = 0; i < count; i++) {
                min = Math.min(min, cells[slots[i]]);
                max = Math.max(max, cells[slots[i]]);
            }
            this.slots = slots;
            this.count = count;
            this.least = min;
            this.width = width(max - min);
        }

        static int width(long all) {
            return Long.SIZE - Long.numberOfLeadingZeros(all);
        }

        long cost() {
            return BitWriter.numBits(BitWriter.zigzag(least)) + 6 + (long) count * width;
        }

        void write(BitWriter to) {
            to.bits(ABSOLUTE, 2);
            to.integer(least);
            to.bits(width, 6);
            for (int i = 0; i < count; i++) {
                to.bits(cells[slots[i]] - least, width);
            }
        }
    }
}
