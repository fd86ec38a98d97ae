package dev.playflux.state;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A view as a client holds it in tables. A section that does not fit may leave it half changed. The values that it gives
 * share what did not change, and are never changed. One thread.
 */
final class HeldTables {
    private final List<HeldTable> tables = new ArrayList<>();

    /**
     * Empty ones.
     *
     * @throws Misfit if that is no schema
     */
    HeldTables(JsonNode schema) {
        Misfit.unless(schema.isArray() && !schema.isEmpty(), "a schema without tables");
        for (JsonNode table : schema) {
            tables.add(new HeldTable(table));
            tables.get(tables.size() - 1).place(tables.size() - 1);
        }
        HeldTable root = tables.get(0);
        Misfit.unless(root.isRoot(), "a schema without a root");
        for (HeldTable table : tables) {
            Misfit.unless(table == root || root.holds(table), "a table that stands nowhere");
        }
    }

    /** The value after a section. */
    HeldValue apply(BitReader bits) {
        for (HeldTable table : tables) {
            if (bits.bit()) {
                table.read(bits);
            }
        }
        bits.end();
        HeldTable root = tables.get(0);
        @Nullable HeldRows[] containers = new HeldRows[tables.size()];
        for (int i = 0; i < containers.length; i++) {
            containers[i] = tables.get(i).rows();
        }
        return new HeldValue(root.shape(), root.root(), containers);
    }
}
