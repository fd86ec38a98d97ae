package dev.playflux.codec;

import dev.playflux.message.BadMessage;
import dev.playflux.message.Limits;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A walk over the heads of CBOR that checks the shape of everything in it. Iterative, in time linear in the bytes, with
 * nothing allocated for what is small and flat.
 */
final class CborScan {
    private static final int INFO = 0x1F;
    private static final int INDEFINITE = 31;
    private static final int FLOAT16 = 25;
    private static final int FLOAT32 = 26;
    private static final int FLOAT64 = 27;
    private static final int LONGEST_VARINT = 8;
    private static final int[] NOTHING = {};
    private static final boolean[] FLAT = {};

    private final byte[] bytes;
    private final Limits.Shape limits;
    private final CborNames names;
    private int at;
    private int end;
    private int major;
    private int info;
    private long argument;
    private boolean verbatim;
    /** What is missing of each level, and which are maps: made for the first value, which most records do not have. */
    private int[] left = NOTHING;

    private boolean[] maps = FLAT;

    CborScan(byte[] bytes, int start, int end, Limits.Shape limits) {
        this.bytes = bytes;
        this.at = start;
        this.end = end;
        this.limits = limits;
        this.names = new CborNames(bytes);
    }

    /** Goes on from another place to another end. */
    void within(int start, int end) {
        this.at = start;
        this.end = end;
    }

    int at() {
        return at;
    }

    boolean more() {
        return at < end;
    }

    void end() {
        if (at < end) {
            throw new BadMessage("something behind the end");
        }
    }

    void skip(long length) {
        if (length > end - at) {
            throw truncated();
        }
        at += (int) length;
    }

    private static BadMessage truncated() {
        return new BadMessage("truncated");
    }

    int octet() {
        if (at >= end) {
            throw truncated();
        }
        return bytes[at++] & 0xFF;
    }

    long varint() {
        long value = 0;
        for (int i = 0; i < LONGEST_VARINT; i++) {
            int octet = octet();
            value |= (octet & 0x7FL) << (7 * i);
            if (octet < 0x80) {
                return within53Bits(value);
            }
        }
        return within53Bits(-1);
    }

    private static long within53Bits(long value) {
        if (value < 0 || !Json.exact(value)) {
            throw new BadMessage("a varint of more than 53 bits");
        }
        return value;
    }

    /** The big-endian number of the next {@code size} bytes. */
    long bigEndian(int size) {
        if (end - at < size) {
            throw truncated();
        }
        long value = 0;
        for (int i = 0; i < size; i++) {
            value = value << 8 | (bytes[at++] & 0xFF);
        }
        return value;
    }

    double float64() {
        return finite(Double.longBitsToDouble(bigEndian(Double.BYTES)));
    }

    private static double finite(double number) {
        if (!Double.isFinite(number)) {
            throw new BadMessage("a number that is not finite");
        }
        return number;
    }

    /** Reads a head; says its major type. */
    int head() {
        int first = octet();
        major = first >>> 5;
        info = first & INFO;
        if (info < 24) {
            argument = info;
        } else if (info < 28) {
            argument = bigEndian(1 << (info - 24));
        } else {
            throw new BadMessage(info == INDEFINITE ? "an indefinite length, or its end" : "not CBOR");
        }
        return major;
    }

    /** The argument of the last head, which may be negative where it is one of 64 bits. */
    long argument() {
        return argument;
    }

    /** The argument of the last head as a number of things of so many bytes each. */
    int count(int least) {
        if (argument < 0 || argument > (end - at) / least) {
            throw truncated();
        }
        return (int) argument;
    }

    /**
     * Checks the value that starts here, to its end. Whether it may be sent to others as it is: it has no forbidden names,
     * and nothing that the protocol's own writers would write in another way.
     *
     * @param depth how deep it is nested
     * @param integers whether names may be integers too
     */
    boolean value(int depth, boolean integers) {
        verbatim = true;
        if (left.length == 0) {
            left = new int[8];
            maps = new boolean[8];
        }
        names.clear();
        int level = 0;
        left[0] = 1;
        maps[0] = false;
        while (true) {
            while (left[level] == 0) {
                if (level == 0) {
                    return verbatim;
                }
                names.leave(level--);
            }
            left[level]--;
            if (maps[level]) {
                name(level, integers);
            }
            if (item()) {
                if (depth + ++level > limits.depth()) {
                    throw new BadMessage("nested deeper than " + limits.depth());
                }
                enter(level);
            }
        }
    }

    private void enter(int level) {
        if (level == left.length) {
            left = Arrays.copyOf(left, 2 * level);
            maps = Arrays.copyOf(maps, 2 * level);
        }
        maps[level] = major == CborBytes.MAP;
        left[level] = count(maps[level] ? 2 : 1);
        names.enter(level);
    }

    /** Reads a head and what belongs to it; whether other items are in it. */
    private boolean item() {
        switch (head()) {
            case CborBytes.UNSIGNED, CborBytes.NEGATIVE -> verbatim &= argument >= 0 && Json.exact(argument + major);
            case CborBytes.BINARY -> skip(length("bytes", limits.stringBytes()));
            case CborBytes.TEXT -> text("a string", limits.stringBytes());
            case CborBytes.ARRAY, CborBytes.MAP -> {
                return true;
            }
            case CborBytes.SIMPLE -> simple();
            default -> throw new BadMessage("a tag");
        }
        return false;
    }

    private void simple() {
        switch (info) {
            case CborBytes.FALSE & INFO, CborBytes.TRUE & INFO, CborBytes.NULL & INFO -> {}
            case FLOAT16 -> {
                verbatim = false;
                finite((argument & 0x7C00) == 0x7C00 ? Double.NaN : 0);
            }
            case FLOAT32 -> finite(Float.intBitsToFloat((int) argument));
            case FLOAT64 -> finite(Double.longBitsToDouble(argument));
            default -> throw new BadMessage("undefined, or another simple value");
        }
    }

    /** Checks the text whose head was read, and goes behind it. */
    void text(String what, int most) {
        int length = length(what, most);
        String problem = Text.problem(bytes, at, at + length);
        if (problem != null) {
            throw new BadMessage(problem + " in " + what);
        }
        at += length;
    }

    private int length(String what, int most) {
        int length = count(1);
        if (length > most) {
            throw new BadMessage(what + " longer than " + most + " bytes");
        }
        return length;
    }

    private void name(int level, boolean integers) {
        int start = at;
        int type = head();
        if (type == CborBytes.TEXT) {
            start = at;
            text("a name", limits.nameBytes());
            verbatim &= !forbidden(start, at);
        } else if (!integers || type != CborBytes.UNSIGNED) {
            throw new BadMessage("a name that is no text");
        }
        names.add(level, start, at);
    }

    private boolean forbidden(int from, int to) {
        int length = to - from;
        return (length == 9 || length == 11)
                && Json.forbidden(new String(bytes, from, length, StandardCharsets.ISO_8859_1));
    }
}
