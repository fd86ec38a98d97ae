package dev.playflux.transport;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Whether bytes are UTF-8: shortest form, no surrogates, nothing beyond U+10FFFF. */
final class Utf8 {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    private Utf8() {}

    /** Whether all of it is UTF-8. */
    static boolean valid(byte[] bytes) {
        return check(bytes, 0, bytes.length) == bytes.length;
    }

    /**
     * Checks what stands between two indexes, the first of which begins a sequence: the end of the last whole sequence,
     * or −1 if it is not UTF-8, whatever might follow.
     */
    static int check(byte[] bytes, int from, int to) {
        int at = from;
        while ((at = ascii(bytes, at, to)) < to) {
            int length = sequence(bytes, at, to);
            if (length < 0) {
                return -1;
            }
            if (at + length > to) {
                return at;
            }
            at += length;
        }
        return at;
    }

    /** The index of the first byte that is not ASCII. */
    private static int ascii(byte[] bytes, int from, int to) {
        int at = from;
        while (at + Long.BYTES <= to && ((long) LONGS.get(bytes, at) & HIGH_BITS) == 0) {
            at += Long.BYTES;
        }
        while (at < to && bytes[at] >= 0) {
            at++;
        }
        return at;
    }

    /** The length of the sequence that starts here, as far as it can be seen, −1 if it is none. */
    private static int sequence(byte[] bytes, int at, int to) {
        int lead = bytes[at] & 0xff;
        if (lead >= 0xc2 && lead <= 0xdf) {
            return follows(bytes, at, to, 2, 0x80, 0xbf);
        }
        if (lead >= 0xe0 && lead <= 0xef) {
            return follows(bytes, at, to, 3, lead == 0xe0 ? 0xa0 : 0x80, lead == 0xed ? 0x9f : 0xbf);
        }
        if (lead >= 0xf0 && lead <= 0xf4) {
            return follows(bytes, at, to, 4, lead == 0xf0 ? 0x90 : 0x80, lead == 0xf4 ? 0x8f : 0xbf);
        }
        return -1;
    }

    private static int follows(byte[] bytes, int at, int to, int length, int secondFrom, int secondTo) {
        if (at + 1 < to) {
            int second = bytes[at + 1] & 0xff;
            if (second < secondFrom || second > secondTo) {
                return -1;
            }
        }
        for (int next = at + 2; next < Math.min(at + length, to); next++) {
            if ((bytes[next] & 0xc0) != 0x80) {
                return -1;
            }
        }
        return length;
    }
}
