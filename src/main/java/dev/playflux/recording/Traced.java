package dev.playflux.recording;

import org.jspecify.annotations.Nullable;

/** A snapshot of a value, or of a tree that was read. */
final class Traced implements Snapshot {
    private final boolean changing;
    private @Nullable Object value;
    private @Nullable Exact tree;

    private Traced(Object value, boolean changing) {
        this.value = value;
        this.changing = changing;
    }

    /** A state; of one that changes in place the tree is made now. */
    static Traced of(Object state, boolean changing) {
        Traced traced = new Traced(state, changing);
        if (changing) {
            traced.tree(null);
        }
        return traced;
    }

    Traced(Exact tree) {
        this.changing = false;
        this.tree = tree;
    }

    /** The tree; shares what has not changed since another one. */
    synchronized Exact tree(@Nullable Exact before) {
        Exact made = tree;
        if (made == null) {
            made = new Tracer(!changing).trace(value, before);
            tree = made;
            value = null;
        }
        return made;
    }

    /** About how much memory it takes; of a value that was not walked yet a guess. */
    long weight(long guess) {
        Exact made = changing ? tree : null;
        return made == null ? guess : made.weight * 32L;
    }

    @Override
    public long fingerprint() {
        return tree(null).hash;
    }

    @Override
    public @Nullable Difference difference(long tick, Snapshot replayed) {
        Exact now = ((Traced) replayed).tree(null);
        return Exact.same(tree(null), now) ? null : Contrast.first(tick, tree(null), now);
    }

    @Override
    public String toString() {
        return Long.toHexString(fingerprint());
    }
}
