package dev.playflux.state;

/**
 * The choice of a Rice code's parameter (Rice and Plaunt, 1971): numbers around 2^k take k + 1 to k + 2 bits, a few great
 * ones among them more, without making the others longer.
 */
final class Rice {
    /** So many ones say that the number itself follows. */
    static final int ESCAPE = 15;

    private Rice() {}

    /** The parameter by which the numbers take the fewest bits, or nearly so. */
    static int best(long[] numbers, int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += numbers[i];
        }
        int k = Math.min(30, Math.max(0, Math.getExponent(0.7 * sum / count + 0.7)));
        long here = cost(numbers, count, k);
        int step = k > 0 && cost(numbers, count, k - 1) < here ? -1 : 1;
        for (int next = k + step; next >= 0 && next < 31; next += step) {
            long there = cost(numbers, count, next);
            if (there >= here) {
                break;
            }
            here = there;
            k = next;
        }
        return k;
    }

    /** How many bits they take. */
    static long cost(long[] numbers, int count, int k) {
        long bits = 0;
        for (int i = 0; i < count; i++) {
            long ones = numbers[i] >>> k;
            bits += ones < ESCAPE ? ones + 1 + k : ESCAPE + BitWriter.numBits(numbers[i]);
        }
        return bits;
    }
}
