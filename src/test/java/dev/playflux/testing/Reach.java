package dev.playflux.testing;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What can be reached from an object of what belongs to somebody who has left: it is kept from the garbage collector. */
final class Reach {
    private static final Set<String> PERSONAL = Set.of(
            "RunningRoom",
            "Seat",
            "Line",
            "ProtocolWire",
            "Correspondence",
            "Outbox",
            "MemoryLink",
            "ImpairedLink",
            "Ticket");

    private final Set<Object> known = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Object> open = new ArrayDeque<>();
    private final Map<String, Integer> found = new TreeMap<>();

    private Reach() {}

    /** How many there are of each class; the tests' own side is no part of it. */
    static Map<String, Integer> of(Object root, Object unless) {
        Reach reach = new Reach();
        reach.known.add(unless);
        reach.meet(root);
        while (!reach.open.isEmpty()) {
            reach.look(reach.open.remove());
        }
        return reach.found;
    }

    private void meet(@Nullable Object object) {
        if (object != null && !ours(object) && known.add(object)) {
            open.add(object);
        }
    }

    private static boolean ours(Object object) {
        return object instanceof Match || object instanceof TestPlayer || object instanceof HostilePlayer;
    }

    private void look(Object object) {
        Class<?> type = object.getClass();
        if (PERSONAL.contains(type.getSimpleName())) {
            found.merge(type.getName(), 1, Integer::sum);
        }
        if (type.getName().startsWith("dev.playflux.") || type.getName().startsWith("reactor.")) {
            for (Class<?> declaring = type; declaring != null; declaring = declaring.getSuperclass()) {
                fields(declaring, object);
            }
        } else if (object instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                meet(key);
                meet(value);
            });
        } else if (object instanceof Collection<?> all) {
            all.forEach(this::meet);
        } else if (object instanceof AtomicReference<?> reference) {
            meet(reference.get());
        } else if (type.isArray()) {
            for (int i = 0; !type.getComponentType().isPrimitive() && i < Array.getLength(object); i++) {
                meet(Array.get(object, i));
            }
        }
    }

    private void fields(Class<?> declaring, Object object) {
        for (Field field : declaring.getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers())
                    && !field.getType().isPrimitive()
                    && field.trySetAccessible()) {
                try {
                    meet(field.get(object));
                } catch (IllegalAccessException impossible) {
                    throw new AssertionError(impossible);
                }
            }
        }
    }
}
