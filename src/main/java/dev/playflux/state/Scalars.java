package dev.playflux.state;

import dev.playflux.codec.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Scalars as they travel: an integer is a Long or, beyond 2^53 − 1, a String; what is not finite is null. */
final class Scalars {
    private static final int LONGEST = 32;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private Scalars() {}

    /** What travels for a String, a Boolean or one of Java's numbers. */
    static @Nullable Object travelling(Object value) {
        if (value instanceof String text) {
            return unicode(text);
        }
        if (value instanceof Double number) {
            return Double.isFinite(number) ? number : null;
        }
        if (value instanceof Float number) {
            return Float.isFinite(number) ? (Object) number.doubleValue() : null;
        }
        if (value instanceof BigInteger number) {
            return number.bitLength() < 64 ? integer(number.longValue()) : number.toString();
        }
        if (value instanceof BigDecimal number) {
            return decimal(number);
        }
        return value instanceof Number number ? integer(number.longValue()) : value;
    }

    /** The text, unless it holds what is no Unicode text of the protocol. */
    static String unicode(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == BYTE_ORDER_MARK) {
                throw new IllegalArgumentException("holds a byte-order mark at character " + i);
            }
            if (Character.isSurrogate(c) && !Character.isSupplementaryCodePoint(text.codePointAt(i++))) {
                throw new IllegalArgumentException("holds half of a surrogate pair at character " + (i - 1));
            }
        }
        return text;
    }

    private static Object integer(long number) {
        return Json.exact(number) ? (Object) number : (Object) String.valueOf(number);
    }

    /** A decimal that no reader of the protocol need refuse for its length. */
    private static @Nullable Object decimal(BigDecimal number) {
        double rounded = number.doubleValue();
        if (!Double.isFinite(rounded)) {
            return null;
        }
        return number.toString().length() > LONGEST ? (Object) rounded : number;
    }
}
