package dev.playflux.state;

/** The unsigned LEB128 numbers of binary records. */
final class Varints {
    private static final byte[][] SMALL = new byte[128][];

    static {
        for (int i = 0; i < SMALL.length; i++) {
            SMALL[i] = new byte[] {(byte) i};
        }
    }

    private Varints() {}

    static int size(long number) {
        return (70 - Long.numberOfLeadingZeros(number | 1)) / 7;
    }

    /** Writes a number; says where it ends. */
    static int put(byte[] to, int start, long number) {
        int at = start;
        long rest = number;
        for (; rest > 0x7F; rest >>>= 7) {
            to[at++] = (byte) (rest | 0x80);
        }
        to[at++] = (byte) rest;
        return at;
    }

    /** A number alone, in bytes that nobody changes. */
    static byte[] of(long number) {
        if (number < SMALL.length) {
            return SMALL[(int) number];
        }
        byte[] bytes = new byte[size(number)];
        put(bytes, 0, number);
        return bytes;
    }
}
