package dev.playflux.message;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** The data of a message: bytes that a codec has checked but not yet decoded, or a value of this JVM. */
public interface Body {

    /**
     * The body as a value of {@code type}; null if it is null. Decodes once: the same type again gives the same
     * instance, unless two threads ask at once. {@code Object.class} gives plain maps, lists and scalars, or the value of this JVM itself.
     *
     * @throws BadData if the body does not fit the type
     */
    @Nullable
    Object as(Type type);

    /** A body that is already a value. */
    static Body of(@Nullable Object value) {
        return value instanceof Body body ? body : new Value(value);
    }
}
