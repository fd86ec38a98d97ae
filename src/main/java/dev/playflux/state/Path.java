package dev.playflux.state;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Where in a value the comparison stands: {@code runners.p1.x}, {@code list.3}. */
final class Path {
    private static final int DEEPEST = 100;

    private @Nullable String[] names = new String[8];
    private int[] indexes = new int[8];
    private int depth;

    /** A path that begins behind another one. */
    static Path behind(String start) {
        Path path = new Path();
        if (!start.isEmpty()) {
            path.enter(start);
        }
        return path;
    }

    void enter(String name) {
        grow();
        names[depth++] = name;
    }

    void enter(int index) {
        grow();
        names[depth] = null;
        indexes[depth++] = index;
    }

    void leave() {
        depth--;
    }

    private void grow() {
        if (depth == DEEPEST) {
            throw new IllegalArgumentException(
                    "is nested deeper than " + DEEPEST + " levels; does the value contain itself?");
        }
        if (depth == names.length) {
            names = Arrays.copyOf(names, depth * 2);
            indexes = Arrays.copyOf(indexes, depth * 2);
        }
    }

    @Override
    public String toString() {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < depth; i++) {
            String name = names[i];
            path.append(i == 0 ? "" : ".").append(name == null ? String.valueOf(indexes[i]) : name);
        }
        return path.toString();
    }
}
