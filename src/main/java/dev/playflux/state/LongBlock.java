package dev.playflux.state;

/** The cells of some rows on their way out: first it is found out how they take the fewest bits. Used again and again. */
final class LongBlock {
    private static final int ABSOLUTE = 0;
    private static final int DELTAS = 1;
    private static final int RICE = 2;

    private long[] numbers = new long[8];
    private int count;
    private int form;
    private int width;
    private long least;

    /** Begins a block of so many numbers, which go into the array. */
    long[] begin(int numbers) {
        if (numbers > this.numbers.length) {
            this.numbers = new long[2 * numbers];
        }
        count = numbers;
        return this.numbers;
    }

    /** The numbers are differences from what clients have, as zigzag numbers. Gives how many bits they take. */
    long deltas() {
        long all = 0;
        for (int i = 0; i < count; i++) {
            all |= numbers[i];
        }
        int wide = width(all);
        int k = Rice.best(numbers, count);
        long asRice = 7 + Rice.cost(numbers, count, k);
        long asDeltas = wide > 31 ? Long.MAX_VALUE : 7 + (long) count * wide;
        form = asRice < asDeltas ? RICE : DELTAS;
        width = form == RICE ? k : wide;
        return Math.min(asRice, asDeltas);
    }

    /** The numbers are cells. Gives how many bits they take. */
    long absolute() {
        long min = Long.MAX_VALUE;
        long max = Long.MIN_VALUE;
        for (int i = 0; i < count; i++) {
            min = Math.min(min, numbers[i]);
            max = Math.max(max, numbers[i]);
        }
        form = ABSOLUTE;
        width = width(max - min);
        least = min;
        return 8 + BitWriter.numBits(BitWriter.zigzag(min)) + (long) count * width;
    }

    private static int width(long all) {
        return Long.SIZE - Long.numberOfLeadingZeros(all);
    }

    void write(BitWriter to) {
        to.bits(form, 2);
        writeNumbers(to);
    }

    /** The same without its form. */
    void writeNumbers(BitWriter to) {
        if (form == ABSOLUTE) {
            to.integer(least);
            to.bits(width, 6);
        } else {
            to.bits(width, 5);
        }
        for (int i = 0; i < count; i++) {
            if (form == RICE) {
                to.rice(numbers[i], width);
            } else {
                to.bits(form == ABSOLUTE ? numbers[i] - least : numbers[i], width);
            }
        }
    }
}
