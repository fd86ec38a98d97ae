package dev.playflux.state;

import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Whether an object is there, in whose place there may be null. */
final class PresenceColumn extends LongColumn {
    private final Function<Object, @Nullable Object> reading;
    private @Nullable Object[] objects = new Object[8];

    PresenceColumn(ColumnType type, Function<Object, @Nullable Object> reading) {
        super(type, holder -> 0);
        this.reading = reading;
    }

    @Override
    void room(int count) {
        super.room(count);
        if (count > objects.length) {
            objects = new Object[2 * count];
        }
    }

    @Override
    void cells(Touched rows, @Nullable Object[] holders) {
        for (at = 0; at < rows.count; at++) {
            Object holder = holders[at];
            Object object = holder == null ? null : reading.apply(holder);
            objects[at] = object;
            fresh[at] = object == null ? 0 : 1;
        }
    }

    /** The objects that were read: null where there is none. */
    @Nullable
    Object[] objects() {
        return objects;
    }

    @Override
    void take(Touched rows, long tick) {
        super.take(rows, tick);
        Arrays.fill(objects, 0, rows.count, null);
    }
}
