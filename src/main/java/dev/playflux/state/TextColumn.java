package dev.playflux.state;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Cells that are strings or null. */
final class TextColumn extends Column {
    private final Function<Object, @Nullable Object> reading;
    private @Nullable String[] cells = new String[0];
    private @Nullable String[] fresh = new String[8];

    TextColumn(ColumnType type, Function<Object, @Nullable Object> reading) {
        super(type);
        this.reading = reading;
    }

    @Override
    void read(Touched rows, @Nullable Object[] holders) {
        if (rows.count > fresh.length) {
            fresh = new String[2 * rows.count];
        }
        int k = 0;
        try {
            for (; k < rows.count; k++) {
                Object holder = holders[k];
                fresh[k] = holder == null ? null : text((String) reading.apply(holder), rows, k);
            }
        } catch (RuntimeException e) {
            throw rows.failed(k, this, e);
        }
    }

    /** A string that travels; the one that the row had before, if it has not changed, so that it is looked at once. */
    private @Nullable String text(@Nullable String text, Touched rows, int k) {
        if (text == null) {
            return null;
        }
        String held = rows.came(k) ? null : cells[rows.slots[k]];
        return text.equals(held) ? held : Scalars.unicode(text);
    }

    @Override
    void take(Touched rows, long tick) {
        for (int k = 0; k < rows.count; k++) {
            int slot = rows.slots[k];
            if (rows.came(k) || !Objects.equals(fresh[k], cells[slot])) {
                cells[slot] = fresh[k];
                changed(slot, tick);
                rows.changed(k, this);
            }
            fresh[k] = null;
        }
    }

    @Override
    void forget(int slot) {
        cells[slot] = null;
    }

    @Override
    void resize(int slots) {
        super.resize(slots);
        cells = Arrays.copyOf(cells, slots);
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
