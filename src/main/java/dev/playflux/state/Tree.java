package dev.playflux.state;

import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A published value as it travels, with the ticks of its changes. Immutable but for {@link #source}: the tree of the next
 * tick shares the nodes that did not change, and one that is abandoned half-way leaves no trace.
 */
abstract sealed class Tree permits Tree.Leaf, Tree.Branch {
    private static final Tree[] EMPTY = {};

    /** The tick of the last change of it or of anything in it. */
    final long changed;

    /** What it was made from: the instance that it was last found equal to. */
    @Nullable
    Object source;

    private Tree(long changed) {
        this.changed = changed;
    }

    /**
     * The newest tick since which nothing in it is unchanged. For an older baseline it is sent whole, which includes what
     * was added or changed its kind after the baseline, because all of that is new.
     */
    abstract long all();

    /** Whether nothing in it is what it was at a baseline. */
    final boolean newSince(long base) {
        return all() > base;
    }

    /** How many nodes it has. */
    abstract int weight();

    /** How many removed members it remembers. */
    abstract int graves();

    /** The ticks of their removal. */
    abstract void graves(LongConsumer ticks);

    /** The same without the members removed up to a tick. */
    abstract Tree forgetting(long tick);

    /** A scalar. */
    static final class Leaf extends Tree {
        /** A String, Boolean, Long, Double or BigDecimal, or null. */
        final @Nullable Object value;

        Leaf(long changed, @Nullable Object value) {
            super(changed);
            this.value = value;
        }

        @Override
        long all() {
            return changed;
        }

        @Override
        int weight() {
            return 1;
        }

        @Override
        int graves() {
            return 0;
        }

        @Override
        void graves(LongConsumer ticks) {}

        @Override
        Tree forgetting(long tick) {
            return this;
        }
    }

    /** What has other nodes in it. */
    abstract static sealed class Branch extends Tree permits Members, Items {
        final Tree[] nodes;
        private final long all;
        private final int weight;
        private final int graves;

        private Branch(long changed, Tree[] nodes, int ownGraves) {
            super(changed);
            long oldest = nodes.length == 0 ? changed : Long.MAX_VALUE;
            int sum = 1;
            int dead = ownGraves;
            for (Tree node : nodes) {
                oldest = Math.min(oldest, node.all());
                sum += node.weight();
                dead += node.graves();
            }
            this.nodes = nodes;
            this.all = oldest;
            this.weight = sum;
            this.graves = dead;
        }

        @Override
        final long all() {
            return all;
        }

        @Override
        final int weight() {
            return weight;
        }

        @Override
        final int graves() {
            return graves;
        }

        @Override
        void graves(LongConsumer ticks) {
            for (Tree node : graves == 0 ? EMPTY : nodes) {
                node.graves(ticks);
            }
        }

        @Override
        final Tree forgetting(long tick) {
            if (graves == 0) {
                return this;
            }
            Tree[] kept = nodes.clone();
            for (int i = 0; i < kept.length; i++) {
                kept[i] = kept[i].forgetting(tick);
            }
            Tree same = with(kept, tick);
            same.source = source;
            return same;
        }

        abstract Tree with(Tree[] nodes, long forgotten);
    }

    /** An object. */
    static final class Members extends Branch {
        final Names names;
        final Graves lost;
        /** The tick in which it was new. */
        private final long since;
        /** The ticks in which the members came; null as long as they are those that it was new with. */
        private final long @Nullable [] came;

        private Members(Members before, long changed, Names names, Tree[] nodes, Graves lost, long @Nullable [] came) {
            super(changed, nodes, lost.size());
            this.names = names;
            this.lost = lost;
            this.since = before.since;
            this.came = came;
        }

        /** A new one. */
        Members(long tick, Names names, Tree[] nodes) {
            super(tick, nodes, 0);
            this.names = names;
            this.lost = Graves.NONE;
            this.since = tick;
            this.came = null;
        }

        /** The same members with some other values. */
        Members changed(long tick, Tree[] nodes) {
            return new Members(this, tick, names, nodes, lost, came);
        }

        /** Other members. */
        Members changed(long tick, Names now, Tree[] nodes) {
            long[] ticks = new long[nodes.length];
            for (int i = 0; i < ticks.length; i++) {
                int at = names.indexOf(now.get(i));
                ticks[i] = at < 0 ? tick : came(at);
            }
            return new Members(this, tick, now, nodes, lost.with(this, now, tick), ticks);
        }

        /** Whether a lost member was there at a baseline and is no more: it did not come after it, nor come back. */
        boolean lacks(int lost, long base) {
            return this.lost.came(lost) <= base && !names.contains(this.lost.name(lost));
        }

        /** The tick in which a member came. */
        long came(int i) {
            return came == null ? since : came[i];
        }

        @Override
        void graves(LongConsumer ticks) {
            super.graves(ticks);
            lost.went().forEach(ticks);
        }

        @Override
        Tree with(Tree[] nodes, long forgotten) {
            return new Members(this, changed, names, nodes, lost.without(forgotten), came);
        }
    }

    /** An array. */
    static final class Items extends Branch {
        /** The tick of the last change of its length. */
        final long resized;

        Items(long changed, Tree[] nodes, long resized) {
            super(changed, nodes, 0);
            this.resized = resized;
        }

        @Override
        Tree with(Tree[] nodes, long forgotten) {
            return new Items(changed, nodes, resized);
        }
    }
}
