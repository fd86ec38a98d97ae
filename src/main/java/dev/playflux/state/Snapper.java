package dev.playflux.state;

import dev.playflux.codec.Json;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JavaType;

/**
 * Makes records anew with snapped numbers; looks into components declared as Map, List and Collection. What it made of
 * the last value is used again where that was the same instance.
 */
final class Snapper<T> implements UnaryOperator<T> {
    private @Nullable Class<?> type;
    private @Nullable Snapping snapping;
    private IdentityHashMap<Object, Object> before = new IdentityHashMap<>();
    private IdentityHashMap<Object, Object> now = new IdentityHashMap<>();

    /** Snaps a value that is not null. */
    private interface Snapping {
        Object snap(Object value, Function<Made, Object> memo);
    }

    /** A record to be made anew. */
    private record Made(Object from, Snapping how) {}

    @Override
    @SuppressWarnings("unchecked") // what is made anew is of the same class
    public T apply(T value) {
        if (value.getClass() != type) {
            type = value.getClass();
            snapping = new Compiler().any(Json.mapper().constructType(type));
        }
        if (snapping == null) {
            return value;
        }
        Object snapped = snapping.snap(value, this::memo);
        before = now;
        now = new IdentityHashMap<>(before.size());
        return (T) snapped;
    }

    private Object memo(Made made) {
        Object known = before.get(made.from);
        if (known == null) {
            known = made.how.snap(made.from, this::memo);
        }
        now.put(made.from, known);
        return known;
    }

    private static final class Compiler {
        private final Set<Class<?>> open = new HashSet<>();
        /** Whether what was looked at since it was cleared has maps or lists, which may change in place. */
        private boolean containers;

        /** What is to be done with values of a type; null for nothing. */
        @Nullable
        Snapping any(JavaType type) {
            Class<?> raw = type.getRawClass();
            if (raw.isRecord() && open.add(raw)) {
                boolean outside = containers;
                containers = false;
                Snapping snapping = record(type);
                boolean changeable = containers;
                containers |= outside;
                open.remove(raw);
                return snapping == null || changeable
                        ? snapping
                        : (value, memo) -> memo.apply(new Made(value, snapping));
            }
            Snapping content = type.getContentType() == null ? null : any(type.getContentType());
            if (content == null) {
                return null;
            }
            containers = true;
            if (type.isMapLikeType() && raw == Map.class) {
                return (value, memo) -> map((Map<?, ?>) value, content, memo);
            }
            return raw == List.class || raw == Collection.class
                    ? (value, memo) -> list((Collection<?>) value, content, memo)
                    : null;
        }

        private @Nullable Snapping record(JavaType type) {
            RecordComponent[] components = type.getRawClass().getRecordComponents();
            @Nullable Snapping[] members = new Snapping[components.length];
            boolean any = false;
            for (int i = 0; i < members.length; i++) {
                members[i] = member(type, components[i]);
                any |= members[i] != null;
            }
            return any ? made(type.getRawClass(), components, members) : null;
        }

        private @Nullable Snapping member(JavaType owner, RecordComponent component) {
            Grid grid = Cells.grid(component);
            if (grid == null) {
                return any(Json.mapper()
                        .getTypeFactory()
                        .resolveMemberType(component.getGenericType(), owner.getBindings()));
            }
            boolean single = component.getType() == float.class || component.getType() == Float.class;
            return (value, memo) -> {
                double snapped = grid.snapped(((Number) value).doubleValue());
                return single ? (Object) (float) snapped : (Object) snapped;
            };
        }
    }

    private static Snapping made(Class<?> type, RecordComponent[] components, @Nullable Snapping[] members) {
        List<Function<Object, @Nullable Object>> readings =
                Stream.of(components).map(Accessors::objects).toList();
        MethodHandle constructor = constructor(type, components);
        return (value, memo) -> {
            @Nullable Object[] arguments = new Object[members.length];
            for (int i = 0; i < arguments.length; i++) {
                Snapping member = members[i];
                Object old = readings.get(i).apply(value);
                arguments[i] = member == null || old == null ? old : member.snap(old, memo);
            }
            return construct(constructor, arguments);
        };
    }

    private static MethodHandle constructor(Class<?> type, RecordComponent[] components) {
        Class<?>[] types = Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
                    .unreflectConstructor(type.getDeclaredConstructor(types))
                    .asSpreader(Object[].class, types.length);
        } catch (ReflectiveOperationException closed) {
            throw new IllegalArgumentException(type.getName() + " is not open to this library", closed);
        }
    }

    private static Object construct(MethodHandle constructor, @Nullable Object[] arguments) {
        try {
            return constructor.invoke(arguments);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object map(Map<?, ?> map, Snapping content, Function<Made, Object> memo) {
        Map<@Nullable Object, @Nullable Object> snapped = new LinkedHashMap<>(map.size() * 4 / 3 + 1);
        map.forEach((key, value) -> snapped.put(key, value == null ? null : content.snap(value, memo)));
        return Collections.unmodifiableMap(snapped);
    }

    private static Object list(Collection<?> list, Snapping content, Function<Made, Object> memo) {
        List<@Nullable Object> snapped = new ArrayList<>(list.size());
        list.forEach(value -> snapped.add(value == null ? null : content.snap(value, memo)));
        return Collections.unmodifiableList(snapped);
    }
}
