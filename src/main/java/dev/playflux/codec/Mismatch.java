package dev.playflux.codec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.InvalidNullException;
import tools.jackson.databind.exc.MismatchedInputException;

/**
 * What a player is told about a body that does not fit: the path of the field, what was expected there and what was
 * found, in the words of JSON. Never a class of the server, and at most a few characters of the value.
 */
final class Mismatch {
    private static final int LONGEST = 40;
    private static final Map<Class<?>, Integer> BITS = Map.of(
            byte.class,
            8,
            Byte.class,
            8,
            short.class,
            16,
            Short.class,
            16,
            int.class,
            32,
            Integer.class,
            32,
            long.class,
            64,
            Long.class,
            64);
    private static final Set<Class<?>> NUMBERS =
            Set.of(double.class, Double.class, float.class, Float.class, Number.class, BigDecimal.class);

    private Mismatch() {}

    static String describe(JacksonException unfit) {
        String where = Paths.of(unfit);
        if (String.valueOf(unfit.getOriginalMessage()).startsWith("Missing required creator property")) {
            int last = Math.max(where.lastIndexOf('.'), -1);
            return Paths.at(where.substring(0, Math.max(last, 0)), "missing '" + where.substring(last + 1) + "'");
        }
        return Paths.at(where, problem(unfit));
    }

    private static String problem(JacksonException unfit) {
        boolean isNull = unfit instanceof MismatchedInputException it && it.getCurrentToken() == JsonToken.VALUE_NULL;
        if (isNull || unfit instanceof InvalidNullException) {
            return "must not be null";
        }
        if (unfit instanceof InputCoercionException number) {
            return sentence(number.getTargetType(), "a number out of range");
        }
        if (unfit instanceof InvalidFormatException format) {
            return sentence(format.getTargetType(), found(format.getValue(), format.getCurrentToken()));
        }
        if (unfit instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
            JsonToken token = mismatch.getCurrentToken();
            return token == null || token.isStructEnd() || token == JsonToken.PROPERTY_NAME
                    ? "expected " + expected(mismatch.getTargetType())
                    : sentence(mismatch.getTargetType(), kind(token));
        }
        return "does not fit";
    }

    private static String sentence(@Nullable Class<?> type, String found) {
        return type == null ? "does not fit" : "expected " + expected(type) + ", was " + found;
    }

    private static String found(@Nullable Object value, @Nullable JsonToken token) {
        if (value == null) {
            return token == null ? "something else" : kind(token);
        }
        return value instanceof CharSequence text ? "'" + cut(text.toString()) + "'" : cut(value.toString());
    }

    private static String kind(JsonToken token) {
        return switch (token) {
            case START_OBJECT, END_OBJECT, PROPERTY_NAME -> "an object";
            case START_ARRAY, END_ARRAY -> "an array";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT -> "a whole number";
            case VALUE_NUMBER_FLOAT -> "a fraction";
            case VALUE_TRUE -> "true";
            case VALUE_FALSE -> "false";
            case VALUE_EMBEDDED_OBJECT -> "bytes";
            default -> "null";
        };
    }

    private static String expected(Class<?> type) {
        if (BITS.containsKey(type)) {
            return "a whole number of " + BITS.get(type) + " bits";
        }
        if (type.isEnum()) {
            return "one of "
                    + cut(Arrays.stream(type.getEnumConstants())
                            .map(constant -> ((Enum<?>) constant).name())
                            .collect(Collectors.joining(", ")));
        }
        if (type.isArray() || Collection.class.isAssignableFrom(type)) {
            return "an array";
        }
        if (type == BigInteger.class) {
            return "a whole number";
        }
        return scalar(type);
    }

    private static String scalar(Class<?> type) {
        if (NUMBERS.contains(type)) {
            return "a number";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type == char.class || type == Character.class || CharSequence.class.isAssignableFrom(type)) {
            return "a string";
        }
        boolean ofJdk = type.getName().startsWith("java.") && !Map.class.isAssignableFrom(type);
        return ofJdk ? "a value of type " + type.getSimpleName() : "an object";
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
