package dev.playflux.state;

import dev.playflux.state.TreeFrame.View;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A view as a client knows it: its name, a key's behind a slash; its schema; and its tables, if it travels as such. */
final class KnownView {
    private final String name;
    private final JsonNode schema;
    private @Nullable HeldTables tables;
    private @Nullable HeldValue made;

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
        made = null;
    }

    /** It has come as a tree: its tables are no longer those of its value. */
    View tree(View view) {
        tables = null;
        return view;
    }

    /** The view that complete tables make. */
    View complete(byte[] section) {
        tables = null;
        return made(new HeldTables(schema), section);
    }

    /** The view after a delta: of what tables made, if that is what is held, and not gone or of a state that did not fit. */
    View delta(byte[] section, @Nullable View held) {
        HeldTables ours = tables;
        if (ours == null || held == null || held.value() != made) {
            throw new Misfit("a delta of tables that are not held");
        }
        tables = null; // as long as it may fail
        return made(ours, section);
    }

    private View made(HeldTables ours, byte[] section) {
        HeldValue value = ours.apply(new BitReader(section));
        tables = ours;
        made = value;
        return new View(value);
    }
}
