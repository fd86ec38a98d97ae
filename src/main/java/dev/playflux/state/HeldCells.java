package dev.playflux.state;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The cells of a table at one tick, by column and slot. Immutable once made, for any thread; columns that did not change are
 * shared with the ticks before.
 */
final class HeldCells {
    /** Integers, and the bits of floating-point numbers; null where a column has none. */
    final long[] @Nullable [] numbers;
    /** What is no number; null where a column has numbers. */
    final @Nullable JsonNode[] @Nullable [] nodes;

    HeldCells(HeldColumn[] columns) {
        numbers = new long[columns.length][];
        nodes = new JsonNode[columns.length][];
        for (HeldColumn column : columns) {
            column.keep(this);
        }
    }
}
