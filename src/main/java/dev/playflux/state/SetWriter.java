package dev.playflux.state;

import java.util.Arrays;

/** Writes sets of ascending numbers in whichever way takes the fewest bits. */
final class SetWriter {
    private static final int ALL = 0;
    private static final int BITMAP = 1;
    private static final int GAPS = 2;
    private static final int SAME = 3;

    private final BitWriter bits;
    private int[] last = new int[0];
    private int lastCount;
    private long[] gaps = new long[0];

    SetWriter(BitWriter bits) {
        this.bits = bits;
    }

    /** Forgets the last set: another table begins. */
    void begin() {
        lastCount = 0;
    }

    /** How many bits a set of numbers below n takes. */
    long bits(int[] set, int count, int n) {
        if (count == n || same(set, count)) {
            return 2;
        }
        int k = gaps(set, count);
        return 2 + Math.min(n, gapBits(count, k));
    }

    /** Some of the numbers below n. */
    void write(int[] set, int count, int n) {
        if (count == n) {
            bits.bits(ALL, 2);
        } else if (same(set, count)) {
            bits.bits(SAME, 2);
            return;
        } else {
            some(set, count, n);
        }
        if (count > last.length) {
            last = new int[2 * count];
        }
        System.arraycopy(set, 0, last, 0, count);
        lastCount = count;
    }

    private boolean same(int[] set, int count) {
        return count == lastCount && Arrays.equals(set, 0, count, last, 0, count);
    }

    private void some(int[] set, int count, int n) {
        int k = gaps(set, count);
        if (gapBits(count, k) < n) {
            bits.bits(GAPS, 2);
            bits.num(count);
            bits.bits(k, 5);
            for (int i = 0; i < count; i++) {
                bits.rice(gaps[i], k);
            }
        } else {
            bits.bits(BITMAP, 2);
            int at = 0;
            for (int i = 0; i < n; i++) {
                boolean in = at < count && set[at] == i;
                bits.bit(in);
                at += in ? 1 : 0;
            }
        }
    }

    /** Finds the gaps; gives the parameter by which they are short. */
    private int gaps(int[] set, int count) {
        if (count > gaps.length) {
            gaps = new long[2 * count];
        }
        int next = 0;
        for (int i = 0; i < count; i++) {
            gaps[i] = (long) set[i] - next;
            next = set[i] + 1;
        }
        return Rice.best(gaps, count);
    }

    private long gapBits(int count, int k) {
        return BitWriter.numBits(count) + 5L + Rice.cost(gaps, count, k);
    }
}
