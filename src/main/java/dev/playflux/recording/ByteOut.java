package dev.playflux.recording;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Numbers and texts into an array that grows. Texts that come again are written once. */
final class ByteOut {
    /** How many texts are remembered; those after them are written each time. */
    static final int REMEMBERED = 4096;

    /** The longest text that is remembered. */
    static final int LONGEST = 256;

    /** A text that is new and remembered, and one that is not remembered; what is higher is a remembered one. */
    static final int NEW = 0;

    static final int ONCE = 1;
    static final int FIRST = 2;

    private final Map<String, Integer> texts = new HashMap<>();
    private byte[] bytes = new byte[1024];
    private int size;

    void octet(int value) {
        if (size == bytes.length) {
            bytes = Arrays.copyOf(bytes, size * 2);
        }
        bytes[size++] = (byte) value;
    }

    /** A number in groups of seven bits; small ones are short. */
    void varint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            octet((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        octet((int) rest);
    }

    /** A number of which small negative ones are short too. */
    void signed(long value) {
        varint((value << 1) ^ (value >> 63));
    }

    void fixed(long value) {
        for (int shift = 56; shift >= 0; shift -= 8) {
            octet((int) (value >>> shift));
        }
    }

    /** Any text of Java's, half surrogate pairs included. */
    void text(String text) {
        varint(text.length());
        for (int i = 0; i < text.length(); i++) {
            varint(text.charAt(i));
        }
    }

    /** A text that may come again: a name, an id. */
    void name(String name) {
        Integer known = texts.get(name);
        if (known != null) {
            varint(FIRST + known);
        } else if (texts.size() < REMEMBERED && name.length() <= LONGEST) {
            texts.put(name, texts.size());
            varint(NEW);
            text(name);
        } else {
            varint(ONCE);
            text(name);
        }
    }

    void bytes(byte[] more) {
        varint(more.length);
        for (byte each : more) {
            octet(each);
        }
    }

    /** Forgets what was written after a size. What was remembered since is missing then, so no name may follow. */
    void cut(int size) {
        this.size = size;
    }

    int size() {
        return size;
    }

    /** The array; only {@link #size} bytes of it count, and only until the next write. */
    byte[] array() {
        return bytes;
    }

    void clear() {
        size = 0;
    }
}
