package dev.playflux.state;

import java.util.ArrayList;
import java.util.List;
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
        }
        HeldTable root = tables.get(0);
        Misfit.unless(root.isRoot(), "a schema without a root");
        for (HeldTable table : tables) {
            Misfit.unless(table == root || root.holds(table), "a table that stands nowhere");
        }
    }

    /** The value after a section. */
    JsonNode apply(BitReader bits) {
        for (HeldTable table : tables) {
            if (bits.bit()) {
                table.read(bits);
            }
        }
        bits.end();
        return tables.get(0).root();
    }
}
