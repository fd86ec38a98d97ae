package dev.playflux.state;

import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Cells that are objects or null; one that has not changed stays the same instance. */
abstract class ObjectColumn<T> extends Column {
    private final Function<Object, @Nullable Object> reading;

    @Nullable
    T[] cells;

    private @Nullable T[] fresh;

    ObjectColumn(ColumnType type, Function<Object, @Nullable Object> reading, @Nullable T[] none) {
        super(type);
        this.reading = reading;
        this.cells = none;
        this.fresh = none;
    }

    @Override
    void room(int count) {
        if (count > fresh.length) {
            fresh = Arrays.copyOf(fresh, 2 * count);
        }
    }

    @Override
    void cells(Touched rows, @Nullable Object[] holders) {
        for (at = 0; at < rows.count; at++) {
            Object holder = holders[at];
            T before = rows.came(at) ? null : cells[rows.slots[at]];
            fresh[at] = cell(rows, holder == null ? null : reading.apply(holder), before);
        }
    }

    /** The cell of a value: the one that the row had before, if it has not changed. */
    abstract @Nullable T cell(Touched rows, @Nullable Object value, @Nullable T before);

    @Override
    void take(Touched rows, long tick) {
        for (int k = 0; k < rows.count; k++) {
            int slot = rows.slots[k];
            T cell = fresh[k];
            if (rows.came(k) || cell != cells[slot]) {
                put(slot, cell);
                changed(slot, tick);
                report(rows, k);
            }
            fresh[k] = null;
        }
    }

    void put(int slot, @Nullable T cell) {
        cells[slot] = cell;
    }

    /** A cell changed. */
    void report(Touched rows, int k) {}

    @Override
    void forget(int slot) {
        put(slot, null);
    }

    @Override
    void resize(int slots) {
        super.resize(slots);
        cells = Arrays.copyOf(cells, slots);
    }
}
