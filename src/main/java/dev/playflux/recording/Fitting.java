package dev.playflux.recording;

import dev.playflux.codec.Json;
import dev.playflux.message.BadData;
import dev.playflux.message.Body;
import java.lang.invoke.MethodType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.util.function.Tuples;

/** Makes values of a game's classes of what was read; what a class has become since then is told. */
record Fitting(KnownTypes known) {

    /** A value of a type, {@code Object.class} for the type that was recorded. */
    @Nullable
    Object fit(@Nullable Object form, Type type, String path) {
        Class<?> raw = raw(type);
        Object value = form instanceof Form composed ? made(composed, type, raw, path) : form;
        Class<?> boxed = raw.isPrimitive() ? MethodType.methodType(raw).wrap().returnType() : raw;
        if (value == null ? raw.isPrimitive() : !boxed.isInstance(value)) {
            throw new DoesNotFit(path + " is a " + raw.getSimpleName() + " now, and "
                    + (value == null ? "null" : "a " + value.getClass().getSimpleName()) + " was recorded");
        }
        return value;
    }

    private static Class<?> raw(Type type) {
        if (type instanceof ParameterizedType generic) {
            return raw(generic.getRawType());
        }
        if (type instanceof WildcardType wildcard) {
            return raw(wildcard.getUpperBounds()[0]);
        }
        return type instanceof Class<?> known ? known : Object.class;
    }

    private static Type argument(Type type, int i) {
        return type instanceof ParameterizedType generic && i < generic.getActualTypeArguments().length
                ? generic.getActualTypeArguments()[i]
                : Object.class;
    }

    private @Nullable Object made(Form form, Type type, Class<?> raw, String path) {
        if (form instanceof Form.Components recorded) {
            return components(
                    recorded, raw.isRecord() ? raw : known.find(recorded.type().name()));
        }
        if (form instanceof Form.Constant constant) {
            return constant(constant, raw.isEnum() ? raw : known.find(constant.type()));
        }
        if (form instanceof Form.Items items) {
            return items(items, type, path);
        }
        if (form instanceof Form.Entries entries) {
            Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
            for (int i = 0; i < entries.pairs().size(); i += 2) {
                Object key = fit(entries.pairs().get(i), argument(type, 0), path + "'s key");
                map.put(key, fit(entries.pairs().get(i + 1), argument(type, 1), path + "." + key));
            }
            return Collections.unmodifiableMap(map);
        }
        if (form instanceof Form.Perhaps perhaps) {
            return Optional.ofNullable(fit(perhaps.value(), argument(type, 0), path));
        }
        if (form instanceof Form.Said said) {
            Body body = Json.body(fit(said.value(), Object.class, path));
            return raw == Object.class || raw == Body.class ? body : body.as(type);
        }
        return kept((Form.Kept) form, raw, path);
    }

    private Object items(Form.Items items, Type type, String path) {
        List<@Nullable Object> values = new ArrayList<>(items.items().size());
        for (Object item : items.items()) {
            values.add(fit(item, argument(type, 0), path + "[" + values.size() + "]"));
        }
        return switch (items.tag()) {
            case Tags.LIST -> Collections.unmodifiableList(values);
            case Tags.SET -> Collections.unmodifiableSet(new LinkedHashSet<>(values));
            default -> Tuples.fromArray(values.toArray());
        };
    }

    private Object components(Form.Components recorded, Class<?> type) {
        if (!type.isRecord()) {
            throw new DoesNotFit(type.getSimpleName() + " is no record any more");
        }
        Shape shape = Shape.OF.get(type);
        List<String> names = recorded.type().components();
        for (String name : names) {
            if (shape.place(name) < 0) {
                throw new DoesNotFit(type.getSimpleName() + " has no " + name + " any more, which was recorded");
            }
        }
        @Nullable Object[] values = new Object[shape.names().size()];
        for (int i = 0; i < values.length; i++) {
            RecordComponent part = shape.parts()[i];
            int at = i < names.size() && names.get(i).equals(part.getName()) ? i : names.indexOf(part.getName());
            String path = type.getSimpleName() + "." + part.getName();
            if (at < 0) {
                throw new DoesNotFit(path + " is not in the recording");
            }
            values[i] = fit(recorded.values().get(at), part.getGenericType(), path);
        }
        return shape.make(values);
    }

    private static Object constant(Form.Constant constant, Class<?> type) {
        @Nullable Object[] all = type.getEnumConstants();
        for (Object each : all == null ? new Object[0] : all) {
            if (each instanceof Enum<?> known && known.name().equals(constant.name())) {
                return each;
            }
        }
        throw new DoesNotFit(type.getSimpleName() + " has no " + constant.name() + " any more, which was recorded");
    }

    private @Nullable Object kept(Form.Kept kept, Class<?> raw, String path) {
        Class<?> type = raw != Object.class && !raw.isInterface() ? raw : known.find(kept.type());
        try {
            return Json.kept(kept.bytes()).as(type);
        } catch (BadData unfit) {
            throw new DoesNotFit(path + " is not what was recorded: " + unfit.getMessage());
        }
    }
}
