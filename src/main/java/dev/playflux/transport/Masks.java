package dev.playflux.transport;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Masks and unmasks what a frame carries. */
final class Masks {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Masks() {}

    /** Applies a key to a range of bytes, the first of which its highest byte belongs to. */
    static void apply(byte[] bytes, int from, int to, int key) {
        if (key == 0) {
            return;
        }
        long twice = ((long) key << 32) | (key & 0xffff_ffffL);
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            LONGS.set(bytes, at, (long) LONGS.get(bytes, at) ^ twice);
        }
        for (int turned = key; at < to; at++) {
            turned = Integer.rotateLeft(turned, 8);
            bytes[at] ^= (byte) turned;
        }
    }
}
