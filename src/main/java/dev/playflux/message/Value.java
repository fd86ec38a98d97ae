package dev.playflux.message;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

record Value(@Nullable Object value) implements Body {

    @Override
    public @Nullable Object as(Type type) {
        if (value == null || type == Object.class || (type instanceof Class<?> wanted && wanted.isInstance(value))) {
            return value;
        }
        throw new BadData("a " + value.getClass().getTypeName() + " is no " + type.getTypeName());
    }
}
