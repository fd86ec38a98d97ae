package dev.playflux.state;

import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Cells that are strings or null. */
final class TextColumn extends ObjectColumn<String> {

    TextColumn(ColumnType type, Function<Object, @Nullable Object> reading) {
        super(type, reading, new String[0]);
    }

    /** A string that travels; what the row had before is looked at once. */
    @Override
    @Nullable
    String cell(Touched rows, @Nullable Object value, @Nullable String before) {
        if (value == null) {
            return null;
        }
        return value.equals(before) ? before : Scalars.unicode((String) value);
    }

    @Override
    void report(Touched rows, int k) {
        rows.changed(k, this);
    }

    @Override
    void writeAll(BitWriter to, int[] slots, int count) {
        to.align();
        for (int i = 0; i < count; i++) {
            String cell = cells[slots[i]];
            if (cell == null) {
                to.varint(0);
            } else {
                byte[] text = cell.getBytes(StandardCharsets.UTF_8);
                to.varint(text.length + 1L);
                to.bytes(text);
            }
        }
    }
}
