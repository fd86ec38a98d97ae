package dev.playflux.message;

import java.lang.invoke.MethodType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** A body that never was in bytes. */
record Value(@Nullable Object value) implements Body {

    @Override
    public @Nullable Object as(Type type) {
        if (value == null || raw(type).isInstance(value)) {
            return value;
        }
        throw new BadData("expected " + raw(type).getSimpleName() + ", was "
                + value.getClass().getSimpleName());
    }

    /** The class of a type; what its arguments are, a value of this JVM does not tell. */
    private static Class<?> raw(Type type) {
        if (type instanceof ParameterizedType generic) {
            return raw(generic.getRawType());
        }
        return type instanceof Class<?> known ? boxed(known) : Object.class;
    }

    /** The class itself, or that of a primitive's box. */
    static Class<?> boxed(Class<?> type) {
        return type.isPrimitive() ? MethodType.methodType(type).wrap().returnType() : type;
    }
}
