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
 * what did not change with those before it.
 */
final class HeldRows {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final RowShape shape;
    /** Those of a map; null for a list. */
    private final @Nullable String @Nullable [] keys;

    private final HeldRow[] rows;
    private volatile @Nullable JsonNode made;

    HeldRows(RowShape shape, @Nullable String @Nullable [] keys, HeldRow[] rows) {
        this.shape = shape;
        this.keys = keys;
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
        for (int i = 0; i < rows.length; i++) {
            String key = Objects.requireNonNull(keys[i], "a key");
            if (!Json.forbidden(key)) {
                map.set(key, rows[i].value(shape));
            }
        }
        return map;
    }

    private JsonNode list() {
        ArrayNode list = NODES.arrayNode(rows.length);
        for (HeldRow row : rows) {
            list.add(row.value(shape));
        }
        return list;
    }
}
