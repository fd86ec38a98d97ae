package dev.playflux.state;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A column of a table: where its cells stand in a row, and what they are.
 *
 * @param at the names from the row to the cell
 * @param kind of cell
 * @param nullable whether an integer may be null
 * @param grid of a snapped number
 * @param constants of an enum, as they travel
 * @param cells makes an empty column that reads its cells from the records they stand in
 */
record ColumnType(
        List<String> at,
        Kind kind,
        boolean nullable,
        @Nullable Grid grid,
        List<String> constants,
        Function<ColumnType, Column> cells) {

    /** What a cell is; in capitals what the wire says in small letters. */
    enum Kind {
        INT,
        BOOL,
        ENUM,
        OBJECT,
        F64,
        F32,
        TEXT,
        ANY;

        /** Whether its cells are integers. */
        boolean integral() {
            return compareTo(OBJECT) <= 0;
        }
    }

    /** How many bits the integers have before they go round; 0 if they do not. */
    int bits() {
        return grid == null || nullable ? 0 : grid.bits();
    }

    /** An empty column. */
    Column column() {
        return cells.apply(this);
    }

    /** The column in words that a client understands. */
    Map<String, Object> description() {
        Map<String, Object> words = new LinkedHashMap<>();
        words.put("at", at);
        words.put("type", kind.name().toLowerCase(Locale.ROOT));
        if (nullable) {
            words.put("null", true);
        }
        if (grid != null && grid.per() != 1) {
            words.put("per", grid.per());
        }
        if (grid != null && grid.step() != 1) {
            words.put("step", grid.step() == Math.rint(grid.step()) ? (Number) (long) grid.step() : grid.step());
        }
        if (bits() > 0) {
            words.put("wrap", 1L << bits());
        }
        if (kind == Kind.ENUM) {
            words.put("values", new ArrayList<>(constants));
        }
        return words;
    }
}
