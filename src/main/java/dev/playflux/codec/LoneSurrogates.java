package dev.playflux.codec;

/**
 * Escaped surrogates without a partner, in the bytes of a message. In a string the parser takes them, in a name it gives
 * up, and with it the envelopes that are well. So they become escaped byte-order marks, which are as malformed and of
 * the same length, and the check of the shape finds them in their envelope.
 */
final class LoneSurrogates {
    private static final int ESCAPE = 6;
    private static final byte[] MARK = {'F', 'E', 'F', 'F'};

    private LoneSurrogates() {}

    /** The bytes themselves, or a copy with byte-order marks instead of lone surrogates. */
    static byte[] marked(byte[] bytes) {
        byte[] marked = bytes;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != '\\') {
                continue;
            }
            int c = escaped(bytes, i);
            if (in(c, Character.MIN_HIGH_SURROGATE) && in(escaped(bytes, i + ESCAPE), Character.MIN_LOW_SURROGATE)) {
                i += 2 * ESCAPE - 1;
            } else if (in(c, Character.MIN_HIGH_SURROGATE) || in(c, Character.MIN_LOW_SURROGATE)) {
                marked = marked == bytes ? bytes.clone() : marked;
                System.arraycopy(MARK, 0, marked, i + 2, MARK.length);
                i += ESCAPE - 1;
            } else {
                i++; // what is escaped may be a backslash
            }
        }
        return marked;
    }

    /** Whether a code unit is in the half of the surrogates that starts there. */
    private static boolean in(int c, char first) {
        return (c & ~0x3FF) == first;
    }

    /** The code unit that is escaped here, with backslash, u and four digits; -1 if none is. */
    private static int escaped(byte[] bytes, int at) {
        if (at + ESCAPE > bytes.length || bytes[at] != '\\' || bytes[at + 1] != 'u') {
            return -1;
        }
        int c = 0;
        for (int i = at + 2; i < at + ESCAPE; i++) {
            int digit = Character.digit(bytes[i], 16);
            if (digit < 0) {
                return -1;
            }
            c = (c << 4) | digit;
        }
        return c;
    }
}
