package dev.playflux.codec;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import dev.playflux.message.BadData;
import dev.playflux.message.Body;
import dev.playflux.message.NotEncodable;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * A value as a store keeps it, in JSON. Other than what travels, it is whole: every field, numbers that are not finite,
 * integers of any size; and it is trusted, because nobody but the server has written it.
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record KeptBody(byte[] bytes) implements Body {
    private static final int DEEPEST = 500;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamWriteConstraints(StreamWriteConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .build())
                    .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                    .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
                    .build())
            .changeDefaultVisibility(visible -> visible.withFieldVisibility(Visibility.ANY)
                    .withGetterVisibility(Visibility.NONE)
                    .withIsGetterVisibility(Visibility.NONE))
            .enable(MapperFeature.ALLOW_FINAL_FIELDS_AS_MUTATORS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .addModule(new SimpleModule("kept")
                    .addSerializer(Body.class, new Writer())
                    .addDeserializer(Body.class, new Reader()))
            .build();

    static byte[] write(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JacksonException broken) {
            throw new NotEncodable(JsonEncoder.problem(broken), broken);
        }
    }

    @Override
    public @Nullable Object as(Type type) {
        try {
            return MAPPER.readValue(bytes, MAPPER.constructType(type));
        } catch (JacksonException unfit) {
            throw new BadData(Mismatch.describe(unfit));
        }
    }

    private static final class Writer extends ValueSerializer<Body> {

        @Override
        public void serialize(Body body, JsonGenerator generator, SerializationContext context) {
            context.writeValue(generator, body.as(Object.class));
        }
    }

    private static final class Reader extends ValueDeserializer<Body> {

        @Override
        public Body deserialize(JsonParser parser, DeserializationContext context) {
            return new KeptBody(write(context.readTree(parser)));
        }

        @Override
        public Body getNullValue(DeserializationContext context) {
            return Body.of(null);
        }
    }
}
