package dev.playflux.state;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Writes the sections of tables: what a client of a baseline lacks, in the fewest bits. One thread. */
final class TableWriter {
    private final BitWriter bits = new BitWriter();
    private final SetWriter sets = new SetWriter(bits);
    private int[] stayed = new int[0];
    private int[] came = new int[0];
    private int[] ranks = new int[0];
    private int[] slots = new int[0];
    private int[] touchedRanks = new int[0];
    private int[] touchedSlots = new int[0];
    private int touched;

    /** The section for a baseline, 0 for a client that has nothing: encoding, length, bytes. */
    byte[] section(List<Table> tables, long base) {
        bits.clear();
        for (Table table : tables) {
            boolean changed = table.changed() > base;
            bits.bit(changed);
            if (changed) {
                write(table, base);
            }
        }
        return bits.section(base == 0 ? BinaryRecords.COMPLETE : BinaryRecords.DELTA);
    }

    private void write(Table table, long base) {
        Slots rows = table.slots;
        room(rows.end);
        sets.begin();
        int stay = rows.stayed(base, stayed);
        int come = rows.came(base, came);
        if (table instanceof ListTable) {
            list(rows, stay, base);
        } else if (!(table instanceof RootTable)) {
            rows(table, come, base);
        }
        if (table instanceof IdTable list) {
            order(list, base);
        }
        touch(table, stay, base);
        for (Column column : table.columns) {
            if (come > 0) {
                column.writeAll(bits, came, come);
            }
            if (stay > 0) {
                changed(column, stay, base);
            }
        }
    }

    private void room(int count) {
        if (count > stayed.length) {
            stayed = new int[2 * count];
            came = new int[2 * count];
            ranks = new int[2 * count];
            slots = new int[2 * count];
            touchedRanks = new int[2 * count];
            touchedSlots = new int[2 * count];
        }
    }

    private void list(Slots rows, int stay, long base) {
        bits.bit(rows.changed > base);
        if (rows.changed > base) {
            bits.num(rows.end);
            bits.num(stay);
        }
    }

    private void rows(Table table, int come, long base) {
        Slots rows = table.slots;
        bits.bit(rows.changed > base);
        if (rows.changed <= base) {
            return;
        }
        bits.num(rows.end);
        int gone = rows.went(base, ranks);
        bits.bit(gone > 0);
        if (gone > 0) {
            sets.write(ranks, gone, rows.end);
        }
        bits.bit(come > 0);
        if (come > 0) {
            sets.write(came, come, rows.end);
        }
        if (table instanceof MapTable map && come > 0) {
            bits.align();
            for (int i = 0; i < come; i++) {
                byte[] key = map.key(came[i]).getBytes(StandardCharsets.UTF_8);
                bits.varint(key.length);
                bits.bytes(key);
            }
        }
        sets.begin();
    }

    private void order(IdTable list, long base) {
        boolean natural = list.natural(base);
        bits.bit(!natural);
        if (natural) {
            return;
        }
        int[] order = list.order();
        int width = Integer.SIZE - Integer.numberOfLeadingZeros(order.length - 1);
        int[] ranked = order.clone();
        Arrays.sort(ranked);
        for (int slot : order) {
            bits.bits(Arrays.binarySearch(ranked, slot), width);
        }
    }

    /**
     * The cells of a column that changed. Where a few more rows, in which another column changed, make the set of them one
     * that is known, theirs go with them: most often things move in x and y and turn at once, but not every time in all.
     */
    private void changed(Column column, int stay, long base) {
        int count = column.last > base ? find(column, stay, base) : 0;
        bits.bit(count > 0);
        if (count == 0) {
            return;
        }
        long cells = column.plan(slots, count, base);
        if (count < touched) {
            long set = sets.bits(ranks, count, stay);
            long known = sets.bits(touchedRanks, touched, stay);
            long more = (touched - count) * (cells / count + 1);
            if (more + (known == 2 ? 2 : known / 2) < set) {
                sets.write(touchedRanks, touched, stay);
                column.plan(touchedSlots, touched, base);
                column.writeChanged(bits, touchedSlots, touched);
                return;
            }
        }
        sets.write(ranks, count, stay);
        column.writeChanged(bits, slots, count);
    }

    private int find(Column column, int stay, long base) {
        int count = 0;
        for (int rank = 0; rank < stay; rank++) {
            if (column.stamps[stayed[rank]] > base) {
                ranks[count] = rank;
                slots[count++] = stayed[rank];
            }
        }
        return count;
    }

    /** Finds the rows in which any column changed. */
    private void touch(Table table, int stay, long base) {
        touched = 0;
        for (int rank = 0; rank < stay; rank++) {
            int slot = stayed[rank];
            for (Column column : table.columns) {
                if (column.stamps[slot] > base) {
                    touchedRanks[touched] = rank;
                    touchedSlots[touched++] = slot;
                    break;
                }
            }
        }
    }
}
