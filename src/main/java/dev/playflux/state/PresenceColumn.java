package dev.playflux.state;

import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Whether an object is there, in whose place there may be null. */
final class PresenceColumn extends LongColumn {
    private @Nullable Object[] objects = new Object[8];

    PresenceColumn(ColumnType type) {
        super(type, object -> 1);
    }

    /** Reads the objects out of the records that they stand in, and whether they are there. */
    @Nullable
    Object[] inner(Touched rows, @Nullable Object[] holders, Function<Object, @Nullable Object> reading) {
        if (rows.count > objects.length) {
            objects = new Object[2 * rows.count];
        }
        int k = 0;
        try {
            for (; k < rows.count; k++) {
                Object holder = holders[k];
                objects[k] = holder == null ? null : reading.apply(holder);
            }
        } catch (RuntimeException e) {
            throw rows.failed(k, this, e);
        }
        read(rows, objects);
        return objects;
    }

    @Override
    void take(Touched rows, long tick) {
        super.take(rows, tick);
        Arrays.fill(objects, 0, rows.count, null);
    }
}
