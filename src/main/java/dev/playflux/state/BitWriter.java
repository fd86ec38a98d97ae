package dev.playflux.state;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Writes the bits of a section, each byte from its lowest one. */
final class BitWriter {
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle FLOATS = MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.BIG_ENDIAN);
    private static final int ROOM = 16;

    private byte[] bytes = new byte[512];
    private int length;
    private long pending;
    private int waiting; // of its bits, fewer than 32

    /** Begins anew. */
    void clear() {
        length = 0;
        pending = 0;
        waiting = 0;
    }

    void bit(boolean one) {
        bits(one ? 1 : 0, 1);
    }

    /** The lowest n bits of a number whose other bits are 0; n is at most 64. */
    void bits(long value, int n) {
        if (n > 32) {
            put(value & 0xffff_ffffL, 32);
            put(value >>> 32, n - 32);
        } else {
            put(value, n);
        }
    }

    private void put(long value, int n) {
        pending |= value << waiting;
        waiting += n;
        if (waiting >= 32) {
            room(Integer.BYTES);
            INTS.set(bytes, length, (int) pending);
            length += Integer.BYTES;
            pending >>>= 32;
            waiting -= 32;
        }
    }

    /** In groups of 3 bits and one that says whether another follows. */
    void num(long value) {
        long rest = value;
        while (rest > 7) {
            put((rest & 7) | 8, 4);
            rest >>>= 3;
        }
        put(rest, 4);
    }

    /** How many bits {@link #num} takes. */
    static int numBits(long value) {
        return value == 0 ? 4 : (Long.SIZE - Long.numberOfLeadingZeros(value) + 2) / 3 * 4;
    }

    /** A number that may be negative. */
    void integer(long value) {
        num(zigzag(value));
    }

    static long zigzag(long value) {
        return (value << 1) ^ (value >> (Long.SIZE - 1));
    }

    void rice(long value, int k) {
        long ones = value >>> k;
        if (ones < Rice.ESCAPE) {
            put((1L << ones) - 1, (int) ones + 1);
            bits(value & ((1L << k) - 1), k);
        } else {
            put((1 << Rice.ESCAPE) - 1, Rice.ESCAPE);
            num(value);
        }
    }

    /** Goes on at the next whole byte. */
    void align() {
        room(Integer.BYTES);
        for (; waiting > 0; waiting -= Byte.SIZE) {
            bytes[length++] = (byte) pending;
            pending >>>= Byte.SIZE;
        }
        waiting = 0;
        pending = 0;
    }

    /** A varint; aligned, as what follows. */
    void varint(long value) {
        room(ROOM);
        length = Varints.put(bytes, length, value);
    }

    void bytes(byte[] more) {
        room(more.length);
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
    }

    void float64(double value) {
        room(Double.BYTES);
        LONGS.set(bytes, length, Double.doubleToLongBits(value));
        length += Double.BYTES;
    }

    void float32(float value) {
        room(Float.BYTES);
        FLOATS.set(bytes, length, value);
        length += Float.BYTES;
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }

    /** What was written, as a section: the encoding, the length, the bytes. */
    byte[] section(int encoding) {
        align();
        int end = length;
        varint((long) end);
        int prefix = length - end;
        byte[] section = new byte[1 + prefix + end];
        section[0] = (byte) encoding;
        System.arraycopy(bytes, end, section, 1, prefix);
        System.arraycopy(bytes, 0, section, 1 + prefix, end);
        return section;
    }
}
