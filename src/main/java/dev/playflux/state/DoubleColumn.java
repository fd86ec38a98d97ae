package dev.playflux.state;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Cells that are exact floating-point numbers; NaN stands for null. Numbers of a few decimals, which many are, travel as
 * integers: the shortest decimal that gives back the very same doubles (the idea of ALP, Afroozeh, Kuffó and Boncz, 2023).
 */
final class DoubleColumn extends Column {
    private static final int RAW = 0;
    private static final int FLOATS = 1;
    private static final int DECIMALS = 2;
    private static final double[] POWERS = {1, 10, 100, 1e3, 1e4, 1e5, 1e6};
    private static final double MOST = 1L << 51;

    private final ToDoubleFunction<Object> reading;
    private double[] cells = new double[0];
    private double[] fresh = new double[8];
    private final LongBlock decimals = new LongBlock();

    DoubleColumn(ColumnType type, ToDoubleFunction<Object> reading) {
        super(type);
        this.reading = reading;
    }

    @Override
    void room(int count) {
        if (count > fresh.length) {
            fresh = new double[2 * count];
        }
    }

    @Override
    void cells(Touched rows, @Nullable Object[] holders) {
        for (at = 0; at < rows.count; at++) {
            Object holder = holders[at];
            double value = holder == null ? 0 : reading.applyAsDouble(holder);
            fresh[at] = Double.isInfinite(value) ? Double.NaN : value;
        }
    }

    @Override
    void take(Touched rows, long tick) {
        for (int k = 0; k < rows.count; k++) {
            int slot = rows.slots[k];
            if (rows.came(k) || Double.compare(fresh[k], cells[slot]) != 0) {
                cells[slot] = fresh[k];
                changed(slot, tick);
                rows.changed(k, this);
            }
        }
    }

    @Override
    void resize(int slots) {
        super.resize(slots);
        cells = Arrays.copyOf(cells, slots);
    }

    @Override
    void writeAll(BitWriter to, int[] slots, int count) {
        boolean small = floats(slots, count);
        long raw = 2 + (long) count * (small ? Float.SIZE : Double.SIZE);
        int digits = digits(slots, count);
        if (digits < 0 || 4 + decimals.absolute() >= raw) {
            writeRaw(to, slots, count, small);
            return;
        }
        to.bits(DECIMALS, 2);
        to.bits(digits, 4);
        decimals.writeNumbers(to);
    }

    private void writeRaw(BitWriter to, int[] slots, int count, boolean small) {
        boolean own = type.kind() == ColumnType.Kind.F32;
        to.bits(own || !small ? RAW : FLOATS, 2);
        to.align();
        for (int i = 0; i < count; i++) {
            double cell = cells[slots[i]];
            if (own || small) {
                to.float32((float) cell);
            } else {
                to.float64(cell);
            }
        }
    }

    private boolean floats(int[] slots, int count) {
        for (int i = 0; i < count; i++) {
            double cell = cells[slots[i]];
            if (Double.compare((float) cell, cell) != 0) {
                return false;
            }
        }
        return true;
    }

    /** The fewest decimals that give back each cell, which {@link #decimals} then holds as integers; −1 for none. */
    private int digits(int[] slots, int count) {
        for (int digits = 0; digits < POWERS.length; digits++) {
            if (decimals(slots, count, POWERS[digits])) {
                return digits;
            }
        }
        return -1;
    }

    /** Whether each cell is an integer divided by this power of ten. */
    private boolean decimals(int[] slots, int count, double power) {
        long[] numbers = decimals.begin(count);
        for (int i = 0; i < count; i++) {
            double cell = cells[slots[i]];
            double scaled = Math.rint(cell * power);
            if (!(Math.abs(scaled) < MOST) || scaled / power != cell || (cell == 0 && 1 / cell < 0)) {
                return false;
            }
            numbers[i] = (long) scaled;
        }
        return true;
    }
}
