package dev.playflux.state;

import dev.playflux.state.TreeFrame.View;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A view as a client knows it: its name, a key's behind a slash; its schema; and its tables, if it travels as such. */
final class KnownView {
    private final String name;
    private final JsonNode schema;
    private @Nullable HeldTables tables;

    KnownView(String name, JsonNode schema) {
        this.name = name;
        this.schema = schema;
    }

    String name() {
        return name;
    }

    JsonNode schema() {
        return schema;
    }

    /** The client no longer has it. */
    void forget() {
        tables = null;
    }

    /** It has come as a tree: its tables are no longer those of its value. */
    View tree(View view) {
        tables = null;
        return view;
    }

    /** The view after a section of tables. */
    View tables(byte[] section, boolean complete) {
        HeldTables held = tables;
        if (held == null || complete) {
            Misfit.unless(complete, "a delta of tables that are not held");
            held = new HeldTables(schema);
        }
        tables = null; // as long as it may fail
        View view = new View(held.apply(new BitReader(section)));
        tables = held;
        return view;
    }
}
