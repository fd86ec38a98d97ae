package dev.playflux.codec;

import dev.playflux.message.BadMessage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The member names of the objects that are open in a scan, as places in its bytes. The first few of an object are compared
 * one by one; for more of them a set of strings keeps a stranger from making that slow.
 */
final class CborNames {
    private static final int FEW = 16;
    private static final int[] NONE = {};

    private final byte[] bytes;
    private int[] places = NONE;
    private int top;
    private int[] bases = NONE;
    private @Nullable Set<String> @Nullable [] many;

    CborNames(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Another value begins. */
    void clear() {
        top = 0;
    }

    /** An array or object opens. */
    void enter(int level) {
        if (level >= bases.length) {
            bases = Arrays.copyOf(bases, Math.max(8, 2 * level));
        }
        bases[level] = top;
        if (many != null && level < many.length) {
            many[level] = null;
        }
    }

    void leave(int level) {
        top = bases[level];
    }

    /** Adds a name to the object that is open at a level. */
    void add(int level, int from, int to) {
        int base = bases[level];
        boolean known =
                top - base < 2 * FEW ? !few(base, from, to) : !set(level).add(string(from, to));
        if (known) {
            throw new BadMessage(
                    "a second member '" + new String(bytes, from, to - from, StandardCharsets.UTF_8) + "'");
        }
    }

    private boolean few(int base, int from, int to) {
        for (int i = base; i < top; i += 2) {
            if (Arrays.equals(bytes, places[i], places[i + 1], bytes, from, to)) {
                return false;
            }
        }
        if (top == places.length) {
            places = Arrays.copyOf(places, Math.max(2 * FEW, 2 * top));
        }
        places[top++] = from;
        places[top++] = to;
        return true;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of sets
    private Set<String> set(int level) {
        if (many == null || level >= many.length) {
            many = many == null ? new Set[bases.length] : Arrays.copyOf(many, bases.length);
        }
        Set<String> set = many[level];
        if (set == null) {
            set = new HashSet<>();
            for (int i = bases[level]; i < top; i += 2) {
                set.add(string(places[i], places[i + 1]));
            }
            many[level] = set;
        }
        return set;
    }

    /** Bytes as a string of its own, whatever they say. */
    private String string(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
