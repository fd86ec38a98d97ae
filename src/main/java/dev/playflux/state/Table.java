package dev.playflux.state;

import dev.playflux.message.NotEncodable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one table, with the ticks of their changes. A tick first reads everything, which may fail and then leaves no
 * trace, and then takes it. One thread.
 */
abstract class Table {
    final TableType type;
    final Column[] columns;
    final Slots slots = new Slots();
    final Touched touched = new Touched(this);
    /** What each container in the row is now; of the root only. */
    final List<Found> found = new ArrayList<>(0);

    private @Nullable Object last;
    private @Nullable Object next;
    private int[] marks = new int[8];
    private int mark;
    private int seen;

    /** A map or list that a row of the root has, for the table of that number. */
    record Found(int table, @Nullable Object container) {}

    Table(TableType type) {
        this.type = type;
        this.columns = type.columns().stream().map(ColumnType::column).toArray(Column[]::new);
    }

    // Reading.

    /** Reads what a tick has: the map or list, or null. */
    final void read(@Nullable Object container, long tick, boolean verify, Findings findings) {
        touched.begin(tick, verify, findings);
        touched.sameTable = container != null && container == last;
        next = container;
        seen = 0;
        mark++;
        if (touched.sameTable && !verify) {
            seen = slots.count;
            return;
        }
        if (container != null) {
            try {
                rows(container);
            } catch (Unfit | NotEncodable known) {
                throw known;
            } catch (RuntimeException e) { // changed while it is read, or has a key that does not travel
                throw new NotEncodable(path("", "") + ": " + Diff.problem(e), e);
            }
        }
        if (touched.count > 0) {
            members(type.members(), touched.rows);
        }
    }

    /** Goes through the rows: each is there, or came. */
    abstract void rows(Object container);

    /** A row that has a slot. */
    final void stays(int slot, Object row) {
        if (slot >= marks.length) {
            marks = Arrays.copyOf(marks, Math.max(slot + 1, 2 * marks.length));
        }
        if (marks[slot] == mark) {
            throw unfit(rowName(slot), "is there twice");
        }
        marks[slot] = mark;
        seen++;
        boolean same = slots.rows[slot] == row;
        if (!same || touched.verify) {
            touched.stays(row, slot, same);
        }
    }

    /** How many rows there may be. */
    final int most() {
        return Slots.most(columns.length);
    }

    final Unfit unfit(String row, String problem) {
        return new Unfit(path(row, ""), problem);
    }

    private void members(List<TableType.Member> members, @Nullable Object[] holders) {
        for (TableType.Member member : members) {
            Column column = columns[member.column()];
            column.read(touched, holders);
            if (member instanceof TableType.Inner inner) {
                members(inner.members(), ((PresenceColumn) column).objects());
            } else if (member instanceof TableType.Container container) {
                found.add(new Found(container.table(), ((PresenceColumn) column).objects()[0]));
            }
        }
    }

    // Taking.

    /** Takes what was read. */
    final void take(long tick) {
        last = next;
        if (seen < slots.count) {
            leave(tick);
        }
        for (int k = 0; k < touched.count; k++) {
            Object row = touched.rows[k];
            if (!touched.came(k)) {
                slots.rows[touched.slots[k]] = row;
            } else if (row != null) {
                touched.slots[k] = slots.place(row, touched.keys[k], tick);
                placed(touched.slots[k], touched.keys[k]);
                reportRow(touched.slots[k]);
            }
        }
        if (touched.count > 0) {
            for (Column column : columns) {
                column.grow(slots.end);
                column.take(touched, tick);
            }
        }
        taken(tick);
    }

    private void leave(long tick) {
        int end = slots.end;
        for (int slot = 0; slot < end; slot++) {
            if (slots.rows[slot] != null && (slot >= marks.length || marks[slot] != mark)) {
                reportRow(slot);
                left(slots.ids[slot]);
                slots.clear(slot, tick);
                for (Column column : columns) {
                    column.forget(slot);
                }
            }
        }
    }

    private void reportRow(int slot) {
        if (touched.sameTable) {
            touched.report(path(rowName(slot), ""));
        }
    }

    /** A new row has got its slot. */
    void placed(int slot, @Nullable Object id) {}

    /** A row has left. */
    void left(@Nullable Object id) {}

    /** All rows are where they belong. */
    void taken(long tick) {}

    // What is known afterwards.

    /** The tick of the last change. */
    long changed() {
        long changed = slots.changed;
        for (Column column : columns) {
            changed = Math.max(changed, column.last);
        }
        return changed;
    }

    /** What stands in a path for a row. */
    final String rowName(int slot) {
        return rowName(slots.ids[slot]);
    }

    static String rowName(@Nullable Object id) {
        return id == null ? "" : id.toString();
    }

    /** A place in the value, by its parts, each of which may be empty. */
    final String path(String row, String cell) {
        List<String> path = new ArrayList<>(type.at());
        path.add(row);
        path.add(cell);
        path.removeIf(String::isEmpty);
        return path.isEmpty() ? "the value" : String.join(".", path);
    }
}
