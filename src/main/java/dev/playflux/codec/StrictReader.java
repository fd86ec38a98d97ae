package dev.playflux.codec;

import java.lang.reflect.Array;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;

/** A deserialiser of one type, made of a function; null for a primitive is refused. */
final class StrictReader<T> extends StdDeserializer<T> {
    private final Reading<T> reading;

    StrictReader(Class<?> type, Reading<T> reading) {
        super(type);
        this.reading = reading;
    }

    @Override
    public T deserialize(JsonParser parser, DeserializationContext context) {
        return reading.read(parser, context);
    }

    @Override
    public @Nullable Object getNullValue(DeserializationContext context) {
        return handledType().isPrimitive()
                ? context.reportInputMismatch(this, "null for %s", handledType())
                : super.getNullValue(context);
    }

    /** Only what is never sent may be absent where null would be refused. */
    @Override
    public @Nullable Object getAbsentValue(DeserializationContext context) {
        return handledType().isPrimitive() ? Array.get(Array.newInstance(handledType(), 1), 0) : null;
    }

    /** Reads the value at which the parser stands. */
    @FunctionalInterface
    interface Reading<T> {
        T read(JsonParser parser, DeserializationContext context);
    }
}
