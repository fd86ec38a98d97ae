package dev.playflux.state;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A table as a client holds it: the cells by slot, and what they make. */
final class HeldTable {
    private static final int[] NONE = {};
    private static final boolean[] FRESH = {};

    final List<String> at;
    private final TableType.Rows kind;
    private final HeldColumn[] columns;
    private final RowShape shape;
    private int place;
    private int end;
    private HeldRows.@Nullable Made[] made = new HeldRows.Made[0];
    private long[] versions = new long[0];
    private long version;
    private @Nullable String[] keys = new String[0];
    private boolean[] there = new boolean[0];
    private int[] order = NONE;
    /** The slots of all rows, and their keys if they have some; null when rows have come or gone since. */
    private int @Nullable [] standing;

    private @Nullable String @Nullable [] names;
    private @Nullable HeldCells held;
    private @Nullable HeldRows container;

    HeldTable(JsonNode schema) {
        at = Schemas.path(schema.path("at"));
        kind = Schemas.constant(TableType.Rows.class, schema.path("rows"));
        columns = Schemas.columns(schema.path("columns"));
        shape = new RowShape(columns);
        for (int i = 0; i < columns.length; i++) {
            columns[i].place = i;
        }
        grow(1);
    }

    /** Its place among the tables. */
    int place() {
        return place;
    }

    void place(int place) {
        this.place = place;
    }

    boolean isRoot() {
        return kind == TableType.Rows.ONE && at.isEmpty();
    }

    /** Puts a table where a row of this one has its map or list. */
    boolean holds(HeldTable table) {
        return table.kind != TableType.Rows.ONE && shape.place(table);
    }

    // Reading.

    void read(BitReader bits) {
        container = null;
        held = null;
        version++;
        SetReader sets = new SetReader(bits);
        int[] came = switch (kind) {
            case ONE -> there[0] ? NONE : new int[1];
            case LIST -> list(bits);
            case MAP, IDS -> rows(bits, sets);
        };
        boolean[] fresh = came.length > 0 || kind == TableType.Rows.IDS ? new boolean[Math.max(end, 1)] : FRESH;
        for (int slot : came) {
            standing = null;
            fresh[slot] = true;
            there[slot] = true;
            versions[slot] = version;
        }
        end = kind == TableType.Rows.ONE ? 1 : end;
        if (kind == TableType.Rows.IDS) {
            order = order(bits, came, fresh);
        }
        sets.begin();
        cells(bits, sets, came, came.length == 0 ? standing() : slots(fresh));
    }

    private void cells(BitReader bits, SetReader sets, int[] came, int[] stayed) {
        for (HeldColumn column : columns) {
            if (came.length > 0) {
                column.read(bits, came, true);
            }
            if (stayed.length > 0 && bits.bit()) {
                int[] changed = sets.read(stayed.length);
                for (int i = 0; i < changed.length; i++) {
                    changed[i] = stayed[changed[i]];
                    versions[changed[i]] = version;
                }
                column.read(bits, changed, false);
            }
        }
    }

    /** The slots of all rows. */
    private int[] standing() {
        int[] slots = standing;
        if (slots == null) {
            slots = slots(new boolean[Math.max(end, 1)]);
            standing = slots;
            names = kind == TableType.Rows.MAP ? keys(slots) : null;
        }
        return slots;
    }

    /** The slots of rows, but for some. */
    private int[] slots(boolean[] except) {
        int[] slots = new int[end];
        int found = 0;
        for (int slot = 0; slot < end; slot++) {
            if (there[slot] && !except[slot]) {
                slots[found++] = slot;
            }
        }
        return Arrays.copyOf(slots, found);
    }

    private int[] list(BitReader bits) {
        if (!bits.bit()) {
            return NONE;
        }
        int length = bits.count(Slots.most(columns.length));
        int stay = bits.count(Math.min(end, length));
        size(length);
        int[] came = new int[length - stay];
        Arrays.setAll(came, i -> stay + i);
        return came;
    }

    private int[] rows(BitReader bits, SetReader sets) {
        if (!bits.bit()) {
            return NONE;
        }
        size(bits.count(Slots.most(columns.length)));
        if (bits.bit()) {
            for (int slot : sets.read(end)) {
                there[slot] = false;
            }
            standing = null;
        }
        sets.begin();
        int[] came = bits.bit() ? sets.read(end) : NONE;
        if (kind == TableType.Rows.MAP && came.length > 0) {
            bits.align();
            for (int slot : came) {
                keys[slot] = bits.text(bits.varint());
            }
        }
        return came;
    }

    private void size(int slots) {
        standing = slots == end ? standing : null;
        for (int slot = slots; slot < end; slot++) {
            there[slot] = false;
        }
        end = slots;
        grow(slots);
    }

    private void grow(int slots) {
        if (slots > versions.length) {
            int size = Math.max(slots, versions.length + (versions.length >> 1));
            versions = Arrays.copyOf(versions, size);
            made = Arrays.copyOf(made, size);
            keys = Arrays.copyOf(keys, size);
            there = Arrays.copyOf(there, size);
            for (HeldColumn column : columns) {
                column.grow(size);
            }
        }
    }

    private int[] order(BitReader bits, int[] came, boolean[] fresh) {
        int[] slots = slots(new boolean[end]);
        if (bits.bit()) {
            int width = Integer.SIZE - Integer.numberOfLeadingZeros(slots.length - 1);
            boolean[] seen = new boolean[slots.length];
            int[] now = new int[slots.length];
            for (int i = 0; i < now.length; i++) {
                int rank = (int) bits.bits(slots.length == 0 ? 0 : width);
                Misfit.unless(rank < slots.length && !seen[rank], "an order that is none");
                seen[rank] = true;
                now[i] = slots[rank];
            }
            return now;
        }
        int[] now = new int[slots.length];
        int length = 0;
        for (int slot : order) {
            if (slot < end && there[slot] && !fresh[slot]) {
                now[length++] = slot;
            }
        }
        Misfit.unless(length + came.length == now.length, "an order that lacks rows");
        System.arraycopy(came, 0, now, length, came.length);
        return now;
    }

    // What it makes.

    /** The shape of a row. */
    RowShape shape() {
        return shape;
    }

    /** The cells of the root. */
    HeldCells root() {
        Misfit.unless(there[0], "no root");
        return held();
    }

    private HeldCells held() {
        HeldCells cells = held;
        if (cells == null) {
            cells = new HeldCells(columns);
            held = cells;
        }
        return cells;
    }

    /** The map or list; none of the root. */
    @Nullable
    HeldRows rows() {
        if (container == null && kind != TableType.Rows.ONE) {
            int[] slots = kind == TableType.Rows.IDS ? order : standing();
            container = new HeldRows(shape, held(), slots, names, versions.clone(), made);
        }
        return container;
    }

    private @Nullable String[] keys(int[] slots) {
        @Nullable String[] names = new String[slots.length];
        for (int i = 0; i < slots.length; i++) {
            names[i] = keys[slots[i]];
        }
        return names;
    }
}
