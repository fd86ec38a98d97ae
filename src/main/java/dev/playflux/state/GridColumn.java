package dev.playflux.state;

import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Numbers that clients see on a grid. */
final class GridColumn extends LongColumn {
    private final ToDoubleFunction<Object> reading;
    private final @Nullable Function<Object, @Nullable Object> boxes;
    private final Grid grid;

    /** Of numbers that are there. */
    GridColumn(ColumnType type, Grid grid, ToDoubleFunction<Object> reading) {
        super(type, holder -> 0);
        this.reading = reading;
        this.boxes = null;
        this.grid = grid;
    }

    /** Of numbers that may be null. */
    GridColumn(ColumnType type, Grid grid, Function<Object, @Nullable Object> boxes) {
        super(type, holder -> 0);
        this.reading = holder -> 0;
        this.boxes = boxes;
        this.grid = grid;
    }

    @Override
    void cells(Touched rows, @Nullable Object[] holders) {
        for (at = 0; at < rows.count; at++) {
            Object holder = holders[at];
            fresh[at] = holder == null ? 0 : cell(rows, holder);
        }
    }

    private long cell(Touched rows, Object holder) {
        if (boxes == null) {
            return index(rows, reading.applyAsDouble(holder));
        }
        Object number = boxes.apply(holder);
        return number == null ? 0 : Cells.orNull(index(rows, ((Number) number).doubleValue()));
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
