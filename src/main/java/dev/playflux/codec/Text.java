package dev.playflux.codec;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What the protocol asks of text: UTF-8 without faults, no lone surrogate, no byte-order mark. */
final class Text {
    /** What is wrong where {@link #utf8Length} is negative. */
    static final String PROBLEM = "a lone surrogate or a byte-order mark";

    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private Text() {}

    /** The bytes of the characters in UTF-8; negative if they are no text of the protocol. */
    static int utf8Length(char[] chars, int offset, int length) {
        int bytes = length;
        for (int i = offset, end = offset + length; i < end; i++) {
            char c = chars[i];
            if (c < 0x80) {
                continue;
            }
            if (Character.isSurrogate(c)) {
                if (i + 1 == end || !Character.isSurrogatePair(c, chars[i + 1])) {
                    return -1;
                }
                i++;
                bytes += 2; // two chars, four bytes
            } else if (c == BYTE_ORDER_MARK) {
                return -1;
            } else {
                bytes += c < 0x800 ? 1 : 2;
            }
        }
        return bytes;
    }

    /** Whether it is text of the protocol. */
    static boolean isText(String text) {
        for (int i = 0, length = text.length(); i < length; i++) {
            if (text.charAt(i) >= Character.MIN_SURROGATE) {
                return utf8Length(text.toCharArray(), 0, length) >= 0;
            }
        }
        return true;
    }

    /** Whether the bytes are UTF-8: no overlong form, no surrogate, nothing beyond U+10FFFF. */
    static boolean isUtf8(byte[] bytes) {
        return problem(bytes, 0, bytes.length, false) == null;
    }

    /** What is wrong with text in a part of the bytes; null if nothing is. */
    static @Nullable String problem(byte[] bytes, int from, int to) {
        return problem(bytes, from, to, true);
    }

    private static @Nullable String problem(byte[] bytes, int from, int to, boolean strict) {
        for (int i = from; i < to; ) {
            if (bytes[i] >= 0) {
                i++;
                continue;
            }
            int length = sequence(bytes, i, to);
            if (length == 0) {
                return "what is not UTF-8";
            }
            if (strict && length == 3 && Arrays.equals(bytes, i, i + 3, MARK, 0, 3)) {
                return PROBLEM;
            }
            i += length;
        }
        return null;
    }

    /** The length of the sequence of several bytes that starts here; 0 if none does. */
    private static int sequence(byte[] bytes, int at, int end) {
        int first = bytes[at] & 0xFF;
        int length = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
        if (length == 0 || at + length > end) {
            return 0;
        }
        int c = first & (0xFF >> (length + 1));
        for (int i = at + 1; i < at + length; i++) {
            if ((bytes[i] & 0xC0) != 0x80) {
                return 0;
            }
            c = (c << 6) | (bytes[i] & 0x3F);
        }
        boolean whole = switch (length) {
            case 2 -> true;
            case 3 -> c >= 0x800 && (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE);
            default -> c >= 0x10000 && c <= Character.MAX_CODE_POINT;
        };
        return whole ? length : 0;
    }
}
