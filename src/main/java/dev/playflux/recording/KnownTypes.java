package dev.playflux.recording;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The classes that a recording may name when it is read: those that the game itself names, and records and enums beside
 * them. Nothing else is ever made, or its class initialised, because a file says so.
 */
final class KnownTypes {
    private final Map<String, Class<?>> named = new HashMap<>();
    private final List<ClassLoader> loaders;

    /** Those that a game names, and records and enums that its class loaders find. */
    KnownTypes(Collection<Class<?>> named) {
        named.forEach(type -> this.named.put(type.getName(), type));
        this.named.put(NotRecorded.class.getName(), NotRecorded.class);
        this.loaders = named.stream()
                .<@Nullable ClassLoader>map(Class::getClassLoader)
                .filter(loader -> loader != null)
                .<ClassLoader>map(loader -> loader)
                .distinct()
                .toList();
    }

    /** A record or an enum of a name. */
    Class<?> find(String name) {
        Class<?> known = named.get(name);
        if (known != null) {
            return known;
        }
        for (ClassLoader loader : loaders) {
            Class<?> found = Scalar.foreign(name) ? null : load(name, loader);
            if (found != null && (found.isRecord() || found.isEnum())) {
                named.put(name, found);
                return found;
            }
        }
        throw new DoesNotFit("the recording has a " + name + ", and there is no such record or enum here");
    }

    private static @Nullable Class<?> load(String name, ClassLoader loader) {
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException | LinkageError absent) {
            return null;
        }
    }
}
