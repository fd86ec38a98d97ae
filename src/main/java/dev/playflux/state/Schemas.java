package dev.playflux.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** Reads the parts of a schema that a server sent. */
final class Schemas {
    private static final int DEEPEST = 256;

    private Schemas() {}

    static List<String> path(JsonNode at) {
        Misfit.unless(at.isArray() && at.size() <= DEEPEST, "no path");
        List<String> path = new ArrayList<>(at.size());
        for (JsonNode name : at) {
            Misfit.unless(name.isString(), "a path of other things than names");
            path.add(name.stringValue());
        }
        return path;
    }

    static <E extends Enum<E>> E constant(Class<E> type, JsonNode name) {
        for (E constant : type.getEnumConstants()) {
            if (name.isString() && constant.name().toLowerCase(Locale.ROOT).equals(name.stringValue())) {
                return constant;
            }
        }
        throw new Misfit("no such " + type.getSimpleName());
    }

    static HeldColumn[] columns(JsonNode columns) {
        Misfit.unless(columns.isArray(), "a table without columns");
        HeldColumn[] held = new HeldColumn[columns.size()];
        for (int i = 0; i < held.length; i++) {
            held[i] = column(columns.get(i));
        }
        return held;
    }

    private static HeldColumn column(JsonNode words) {
        List<String> at = path(words.path("at"));
        Misfit.unless(!at.isEmpty(), "a column that stands nowhere");
        ColumnType.Kind kind = constant(ColumnType.Kind.class, words.path("type"));
        return switch (kind) {
            case INT, BOOL, ENUM, OBJECT -> new HeldColumn.Integers(at, kind, meaning(words));
            case F64, F32 -> new HeldColumn.Floats(at, kind);
            case TEXT, ANY -> new HeldColumn.Nodes(at, kind);
        };
    }

    private static HeldColumn.Integers.Meaning meaning(JsonNode words) {
        long wrap = words.path("wrap").asLong(0);
        Misfit.unless(wrap >= 0 && wrap <= 1L << 32 && Long.bitCount(wrap) <= 1, "a wrap that is no power of 2");
        List<JsonNode> values = new ArrayList<>();
        words.path("values").forEach(values::add);
        return new HeldColumn.Integers.Meaning(
                words.path("null").asBoolean(false),
                words.path("step").asDouble(1),
                words.path("per").asDouble(1),
                wrap == 0 ? 0 : Long.numberOfTrailingZeros(wrap),
                values);
    }
}
