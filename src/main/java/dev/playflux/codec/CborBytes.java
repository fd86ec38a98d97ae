package dev.playflux.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** CBOR into an array that grows. */
final class CborBytes implements CborOutput {
    static final int UNSIGNED = 0;
    static final int NEGATIVE = 1;
    static final int BINARY = 2;
    static final int TEXT = 3;
    static final int ARRAY = 4;
    static final int MAP = 5;
    static final int SIMPLE = 7;
    static final int FALSE = 0xF4;
    static final int TRUE = 0xF5;
    static final int NULL = 0xF6;
    static final int FLOAT32 = 0xFA;
    static final int FLOAT64 = 0xFB;

    private static final int LONGEST_HEAD = 9;
    private static final int MOST_BYTES_PER_CHAR = 3;

    private byte[] bytes;
    private int length;

    CborBytes(int sizeHint) {
        bytes = new byte[Math.max(16, sizeHint)];
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, Math.addExact(length, more)));
        }
    }

    private CborBytes head(int major, long argument) {
        room(LONGEST_HEAD);
        length = head(major, argument, length);
        return this;
    }

    private int head(int major, long argument, int at) {
        int size = headSize(argument);
        int type = major << 5;
        if (size == 1) {
            bytes[at] = (byte) (type | (int) argument);
        } else {
            bytes[at] = (byte) (type | (size == 2 ? 24 : size == 3 ? 25 : size == 5 ? 26 : 27));
            bigEndian(argument, size - 1, at + 1);
        }
        return at + size;
    }

    private static int headSize(long argument) {
        return argument < 24 ? 1 : argument < 1 << 8 ? 2 : argument < 1 << 16 ? 3 : argument < 1L << 32 ? 5 : 9;
    }

    private void bigEndian(long value, int size, int at) {
        for (int i = 0; i < size; i++) {
            bytes[at + i] = (byte) (value >>> (8 * (size - 1 - i)));
        }
    }

    /** Leaves room for the head of what is probably so long; {@link #close} needs where, and how much. */
    int open(int expected) {
        room(LONGEST_HEAD);
        int size = headSize(expected);
        length += size;
        return size;
    }

    /** Writes the head for which {@code size} bytes were left at {@code start}, moving what is behind it if need be. */
    void close(int start, int size, int major, int count) {
        int needed = headSize(count);
        if (needed != size) {
            room(LONGEST_HEAD);
            System.arraycopy(bytes, start + size, bytes, start + needed, length - start - size);
            length += needed - size;
        }
        head(major, count, start);
    }

    @Override
    public CborBytes map(int members) {
        return head(MAP, members);
    }

    @Override
    public CborBytes array(int items) {
        return head(ARRAY, items);
    }

    @Override
    public CborBytes text(String text) {
        int chars = text.length();
        if (chars > bytes.length) {
            return utf8(text.getBytes(StandardCharsets.UTF_8));
        }
        room(LONGEST_HEAD + MOST_BYTES_PER_CHAR * chars);
        int at = length + headSize(chars);
        for (int i = 0; i < chars; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                return utf8(text.getBytes(StandardCharsets.UTF_8));
            }
            bytes[at + i] = (byte) c;
        }
        head(TEXT, chars, length);
        length = at + chars;
        return this;
    }

    @Override
    public CborBytes utf8(byte[] text) {
        return head(TEXT, text.length).raw(text, 0, text.length);
    }

    @Override
    public CborBytes binary(byte[] binary, int offset, int size) {
        return head(BINARY, size).raw(binary, offset, size);
    }

    @Override
    public CborBytes integer(long number) {
        return number < 0 ? head(NEGATIVE, ~number) : head(UNSIGNED, number);
    }

    @Override
    public CborBytes number(double number) {
        long whole = (long) number;
        // As bits, since a −0 is equal to the integer 0.
        if (Json.exact(whole) && Double.doubleToRawLongBits((double) whole) == Double.doubleToRawLongBits(number)) {
            return integer(whole);
        }
        if (!Double.isFinite(number)) {
            return nothing();
        }
        float single = (float) number;
        return single == number
                ? number(FLOAT32, Float.floatToRawIntBits(single), Float.BYTES)
                : number(FLOAT64, Double.doubleToRawLongBits(number), Double.BYTES);
    }

    private CborBytes number(int type, long bits, int size) {
        octet(type);
        room(size);
        bigEndian(bits, size, length);
        length += size;
        return this;
    }

    /** A float64 without a head. */
    CborBytes float64(double number) {
        room(Double.BYTES);
        bigEndian(Double.doubleToRawLongBits(number), Double.BYTES, length);
        length += Double.BYTES;
        return this;
    }

    @Override
    public CborBytes truth(boolean truth) {
        return octet(truth ? TRUE : FALSE);
    }

    @Override
    public CborBytes nothing() {
        return octet(NULL);
    }

    @Override
    public CborBytes varint(long number) {
        room(LONGEST_HEAD + 1);
        length = varint(bytes, length, number);
        return this;
    }

    private static int varint(byte[] bytes, int start, long number) {
        int at = start;
        long rest = number;
        for (; rest > 0x7F; rest >>>= 7) {
            bytes[at++] = (byte) (rest | 0x80);
        }
        bytes[at++] = (byte) rest;
        return at;
    }

    @Override
    public CborBytes octet(int octet) {
        room(1);
        bytes[length++] = (byte) octet;
        return this;
    }

    @Override
    public CborBytes raw(byte[] from, int offset, int size) {
        room(size);
        System.arraycopy(from, offset, bytes, length, size);
        length += size;
        return this;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public byte[] bytes() {
        return Arrays.copyOf(bytes, length);
    }

    @Override
    public byte[] framed(int octet) {
        byte[] head = new byte[1 + LONGEST_HEAD + 1];
        head[0] = (byte) octet;
        int size = varint(head, 1, length);
        byte[] framed = Arrays.copyOf(head, size + length);
        System.arraycopy(bytes, 0, framed, size, length);
        return framed;
    }
}
