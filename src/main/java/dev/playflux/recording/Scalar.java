package dev.playflux.recording;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What has no parts, as the tree of an exact value holds it. */
final class Scalar {

    private static final List<String> FOREIGN = List.of("java.", "javax.", "jdk.", "sun.", "reactor.", "org.slf4j.");

    private Scalar() {}

    /** A Boolean, Long, Double, Float, String, BigInteger or BigDecimal; null for what is not a scalar. */
    static @Nullable Object of(Object value) {
        if (value instanceof String
                || value instanceof Boolean
                || value instanceof Double
                || value instanceof Long
                || value instanceof Float
                || value instanceof BigInteger
                || value instanceof BigDecimal) {
            return value;
        }
        if (value instanceof Number number && foreign(value.getClass())) {
            return number.longValue();
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        return value instanceof Character || (foreign(value.getClass()) && comparable(value)) ? value.toString() : null;
    }

    /** A date, a UUID, a duration: what is ordered has a text that says all. */
    private static boolean comparable(Object value) {
        return value instanceof Comparable<?> || value instanceof java.util.BitSet;
    }

    /** Whether a class is the JDK's or one of a few libraries', whose fields are none of ours. */
    static boolean foreign(Class<?> type) {
        return foreign(type.getName());
    }

    static boolean foreign(String name) {
        return FOREIGN.stream().anyMatch(name::startsWith);
    }

    /** What a key of a map is called. */
    static String name(@Nullable Object key) {
        return key instanceof Enum<?> constant ? constant.name() : String.valueOf(key);
    }
}
