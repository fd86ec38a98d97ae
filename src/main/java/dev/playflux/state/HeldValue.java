package dev.playflux.state;

import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The value of a view that tables made, at one tick. Immutable, for any thread; made when asked for: most ticks nobody looks. */
final class HeldValue implements Supplier<JsonNode> {
    private final RowShape shape;
    private final HeldCells root;
    private final @Nullable HeldRows[] containers;
    private volatile @Nullable JsonNode made;

    /** The value of a root, and of its maps and lists by the places of their tables. */
    HeldValue(RowShape shape, HeldCells root, @Nullable HeldRows[] containers) {
        this.shape = shape;
        this.root = root;
        this.containers = containers;
    }

    @Override
    public JsonNode get() {
        JsonNode value = made;
        if (value == null) {
            value = shape.value(root, 0, this);
            made = value;
        }
        return value;
    }

    /** The map or list that a table makes. */
    JsonNode container(HeldTable table) {
        return Objects.requireNonNull(containers[table.place()], "a map or list")
                .value();
    }
}
