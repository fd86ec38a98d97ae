package dev.playflux.state;

import dev.playflux.codec.CborInput;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads what {@link BitWriter} writes; what is not there is a misfit. */
final class BitReader {
    private final byte[] bytes;
    private final int end;
    private int next;
    private long pending;
    private int waiting;

    /** A reader of a section's bytes. */
    BitReader(byte[] bytes) {
        this.bytes = bytes;
        this.end = bytes.length;
    }

    boolean bit() {
        return bits(1) == 1;
    }

    /** At most 53. */
    long bits(int n) {
        if (n > 32) {
            long low = bits(32);
            return (bits(n - 32) << 32) | low;
        }
        while (waiting < n) {
            Misfit.unless(next < end, "a section that ends too soon");
            pending |= (bytes[next++] & 0xffL) << waiting;
            waiting += Byte.SIZE;
        }
        long value = pending & ((1L << n) - 1);
        pending >>>= n;
        waiting -= n;
        return value;
    }

    long num() {
        long value = 0;
        for (int shift = 0; ; shift += 3) {
            long group = bits(4);
            Misfit.unless(shift < 51 || (group & 7) < 1L << (53 - shift), "a number of more than 53 bits");
            value |= (group & 7) << shift;
            if (group < 8) {
                return value;
            }
        }
    }

    /** A number that counts something: at most so many. */
    int count(int most) {
        long count = num();
        Misfit.unless(count <= most, "a number beyond its bound");
        return (int) count;
    }

    long integer() {
        return signed(num());
    }

    static long signed(long zigzag) {
        return (zigzag >>> 1) ^ -(zigzag & 1);
    }

    long rice(int k) {
        int ones = 0;
        while (ones < Rice.ESCAPE && bit()) {
            ones++;
        }
        return ones == Rice.ESCAPE ? num() : ((long) ones << k) + bits(k);
    }

    /** Goes on at the next whole byte; the bits until there are 0. */
    void align() {
        Misfit.unless(pending == 0, "bits that mean nothing");
        waiting = 0;
    }

    /** A varint; aligned, as what follows. */
    long varint() {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            Misfit.unless(next < end, "a section that ends too soon");
            long part = bytes[next++];
            Misfit.unless(shift < 49 || (part & 0x7f) < 1L << (53 - shift), "a number of more than 53 bits");
            value |= (part & 0x7f) << shift;
            if (part >= 0) {
                return value;
            }
        }
    }

    /** Where so many bytes begin, which are then behind. */
    int skip(long length) {
        Misfit.unless(length <= end - next, "a section that ends too soon");
        int start = next;
        next += (int) length;
        return start;
    }

    String text(long length) {
        int start = skip(length);
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, start, (int) length));
            return text.toString();
        } catch (CharacterCodingException e) {
            throw new Misfit("text that is not UTF-8");
        }
    }

    double float64() {
        return ByteBuffer.wrap(bytes, skip(Double.BYTES), Double.BYTES).getDouble();
    }

    float float32() {
        return ByteBuffer.wrap(bytes, skip(Float.BYTES), Float.BYTES).getFloat();
    }

    /** A value in CBOR. */
    CborInput cbor(long length) {
        return CborInput.of(bytes, skip(length), (int) length);
    }

    /** Nothing is left. */
    void end() {
        align();
        Misfit.unless(next == end, "a section that is too long");
    }
}
