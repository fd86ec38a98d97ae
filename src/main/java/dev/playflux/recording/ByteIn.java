package dev.playflux.recording;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** Reads what {@link ByteOut} has written, entry by entry; what an entry may hold is bounded, whatever the bytes say. */
final class ByteIn {
    /** The longest entry: a whole state. */
    static final int LONGEST = 8 << 20;

    private final InputStream in;
    private final List<String> texts = new ArrayList<>();
    private int left;

    /** The bytes have ended. */
    static final class Torn extends RuntimeException {
        private static final long serialVersionUID = 1;

        Torn() {
            super("torn", null, false, false);
        }
    }

    ByteIn(InputStream in) {
        this.in = in;
    }

    /** Begins an entry. */
    void begin() {
        left = LONGEST;
    }

    int octet() {
        if (--left < 0) {
            throw new Unreadable("an entry is longer than " + LONGEST + " bytes", null);
        }
        try {
            int octet = in.read();
            if (octet < 0) {
                throw new Torn();
            }
            return octet;
        } catch (IOException failed) {
            throw new Unreadable("the file cannot be read: " + failed.getMessage(), failed);
        }
    }

    long varint() {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            int octet = octet();
            value |= (long) (octet & 0x7F) << shift;
            if (octet < 0x80) {
                return value;
            }
        }
        throw new Unreadable("a number of more than 64 bits", null);
    }

    long signed() {
        long value = varint();
        return (value >>> 1) ^ -(value & 1);
    }

    long fixed() {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = (value << 8) | octet();
        }
        return value;
    }

    /** A number of things of which each takes a byte at least. */
    int count() {
        long count = varint();
        if (count < 0 || count > left) {
            throw new Unreadable(
                    "a count of " + Long.toUnsignedString(count) + " in an entry that cannot hold so many", null);
        }
        return (int) count;
    }

    String text() {
        int length = count();
        StringBuilder text = new StringBuilder(Math.min(length, 64));
        for (int i = 0; i < length; i++) {
            text.append((char) varint());
        }
        return text.toString();
    }

    String name() {
        long which = varint();
        if (which == ByteOut.ONCE) {
            return text();
        }
        if (which != ByteOut.NEW) {
            return texts.get(index(which - ByteOut.FIRST, texts.size(), "name"));
        }
        String name = text();
        if (texts.size() >= ByteOut.REMEMBERED || name.length() > ByteOut.LONGEST) {
            throw new Unreadable("too many names, or too long ones", null);
        }
        texts.add(name);
        return name;
    }

    static int index(long index, int size, String what) {
        if (index < 0 || index >= size) {
            throw new Unreadable("a " + what + " of number " + index + ", of which there are " + size, null);
        }
        return (int) index;
    }

    byte[] bytes() {
        int length = count();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(Math.min(length, 1024));
        for (int i = 0; i < length; i++) {
            bytes.write(octet());
        }
        return bytes.toByteArray();
    }
}
