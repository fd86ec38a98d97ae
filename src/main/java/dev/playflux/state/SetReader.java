package dev.playflux.state;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads what {@link SetWriter} writes. */
final class SetReader {
    private final BitReader bits;
    private int @Nullable [] last;

    SetReader(BitReader bits) {
        this.bits = bits;
    }

    /** The set that follows has none before it. */
    void begin() {
        last = null;
    }

    /** Some of the numbers below n, ascending. */
    int[] read(int n) {
        int[] set = switch ((int) bits.bits(2)) {
            case 0 -> all(n);
            case 1 -> bitmap(n);
            case 2 -> gaps(n);
            default -> same(n);
        };
        last = set.clone();
        return set;
    }

    private static int[] all(int n) {
        int[] set = new int[n];
        for (int i = 0; i < n; i++) {
            set[i] = i;
        }
        return set;
    }

    private int[] bitmap(int n) {
        int[] set = new int[n];
        int count = 0;
        for (int i = 0; i < n; i++) {
            if (bits.bit()) {
                set[count++] = i;
            }
        }
        return Arrays.copyOf(set, count);
    }

    private int[] gaps(int n) {
        int[] set = new int[bits.count(n)];
        int k = (int) bits.bits(5);
        long next = 0;
        for (int i = 0; i < set.length; i++) {
            next += bits.rice(k);
            Misfit.unless(next < n, "a set beyond its bound");
            set[i] = (int) next++;
        }
        return set;
    }

    private int[] same(int n) {
        int[] set = last;
        if (set == null || set.length > n) {
            throw new Misfit("the same set as none");
        }
        return set.clone();
    }
}
