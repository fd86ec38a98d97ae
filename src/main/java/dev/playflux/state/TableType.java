package dev.playflux.state;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A table of a schema: the root, or a map or list of records in it.
 *
 * @param at the names from the root to the map or list; none for the root
 * @param rows how its rows are told apart
 * @param columns what it has in each row, in order
 * @param members the same as a row has it, nested
 * @param id gives a row's identity, where rows have one
 */
record TableType(
        List<String> at,
        Rows rows,
        List<ColumnType> columns,
        List<Member> members,
        @Nullable Function<Object, @Nullable Object> id) {

    /** How rows are told apart. */
    enum Rows {
        ONE,
        MAP,
        LIST,
        IDS
    }

    /** What a row has: a cell, or a record with cells of its own. */
    sealed interface Member permits Cell, Inner, Container {
        int column();
    }

    /** A cell of a column. */
    record Cell(int column) implements Member {}

    /** A record; its column says whether it is there. */
    record Inner(int column, List<Member> members) implements Member {}

    /** A map or list with a table of its own, in the root; its column says whether it is there. */
    record Container(int column, int table) implements Member {}

    /** An empty table. */
    Table table() {
        return switch (rows) {
            case ONE -> new RootTable(this);
            case MAP -> new MapTable(this);
            case LIST -> new ListTable(this);
            case IDS -> new IdTable(this);
        };
    }

    /** The table in words that a client understands. */
    Map<String, Object> description() {
        Map<String, Object> words = new LinkedHashMap<>();
        words.put("at", at);
        words.put("rows", rows.name().toLowerCase(Locale.ROOT));
        words.put("columns", columns.stream().map(ColumnType::description).toList());
        return words;
    }
}
