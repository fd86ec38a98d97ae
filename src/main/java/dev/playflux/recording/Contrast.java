package dev.playflux.recording;

import org.jspecify.annotations.Nullable;

/** The first difference of two trees, found along the fingerprints that differ. */
final class Contrast {
    private static final int LONGEST = 200;
    private static final String NOTHING = "nothing";

    private Contrast() {}

    static Difference first(long tick, Exact recorded, Exact replayed) {
        StringBuilder path = new StringBuilder();
        @Nullable Exact[] pair = {recorded, replayed};
        while (descend(pair, path)) {
            // goes on where they differ
        }
        return new Difference(tick, path.toString(), text(pair[0]), text(pair[1]));
    }

    /** Goes to the first child that differs; false if there is none, because the nodes themselves differ. */
    private static boolean descend(@Nullable Exact[] pair, StringBuilder path) {
        if (pair[0] instanceof Exact.Members then && pair[1] instanceof Exact.Members now) {
            return members(pair, path, then, now);
        }
        if (pair[0] instanceof Exact.Items then && pair[1] instanceof Exact.Items now) {
            return items(pair, path, then, now);
        }
        return false;
    }

    private static boolean members(@Nullable Exact[] pair, StringBuilder path, Exact.Members then, Exact.Members now) {
        int i = 0;
        int j = 0;
        while (i < then.names.length || j < now.names.length) {
            int order = i == then.names.length ? 1 : j == now.names.length ? -1 : then.names[i].compareTo(now.names[j]);
            Exact one = order <= 0 ? then.nodes[i] : null;
            Exact other = order >= 0 ? now.nodes[j] : null;
            String name = order <= 0 ? then.names[i] : now.names[j];
            if (one == null || other == null || !Exact.same(one, other)) {
                path.append(path.isEmpty() ? "" : ".").append(name);
                pair[0] = one;
                pair[1] = other;
                return true;
            }
            i++;
            j++;
        }
        return false;
    }

    private static boolean items(@Nullable Exact[] pair, StringBuilder path, Exact.Items then, Exact.Items now) {
        for (int i = 0; i < Math.max(then.nodes.length, now.nodes.length); i++) {
            Exact one = i < then.nodes.length ? then.nodes[i] : null;
            Exact other = i < now.nodes.length ? now.nodes[i] : null;
            if (one == null || other == null || !Exact.same(one, other)) {
                path.append('[').append(i).append(']');
                pair[0] = one;
                pair[1] = other;
                return true;
            }
        }
        return false;
    }

    /** A value in short. */
    private static String text(@Nullable Exact node) {
        StringBuilder text = new StringBuilder();
        write(text, node);
        return text.length() <= LONGEST ? text.toString() : text.substring(0, LONGEST) + "…";
    }

    private static void write(StringBuilder text, @Nullable Exact node) {
        if (node == null) {
            text.append(NOTHING);
        } else if (node instanceof Exact.Leaf leaf) {
            text.append(leaf.value instanceof String ? "\"" + leaf.value + "\"" : leaf.value);
        } else if (node instanceof Exact.Items items) {
            text.append('[');
            for (int i = 0; i < items.nodes.length && text.length() <= LONGEST; i++) {
                write(text.append(i == 0 ? "" : ", "), items.nodes[i]);
            }
            text.append(']');
        } else if (node instanceof Exact.Members members) {
            text.append('{');
            for (int i = 0; i < members.names.length && text.length() <= LONGEST; i++) {
                write(text.append(i == 0 ? "" : ", ").append(members.names[i]).append(": "), members.nodes[i]);
            }
            text.append('}');
        }
    }
}
