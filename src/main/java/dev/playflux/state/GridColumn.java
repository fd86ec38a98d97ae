package dev.playflux.state;

import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Numbers that clients see on a grid. */
final class GridColumn extends LongColumn {
    private final ToDoubleFunction<Object> reading;
    private final Grid grid;

    GridColumn(ColumnType type, Grid grid, ToDoubleFunction<Object> reading) {
        super(type, holder -> 0);
        this.reading = reading;
        this.grid = grid;
    }

    @Override
    void read(Touched rows, @Nullable Object[] holders) {
        room(rows.count);
        int k = 0;
        try {
            for (; k < rows.count; k++) {
                Object holder = holders[k];
                fresh[k] = holder == null ? 0 : index(rows, reading.applyAsDouble(holder));
            }
        } catch (RuntimeException e) {
            throw rows.failed(k, this, e);
        }
    }

    private long index(Touched rows, double value) {
        long nearest = grid.nearest(value);
        long index = grid.within(nearest);
        if (index != nearest && grid.bits() == 0) {
            rows.clamped++;
        }
        return index;
    }
}
