package dev.playflux.state;

import dev.playflux.codec.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** How the cells of a row make a value: objects in objects, and the maps and lists that have tables of their own. */
final class RowShape {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Map<String, Part> parts = new LinkedHashMap<>();

    /** A member: a cell; an object, which its column, if it has one, says is there; or what a table makes. */
    private static final class Part {
        private final @Nullable HeldColumn column;
        private final RowShape inner = new RowShape();
        private @Nullable HeldTable table;

        Part(@Nullable HeldColumn column) {
            this.column = column;
        }

        boolean isObject() {
            return column == null || column.kind == ColumnType.Kind.OBJECT;
        }

        JsonNode value(HeldCells cells, int slot, @Nullable HeldValue of) {
            if (column != null && !isObject()) {
                return column.value(cells, slot);
            }
            if (column instanceof HeldColumn.Integers there && there.cell(cells, slot) == 0) {
                return NODES.nullNode();
            }
            return table == null
                    ? inner.value(cells, slot, of)
                    : Objects.requireNonNull(of, "a root").container(table);
        }
    }

    private RowShape() {}

    /** The shape that columns say. */
    RowShape(HeldColumn[] columns) {
        for (HeldColumn column : columns) {
            RowShape shape = above(column.at);
            String name = column.at.get(column.at.size() - 1);
            Misfit.unless(shape.parts.putIfAbsent(name, new Part(column)) == null, "two columns in one place");
        }
    }

    private RowShape above(List<String> at) {
        RowShape shape = this;
        for (String name : at.subList(0, at.size() - 1)) {
            Part part = shape.parts.computeIfAbsent(name, onTheWay -> new Part(null));
            Misfit.unless(part.isObject(), "a column in what is no object");
            shape = part.inner;
        }
        return shape;
    }

    /** Puts a table where a column says that one goes; false if none does. */
    boolean place(HeldTable table) {
        if (table.at.isEmpty()) {
            return false;
        }
        Part part = above(table.at).parts.get(table.at.get(table.at.size() - 1));
        if (part == null || part.table != null || !part.isObject()) {
            return false;
        }
        part.table = table;
        return true;
    }

    /** The value of a row; only a root's has maps and lists that are tables. */
    ObjectNode value(HeldCells cells, int slot, @Nullable HeldValue of) {
        ObjectNode value = NODES.objectNode();
        parts.forEach((name, part) -> {
            if (!Json.forbidden(name)) {
                value.set(name, part.value(cells, slot, of));
            }
        });
        return value;
    }
}
