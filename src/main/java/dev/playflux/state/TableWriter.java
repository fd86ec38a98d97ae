package dev.playflux.state;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Writes the sections of tables: what a client of a baseline lacks, in the fewest bits. One thread. */
final class TableWriter {
    private static final int COMPLETE = 3;
    private static final int DELTA = 4;

    private final BitWriter bits = new BitWriter();
    private final SetWriter sets = new SetWriter(bits);
    private int[] stayed = new int[0];
    private int[] came = new int[0];
    private int[] ranks = new int[0];
    private int[] slots = new int[0];

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
        return bits.section(base == 0 ? COMPLETE : DELTA);
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

    private void changed(Column column, int stay, long base) {
        int count = 0;
        for (int rank = 0; rank < stay && column.last > base; rank++) {
            if (column.stamps[stayed[rank]] > base) {
                ranks[count] = rank;
                slots[count++] = stayed[rank];
            }
        }
        bits.bit(count > 0);
        if (count > 0) {
            sets.write(ranks, count, stay);
            column.writeChanged(bits, slots, count, base);
        }
    }
}
