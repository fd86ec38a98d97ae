package dev.playflux.state;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A map: its rows are told apart by their keys. */
final class MapTable extends Table {
    private final SlotIndex index = new SlotIndex(slots);

    MapTable(TableType type) {
        super(type);
    }

    @Override
    void rows(Object container) {
        int position = 0;
        for (Map.Entry<?, ?> entry : ((Map<?, ?>) container).entrySet()) {
            Object key = entry.getKey();
            Object row = entry.getValue();
            if (row == null || position == most()) {
                throw unfit(String.valueOf(key), row == null ? "is null" : "is one row too many");
            }
            int slot = key == null ? -1 : index.find(key, position);
            if (slot >= 0) {
                stays(slot, row);
            } else {
                Names.travelling(Form.name(key));
                touched.comes(row, key);
            }
            position++;
        }
    }

    @Override
    void placed(int slot, @Nullable Object key) {
        index.put(key, slot);
    }

    @Override
    void left(@Nullable Object key) {
        index.remove(key);
    }

    /** The key of a row as it travels. */
    String key(int slot) {
        return Form.name(slots.ids[slot]);
    }
}
