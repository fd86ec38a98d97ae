package dev.playflux.codec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;

/**
 * Reads what no type was asked for: maps and lists that keep the order, strings, booleans, Integer or Long, and Double
 * for every other number. Recursive; the parser bounds the depth.
 */
final class PlainValues {

    private PlainValues() {}

    // The one place where null is a value of a deserialiser, which Jackson's types do not know.
    @SuppressWarnings("NullAway")
    static Object read(JsonParser parser, DeserializationContext context) {
        return value(parser, context);
    }

    private static @Nullable Object value(JsonParser parser, DeserializationContext context) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> map(parser, context);
            case START_ARRAY -> list(parser, context);
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> StrictNumbers.any(parser, context);
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case VALUE_EMBEDDED_OBJECT -> parser.getEmbeddedObject();
            default -> context.handleUnexpectedToken(context.constructType(Object.class), parser);
        };
    }

    private static Map<String, @Nullable Object> map(JsonParser parser, DeserializationContext context) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            map.put(name, value(parser, context));
        }
        return map;
    }

    private static List<@Nullable Object> list(JsonParser parser, DeserializationContext context) {
        List<@Nullable Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            list.add(value(parser, context));
        }
        return list;
    }
}
