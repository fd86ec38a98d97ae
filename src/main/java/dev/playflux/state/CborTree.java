package dev.playflux.state;

import dev.playflux.codec.CborOutput;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Writes trees as the sections of a binary {@code $state}: whole, or what changed after a baseline. Sizes go before what
 * they count, so a patch looks at its members twice.
 */
final class CborTree {
    static final int SET = 0;
    static final int DEL = 1;
    static final int IN = 2;
    static final int LEN = 3;

    private final CborOutput cbor;
    private final long base;

    private CborTree(CborOutput cbor, long base) {
        this.cbor = cbor;
        this.base = base;
    }

    /** Encoding 1. */
    static byte[] full(Tree tree, int sizeHint) {
        CborOutput cbor = CborOutput.create(sizeHint);
        new CborTree(cbor, 0).write(tree);
        return cbor.framed(BinaryRecords.FULL);
    }

    /** Encoding 2: a tree that did not change its kind after the baseline, and is no scalar. */
    static byte[] patch(Tree tree, long base) {
        CborOutput cbor = CborOutput.create(512);
        new CborTree(cbor, base).put(tree);
        return cbor.framed(BinaryRecords.PATCH);
    }

    /** A value in a cell. */
    static byte[] value(Tree tree) {
        CborOutput cbor = CborOutput.create(64);
        new CborTree(cbor, 0).write(tree);
        return cbor.bytes();
    }

    /** What changed in a cell, which has not changed its kind after the baseline, and is no scalar. */
    static byte[] change(Tree tree, long base) {
        CborOutput cbor = CborOutput.create(64);
        new CborTree(cbor, base).put(tree);
        return cbor.bytes();
    }

    /** A node that changed after the baseline: as a patch if a part of it did not. */
    private void put(Tree tree) {
        if (tree.newSince(base)) {
            write(tree);
        } else if (tree instanceof Tree.Members object) {
            patch(object);
        } else if (tree instanceof Tree.Items array) {
            patch(array);
        }
    }

    private void write(Tree tree) {
        if (tree instanceof Tree.Members object) {
            cbor.map(object.nodes.length);
            for (int i = 0; i < object.nodes.length; i++) {
                cbor.utf8(object.names.utf8(i));
                write(object.nodes[i]);
            }
        } else if (tree instanceof Tree.Items array) {
            cbor.array(array.nodes.length);
            for (Tree node : array.nodes) {
                write(node);
            }
        } else {
            scalar(((Tree.Leaf) tree).value);
        }
    }

    private void scalar(@Nullable Object value) {
        if (value instanceof Double number) {
            cbor.number(number);
        } else if (value instanceof String text) {
            cbor.text(text);
        } else if (value instanceof Long number) {
            cbor.integer(number);
        } else if (value instanceof Boolean truth) {
            cbor.truth(truth);
        } else if (value instanceof BigDecimal number) {
            cbor.number(number.doubleValue());
        } else {
            cbor.nothing();
        }
    }

    private void patch(Tree.Members object) {
        int lost = lost(object, false);
        int set = count(object, true);
        int in = count(object, false);
        cbor.map((lost > 0 ? 1 : 0) + (set > 0 ? 1 : 0) + (in > 0 ? 1 : 0));
        if (lost > 0) {
            cbor.integer(DEL).array(lost);
            lost(object, true);
        }
        children(SET, set, object, object.names);
        children(IN, in, object, object.names);
    }

    /** Counts or writes the members that the object lost since the baseline. */
    private int lost(Tree.Members object, boolean write) {
        Graves lost = object.lost;
        int count = 0;
        for (int i = lost.after(base); i < lost.size(); i++) {
            if (object.lacks(i, base)) {
                count++;
                if (write) {
                    cbor.text(lost.name(i));
                }
            }
        }
        return count;
    }

    private void patch(Tree.Items array) {
        boolean resized = array.resized > base;
        int set = count(array, true);
        int in = count(array, false);
        cbor.map((resized ? 1 : 0) + (set > 0 ? 1 : 0) + (in > 0 ? 1 : 0));
        if (resized) {
            cbor.integer(LEN).integer(array.nodes.length);
        }
        children(SET, set, array, null);
        children(IN, in, array, null);
    }

    private boolean belongs(Tree node, boolean set) {
        return node.changed > base && node.newSince(base) == set;
    }

    private int count(Tree.Branch branch, boolean set) {
        int count = 0;
        for (Tree node : branch.nodes) {
            count += belongs(node, set) ? 1 : 0;
        }
        return count;
    }

    private void children(int part, int count, Tree.Branch branch, @Nullable Names names) {
        if (count == 0) {
            return;
        }
        cbor.integer(part).map(count);
        for (int i = 0; i < branch.nodes.length; i++) {
            Tree node = branch.nodes[i];
            if (belongs(node, part == SET)) {
                if (names == null) {
                    cbor.text(Integer.toString(i));
                } else {
                    cbor.utf8(names.utf8(i));
                }
                put(node);
            }
        }
    }
}
