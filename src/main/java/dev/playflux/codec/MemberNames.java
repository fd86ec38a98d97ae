package dev.playflux.codec;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The member names of one object so far. Cleared and used again for the next object of its depth. */
final class MemberNames {
    private static final int FEW = 8;

    private final String[] few = new String[FEW];
    private int count;
    private @Nullable Set<String> many;

    void clear() {
        count = 0;
        many = null;
    }

    /** Whether the name is new. */
    boolean add(String name) {
        if (many != null) {
            return many.add(name);
        }
        for (int i = 0; i < count; i++) {
            if (few[i].equals(name)) {
                return false;
            }
        }
        if (count < FEW) {
            few[count++] = name;
            return true;
        }
        many = new HashSet<>(Set.of(few));
        return many.add(name);
    }
}
