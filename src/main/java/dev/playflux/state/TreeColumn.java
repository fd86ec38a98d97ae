package dev.playflux.state;

import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Cells that are any values: each is a tree, and travels as a patch where that is smaller. */
final class TreeColumn extends ObjectColumn<Tree> {
    /** More bits than a set of rows takes: no cell travels that need not. */
    private static final long LONG = 1 << 16;

    private long planned;
    private int graves;
    private int weight;

    TreeColumn(ColumnType type, Function<Object, @Nullable Object> reading) {
        super(type, reading, new Tree[0]);
    }

    @Override
    Tree cell(Touched rows, @Nullable Object value, @Nullable Tree before) {
        if (before != null && value == before.source && !rows.verify) {
            return before;
        }
        Diff diff = new Diff(rows.tick, rows.verify, Path.behind(rows.path(at, this)));
        Tree tree = diff.root(before, value);
        diff.changedInPlace().forEach(rows::report);
        return tree;
    }

    @Override
    void put(int slot, @Nullable Tree cell) {
        Tree before = cells[slot];
        graves += (cell == null ? 0 : cell.graves()) - (before == null ? 0 : before.graves());
        weight += (cell == null ? 0 : cell.weight()) - (before == null ? 0 : before.weight());
        super.put(slot, cell);
    }

    @Override
    void writeAll(BitWriter to, int[] slots, int count) {
        to.align();
        for (int i = 0; i < count; i++) {
            write(to, CborTree.value(cell(slots[i])), false);
        }
    }

    @Override
    long plan(int[] slots, int count, long base) {
        planned = base;
        return (long) count * LONG;
    }

    @Override
    void writeChanged(BitWriter to, int[] slots, int count) {
        to.align();
        for (int i = 0; i < count; i++) {
            Tree cell = cell(slots[i]);
            byte[] whole = CborTree.value(cell);
            byte[] patch = cell.newSince(planned) ? whole : CborTree.change(cell, planned);
            boolean smaller = patch.length < whole.length;
            write(to, smaller ? patch : whole, smaller);
        }
    }

    private static void write(BitWriter to, byte[] bytes, boolean patch) {
        to.varint(2L * bytes.length + (patch ? 1 : 0));
        to.bytes(bytes);
    }

    private Tree cell(int slot) {
        Tree cell = cells[slot];
        return cell == null ? new Tree.Leaf(0, null) : cell;
    }

    @Override
    int graves() {
        return graves;
    }

    @Override
    int weight() {
        return weight;
    }

    @Override
    void graves(LongConsumer ticks) {
        for (Tree cell : cells) {
            if (cell != null) {
                cell.graves(ticks);
            }
        }
    }

    @Override
    void forgetGraves(long tick) {
        for (int slot = 0; slot < cells.length; slot++) {
            Tree cell = cells[slot];
            if (cell != null) {
                put(slot, cell.forgetting(tick));
            }
        }
    }
}
