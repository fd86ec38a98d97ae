package dev.playflux.recording;

import dev.playflux.message.NotEncodable;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a class and of those above it, by name. Those of the JDK's classes are none: a generator of random numbers
 * in a state, for one, shows in what is made with it.
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record Fields(String[] names, Field[] fields) {
    static final ClassValue<Fields> OF = new ClassValue<>() {
        @Override
        protected Fields computeValue(Class<?> type) {
            return of(type);
        }
    };

    private static Fields of(Class<?> type) {
        Map<String, Field> fields = new TreeMap<>();
        for (Class<?> each = opaque(type) ? null : type; each != null && !opaque(each); each = each.getSuperclass()) {
            for (Field field : each.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers())) {
                    open(field);
                    String name = field.getName();
                    fields.put(fields.containsKey(name) ? each.getName() + "." + name : name, field);
                }
            }
        }
        return new Fields(
                fields.keySet().toArray(new String[0]), fields.values().toArray(new Field[0]));
    }

    /** Functions, and what belongs to a room rather than to its state. */
    private static boolean opaque(Class<?> type) {
        boolean opaque = type.isHidden() || type.isSynthetic() || Scalar.foreign(type);
        for (Class<?> each : type.getInterfaces()) {
            opaque |= each.isAnnotationPresent(NotState.class);
        }
        return opaque;
    }

    private static void open(Field field) {
        try {
            field.setAccessible(true);
        } catch (InaccessibleObjectException closed) {
            throw new NotEncodable(field + " cannot be read: open its package to dev.playflux", closed);
        }
    }

    @Nullable
    Object get(Object value, int i) {
        return get(fields[i], value);
    }

    static @Nullable Object get(Field field, Object value) {
        try {
            return field.get(value);
        } catch (IllegalAccessException closed) {
            throw new NotEncodable(field + " cannot be read", closed);
        }
    }
}
