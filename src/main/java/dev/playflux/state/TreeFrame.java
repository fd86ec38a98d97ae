package dev.playflux.state;

import dev.playflux.codec.Json;
import dev.playflux.message.BadData;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The views of one tick as trees. */
record TreeFrame(long tick, long time, long input, Map<String, View> trees) implements Frame {
    static final TreeFrame EMPTY = new TreeFrame(0, 0, 0, Map.of());

    @Override
    public Set<String> views() {
        return Collections.unmodifiableSet(trees.keySet());
    }

    @Override
    public <T> @Nullable T view(String name, Class<T> type) {
        View view = trees.get(name);
        if (view == null || view.isNull()) {
            return null;
        }
        try {
            return view.as(type);
        } catch (JacksonException e) {
            throw new BadData("view '" + name + "' is no " + type.getSimpleName() + ": " + problem(e));
        }
    }

    private static String problem(JacksonException e) {
        String path = e.getPath().stream()
                .map(step -> step.getPropertyName() == null ? String.valueOf(step.getIndex()) : step.getPropertyName())
                .collect(Collectors.joining("."));
        return path.isEmpty() ? e.getOriginalMessage() : path + ": " + e.getOriginalMessage();
    }

    /** A view's tree, never changed, with what it was decoded to. Shared by the frames between two of its changes. */
    record View(Supplier<JsonNode> value, Map<Class<?>, Object> decoded) {

        View(Supplier<JsonNode> value) {
            this(value, new ConcurrentHashMap<>(2));
        }

        View(JsonNode tree) {
            this(() -> tree);
        }

        JsonNode tree() {
            return value.get();
        }

        /** Whether it is null, which no tables are. */
        boolean isNull() {
            return !(value instanceof HeldValue) && tree().isNull();
        }

        @SuppressWarnings("unchecked") // each class maps to its own values; type.cast knows no primitives
        <T> @Nullable T as(Class<T> type) {
            if (JsonNode.class.isAssignableFrom(type)) {
                return Json.published().treeToValue(tree().deepCopy(), type);
            }
            return (T) decoded.computeIfAbsent(type, absent -> Json.published().treeToValue(tree(), absent));
        }
    }
}
