package dev.playflux.codec;

import java.util.Arrays;
import java.util.OptionalDouble;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.module.SimpleModule;

/** Readers of numbers that are finite and in the range of the type asked for, where Jackson's own take more. */
final class StrictNumbers {

    private StrictNumbers() {}

    static void addTo(SimpleModule module) {
        module.addDeserializer(double.class, new StrictReader<>(double.class, StrictNumbers::wide))
                .addDeserializer(Double.class, new StrictReader<>(Double.class, StrictNumbers::wide))
                .addDeserializer(float.class, new StrictReader<>(float.class, StrictNumbers::narrow))
                .addDeserializer(Float.class, new StrictReader<>(Float.class, StrictNumbers::narrow))
                .addDeserializer(Number.class, new StrictReader<>(Number.class, StrictNumbers::any))
                .addDeserializer(double[].class, new StrictReader<>(double[].class, StrictNumbers::wides))
                .addDeserializer(float[].class, new StrictReader<>(float[].class, StrictNumbers::narrows))
                .addDeserializer(byte.class, new StrictReader<>(byte.class, StrictNumbers::octet))
                .addDeserializer(Byte.class, new StrictReader<>(Byte.class, StrictNumbers::octet))
                .addDeserializer(long.class, new StrictReader<>(long.class, StrictNumbers::integer))
                .addDeserializer(Long.class, new StrictReader<>(Long.class, StrictNumbers::integer))
                .addDeserializer(OptionalDouble.class, new MaybeNumber());
    }

    /** What a server publishes: numbers that are not finite have become null. */
    static SimpleModule nullIsNaN() {
        return new SimpleModule("published")
                .addDeserializer(double.class, new OrNaN<>(double.class, Double.NaN, StrictNumbers::wide))
                .addDeserializer(float.class, new OrNaN<>(float.class, Float.NaN, StrictNumbers::narrow));
    }

    /** A byte with a sign; Jackson's takes 255 for -1. */
    private static Byte octet(JsonParser parser, DeserializationContext context) {
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            return (Byte) context.handleUnexpectedToken(context.constructType(byte.class), parser);
        }
        Number value = parser.getNumberValue();
        return value.equals((int) value.byteValue())
                ? value.byteValue()
                : (Byte) context.handleWeirdNumberValue(byte.class, value, "out of range");
    }

    /** An integer; beyond what is exact in a browser it travels as a string. */
    private static Long integer(JsonParser parser, DeserializationContext context) {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            try {
                long integer = Long.parseLong(parser.getString());
                if (!Json.exact(integer)) {
                    return integer;
                }
            } catch (NumberFormatException none) {
                // refused below, as every other string
            }
        }
        return parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                ? (Long) parser.getLongValue()
                : (Long) context.handleUnexpectedToken(context.constructType(long.class), parser);
    }

    static Double wide(JsonParser parser, DeserializationContext context) {
        if (!parser.currentToken().isNumeric()) {
            return (Double) context.handleUnexpectedToken(context.constructType(double.class), parser);
        }
        double value = parser.getDoubleValue();
        return Double.isFinite(value)
                ? value
                : (Double) context.handleWeirdNumberValue(double.class, value, "not finite");
    }

    private static Float narrow(JsonParser parser, DeserializationContext context) {
        Double value = wide(parser, context);
        float narrowed = value.floatValue();
        return Float.isFinite(narrowed)
                ? narrowed
                : (Float) context.handleWeirdNumberValue(float.class, value, "too large");
    }

    /** An integer, if it is one and fits a long; else a double. */
    static Number any(JsonParser parser, DeserializationContext context) {
        boolean integer = parser.currentToken() == JsonToken.VALUE_NUMBER_INT;
        return integer && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER
                ? parser.getNumberValue()
                : wide(parser, context);
    }

    private static double[] wides(JsonParser parser, DeserializationContext context) {
        if (!parser.isExpectedStartArrayToken()) {
            return (double[]) context.handleUnexpectedToken(context.constructType(double[].class), parser);
        }
        double[] values = new double[8];
        int count = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (count == values.length) {
                values = Arrays.copyOf(values, 2 * count);
            }
            values[count] = wide(parser, context);
            count++;
        }
        return Arrays.copyOf(values, count);
    }

    private static float[] narrows(JsonParser parser, DeserializationContext context) {
        double[] wide = wides(parser, context);
        float[] values = new float[wide.length];
        for (int i = 0; i < wide.length; i++) {
            values[i] = (float) wide[i];
            if (!Float.isFinite(values[i])) {
                return (float[]) context.handleWeirdNumberValue(float.class, wide[i], "too large");
            }
        }
        return values;
    }

    private static final class OrNaN<T> extends StdDeserializer<T> {
        private final T none;
        private final StrictReader.Reading<T> reading;

        OrNaN(Class<?> type, T none, StrictReader.Reading<T> reading) {
            super(type);
            this.none = none;
            this.reading = reading;
        }

        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) {
            return reading.read(parser, context);
        }

        @Override
        public Object getNullValue(DeserializationContext context) {
            return none;
        }

        @Override
        public Object getAbsentValue(DeserializationContext context) {
            return handledType() == double.class ? (Object) 0.0 : (Object) 0f;
        }
    }

    private static final class MaybeNumber extends StdDeserializer<OptionalDouble> {
        MaybeNumber() {
            super(OptionalDouble.class);
        }

        @Override
        public OptionalDouble deserialize(JsonParser parser, DeserializationContext context) {
            return OptionalDouble.of(wide(parser, context));
        }

        @Override
        public Object getNullValue(DeserializationContext context) {
            return OptionalDouble.empty();
        }
    }
}
