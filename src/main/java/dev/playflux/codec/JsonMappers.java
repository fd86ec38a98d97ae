package dev.playflux.codec;

import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.BufferRecycler;
import tools.jackson.core.util.JsonRecyclerPools;
import tools.jackson.core.util.RecyclerPool;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.introspect.AnnotationIntrospectorPair;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;
import tools.jackson.dataformat.cbor.CBORFactory;

/** The settings of Jackson: a factory for the checking scan, one for CBOR, and one mapper for all values in both formats. */
final class JsonMappers {
    /** The deepest value that is written. */
    static final int DEEPEST_WRITTEN = 100;

    // Event loops are few and parse one message at a time, so a lock-free pool holds as many buffers as there are
    // loops.
    // A pool per thread would leave buffers behind in every thread that ever encoded something; a bounded one locks.
    private static final RecyclerPool<BufferRecycler> BUFFERS = JsonRecyclerPools.newConcurrentDequePool();

    /**
     * The parser of the scan. Its own limits are out of the way of those of the protocol, which spare the other
     * envelopes of a message; its nesting only bounds the memory of messages that an operator allowed to be huge.
     */
    static final JsonFactory SCAN = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(1 << 16)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .disable(JsonFactory.Feature.CHARSET_DETECTION) // no UTF-16, and no byte-order mark is skipped
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW) // one client's names must not fail another's
            .recyclerPool(BUFFERS)
            .build();

    /** Parses what a scan has checked. */
    static final CBORFactory CBOR = CBORFactory.builder().recyclerPool(BUFFERS).build();

    static final JsonMapper MAPPER = strict(JsonMapper.builder(JsonFactory.builder()
                    .streamWriteConstraints(StreamWriteConstraints.builder()
                            .maxNestingDepth(DEEPEST_WRITTEN)
                            .build())
                    .addDecorator((factory, generator) -> new CheckedGenerator(generator))
                    .recyclerPool(BUFFERS)
                    .build()))
            .build();

    static final JsonMapper PUBLISHED =
            MAPPER.rebuild().addModule(StrictNumbers.nullIsNaN()).build();

    private JsonMappers() {}

    private static JsonMapper.Builder strict(JsonMapper.Builder mapper) {
        return noCoercion(mapper)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(MapperFeature.INFER_RECORD_GETTERS_FROM_COMPONENTS_ONLY)
                .disable(EnumFeature.READ_ENUMS_USING_TO_STRING, EnumFeature.WRITE_ENUMS_USING_TO_STRING)
                .annotationIntrospector(
                        new AnnotationIntrospectorPair(new JacksonAnnotationIntrospector(), new RecordNullness()))
                .addModule(StrictValues.module());
    }

    private static JsonMapper.Builder noCoercion(JsonMapper.Builder mapper) {
        for (LogicalType scalar : new LogicalType[] {LogicalType.Textual, LogicalType.Enum}) {
            mapper.withCoercionConfig(
                    scalar,
                    to -> to.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail));
        }
        return mapper.withCoercionConfigDefaults(
                        to -> to.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.EmptyArray, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.EmptyObject, CoercionAction.Fail))
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS);
    }
}
