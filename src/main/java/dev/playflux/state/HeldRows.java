package dev.playflux.state;

import dev.playflux.codec.Json;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The rows of a map or list at one tick, in their order. Immutable, for any thread; the value is made when asked for, and shares
 * the rows that did not change with those made before it.
 */
final class HeldRows {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final RowShape shape;
    private final HeldCells cells;
    private final int[] slots;
    /** Those of a map; null for a list. */
    private final @Nullable String @Nullable [] keys;
    /** When each slot changed last. */
    private final long[] versions;
    /** The last that was made of each slot, at whatever tick; all may write here, since any of it is right for its version. */
    private final @Nullable Made[] rows;

    private volatile @Nullable JsonNode made;

    /** What a slot was from one version to the next. */
    record Made(long version, JsonNode row) {}

    HeldRows(
            RowShape shape,
            HeldCells cells,
            int[] slots,
            @Nullable String @Nullable [] keys,
            long[] versions,
            @Nullable Made[] rows) {
        this.shape = shape;
        this.cells = cells;
        this.slots = slots;
        this.keys = keys;
        this.versions = versions;
        this.rows = rows;
    }

    JsonNode value() {
        JsonNode value = made;
        if (value == null) {
            value = keys == null ? list() : map(keys);
            made = value;
        }
        return value;
    }

    private JsonNode map(@Nullable String[] keys) {
        ObjectNode map = NODES.objectNode();
        for (int i = 0; i < slots.length; i++) {
            String key = Objects.requireNonNull(keys[i], "a key");
            if (!Json.forbidden(key)) {
                map.set(key, row(slots[i]));
            }
        }
        return map;
    }

    private JsonNode list() {
        ArrayNode list = NODES.arrayNode(slots.length);
        for (int slot : slots) {
            list.add(row(slot));
        }
        return list;
    }

    private JsonNode row(int slot) {
        Made before = rows[slot];
        if (before != null && before.version == versions[slot]) {
            return before.row;
        }
        JsonNode row = shape.value(cells, slot, null);
        rows[slot] = new Made(versions[slot], row);
        return row;
    }
}
