package dev.playflux.state;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A row of a table as it was when it changed last: its cells by column. Immutable, for any thread; its value is made when asked for. */
final class HeldRow {
    private static final JsonNode[] NO_NODES = {};

    /** Integers, and the bits of floating-point numbers. */
    final long[] numbers;
    /** What is no number. */
    final @Nullable JsonNode[] nodes;

    private volatile @Nullable JsonNode made;

    HeldRow(HeldColumn[] columns, int slot, boolean hasNodes) {
        numbers = new long[columns.length];
        nodes = hasNodes ? new JsonNode[columns.length] : NO_NODES;
        for (HeldColumn column : columns) {
            column.keep(slot, this);
        }
    }

    /** Its value, in a shape without tables. */
    JsonNode value(RowShape shape) {
        JsonNode value = made;
        if (value == null) {
            value = shape.value(this, null);
            made = value;
        }
        return value;
    }
}
