package dev.playflux.state;

import dev.playflux.codec.Json;
import java.lang.reflect.Array;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.NumericNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** How the values of a class are walked: as a scalar, an object, or an array. */
@FunctionalInterface
interface Form {
    /** A String, a Boolean, or one of Java's numbers. */
    Form SCALAR = (diff, old, value) -> diff.leaf(old, Scalars.travelling(value));

    /** A list, a set. */
    Form COLLECTION = (diff, old, value) -> diff.items(old, ((Collection<?>) value).toArray());

    /** An array of objects. */
    Form OBJECTS = (diff, old, value) -> diff.items(old, (Object[]) value);

    /** An array of booleans or numbers. */
    Form PRIMITIVES = (diff, old, value) -> diff.items(
            old,
            IntStream.range(0, Array.getLength(value))
                    .mapToObj(i -> Array.get(value, i))
                    .toArray());

    /** A map: its keys are strings, and its order is none. */
    Form MAP = (diff, old, value) -> map(diff, old, (Map<?, ?>) value);

    /** What is in it, or null. */
    Form OPTIONAL = (diff, old, value) -> diff.inner(old, ((Optional<?>) value).orElse(null));

    /** What only Jackson knows how to write. */
    Form OPAQUE = (diff, old, value) -> diff.content(old, Json.mapper().valueToTree(value));

    /** Compares a value of the class with what it was before. */
    Tree follow(Diff diff, @Nullable Tree old, Object value);

    /** The form of a value, found out once per class. */
    static Form of(Object value) {
        return Forms.OF.get(value.getClass());
    }

    /** The constants of an enum, each written by Jackson once. */
    static Form constants() {
        Map<Object, JsonNode> written = new ConcurrentHashMap<>();
        return (diff, old, value) -> diff.content(
                old, written.computeIfAbsent(value, constant -> Json.mapper().valueToTree(constant)));
    }

    /** A node of Jackson's trees. */
    static Tree node(Diff diff, @Nullable Tree old, JsonNode node) {
        if (node instanceof ObjectNode) {
            return entries(diff, old, node.properties().toArray(new Map.Entry<?, ?>[0]));
        }
        if (node instanceof ArrayNode) {
            return diff.items(old, node.values().toArray());
        }
        if (node instanceof NumericNode) {
            return diff.leaf(old, Scalars.travelling(node.numberValue()));
        }
        if (node instanceof StringNode || node instanceof BooleanNode) {
            return diff.leaf(old, node.isBoolean() ? node.booleanValue() : Scalars.unicode(node.stringValue()));
        }
        return node.isNull() || node.isMissingNode()
                ? diff.leaf(old, null)
                : diff.content(old, Json.mapper().readTree(Json.mapper().writeValueAsBytes(node)));
    }

    private static Tree map(Diff diff, @Nullable Tree old, Map<?, ?> map) {
        return entries(diff, old, map.entrySet().toArray(new Map.Entry<?, ?>[0]));
    }

    private static Tree entries(Diff diff, @Nullable Tree old, Map.Entry<?, ?>[] entries) {
        String[] names = new String[entries.length];
        @Nullable Object[] values = new Object[entries.length];
        boolean strings = true;
        for (int i = 0; i < entries.length; i++) {
            Object key = entries[i].getKey();
            strings &= key instanceof String;
            names[i] = name(key);
            values[i] = entries[i].getValue();
        }
        Names known = Diff.names(old);
        Names now = Names.of(names, known);
        if (!strings && now != known && !now.unique()) {
            throw new IllegalArgumentException("has two keys that are written alike");
        }
        return diff.members(old, now, values);
    }

    /** What a key of a map is called. */
    static String name(@Nullable Object key) {
        if (key == null) {
            throw new IllegalArgumentException("has a null key");
        }
        if (key instanceof String || key instanceof Number) {
            return key.toString();
        }
        JsonNode written = Json.mapper().valueToTree(Collections.singletonMap(key, 0));
        return written.propertyNames().iterator().next();
    }
}
