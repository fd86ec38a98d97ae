package dev.playflux.state;

import dev.playflux.message.NotEncodable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The rows of a table that a tick looks at: those that came, and those that may have changed. Used again each tick. */
final class Touched {
    private final Table table;
    /** The tick that looks. */
    long tick;
    /** Whether it looks into what is the same instance too. */
    boolean verify;
    /** Whether the whole table is the same instance as before. */
    boolean sameTable;
    /** How many rows it looks at. */
    int count;
    /** How many cells were beyond their range. */
    int clamped;

    @Nullable
    Object[] rows = new Object[8];
    /** Where each stands; one that came, as soon as it has a slot. */
    int[] slots = new int[8];
    /** The key or id of each row that came. */
    @Nullable
    Object[] keys = new Object[8];

    private boolean[] came = new boolean[8];
    private boolean[] same = new boolean[8];
    private Findings findings = path -> {};

    Touched(Table table) {
        this.table = table;
    }

    void begin(long tick, boolean verify, Findings findings) {
        Arrays.fill(rows, 0, count, null);
        Arrays.fill(keys, 0, count, null);
        this.tick = tick;
        this.verify = verify;
        this.findings = findings;
        count = 0;
        clamped = 0;
        sameTable = false;
    }

    /** A row that was there before. */
    void stays(Object row, int slot, boolean sameInstance) {
        add(row, slot, null, false, sameInstance);
    }

    /** A new row; its key if it has one. */
    void comes(Object row, @Nullable Object key) {
        add(row, -1, key, true, false);
    }

    private void add(Object row, int slot, @Nullable Object key, boolean comes, boolean sameInstance) {
        if (count == rows.length) {
            int more = 2 * count;
            rows = Arrays.copyOf(rows, more);
            slots = Arrays.copyOf(slots, more);
            keys = Arrays.copyOf(keys, more);
            came = Arrays.copyOf(came, more);
            same = Arrays.copyOf(same, more);
        }
        rows[count] = row;
        slots[count] = slot;
        keys[count] = key;
        came[count] = comes;
        same[count++] = sameInstance;
    }

    boolean came(int k) {
        return came[k];
    }

    /** Whether what changes in a row changed under an instance that stayed. */
    boolean inPlace(int k) {
        return !came[k] && (same[k] || sameTable);
    }

    /** A cell of a row changed. */
    void changed(int k, Column column) {
        if (inPlace(k)) {
            report(path(k, column));
        }
    }

    void report(String path) {
        findings.changedInPlace(path);
    }

    /** Where a cell stands in the value. */
    String path(int k, Column column) {
        String cell = String.join(".", column.type.at());
        return table.path(came[k] ? Table.rowName(keys[k]) : table.rowName(slots[k]), cell);
    }

    /** A cell that cannot travel. */
    RuntimeException failed(int k, Column column, RuntimeException cause) {
        if (cause instanceof Unfit) {
            return new Unfit(path(k, column), String.valueOf(cause.getMessage()));
        }
        return cause instanceof NotEncodable
                ? cause
                : new NotEncodable(path(k, column) + ": " + Diff.problem(cause), cause);
    }
}
