package dev.playflux.codec;

import dev.playflux.message.BadData;
import dev.playflux.message.PlayfluxException;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.exc.InvalidDefinitionException;

/** The strict readers of bodies, one per type: they are the same for both formats, of which each has a parser. */
final class Readers {
    // Without looking for duplicates: the scan has done that.
    private static final ObjectReader ANY =
            JsonMappers.MAPPER.reader().without(StreamReadFeature.STRICT_DUPLICATE_DETECTION);
    private static final ClassValue<ObjectReader> BY_CLASS = new ClassValue<>() {
        @Override
        protected ObjectReader computeValue(Class<?> type) {
            return ANY.forType(type);
        }
    };

    private Readers() {}

    static @Nullable Object read(Format format, Type type, byte[] bytes, int offset, int length) {
        Object flat = format == Format.CBOR && type instanceof Class<?> record
                ? FlatRecord.read(record, bytes, offset, length)
                : null;
        return flat != null ? flat : parsed(format, type, bytes, offset, length);
    }

    /** The same by the parser in any case. */
    static @Nullable Object parsed(Format format, Type type, byte[] bytes, int offset, int length) {
        ObjectReader reader = type instanceof Class<?> known
                ? BY_CLASS.get(known)
                : ANY.forType(JsonMappers.MAPPER.constructType(type));
        try {
            return format == Format.JSON
                    ? reader.readValue(bytes, offset, length)
                    : cbor(reader, bytes, offset, length);
        } catch (InvalidDefinitionException fault) { // of the program, not of the player
            throw new PlayfluxException(
                    type.getTypeName() + " cannot be read from " + format + ": make it a record", fault);
        } catch (JacksonException unfit) {
            throw new BadData(Mismatch.describe(unfit));
        }
    }

    private static @Nullable Object cbor(ObjectReader reader, byte[] bytes, int offset, int length) {
        try (JsonParser parser = JsonMappers.CBOR.createParser(ObjectReadContext.empty(), bytes, offset, length)) {
            return reader.readValue(parser);
        }
    }
}
