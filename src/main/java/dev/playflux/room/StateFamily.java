package dev.playflux.room;

import dev.playflux.recording.DoesNotFit;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The classes of which a game's states may be, as far as they can be known: that of the first state, and those that have a
 * class or an interface of the game in common with it.
 *
 * @param first the class of the first state
 */
record StateFamily(Class<?> first) {

    /** Those of a game. */
    static StateFamily of(GameSpec<?> game) {
        return new StateFamily(game.initial.get().getClass());
    }

    /** The class of the first state, and all that are named by what is sealed above it. */
    Set<Class<?>> known() {
        Set<Class<?>> known = new HashSet<>(Set.of(first));
        for (Class<?> each : kinds(first, new HashSet<>())) {
            sealed(each, known);
        }
        return known;
    }

    private static void sealed(Class<?> type, Set<Class<?>> known) {
        Class<?>[] permitted = type.getPermittedSubclasses();
        for (Class<?> each : permitted == null ? new Class<?>[0] : permitted) {
            if (known.add(each)) {
                sealed(each, known);
            }
        }
    }

    /** The state, if it can be one of the game. */
    Object checked(@Nullable Object state) {
        if (state == null || !has(state.getClass())) {
            throw new DoesNotFit("a state was "
                    + (state == null ? "null" : "a " + state.getClass().getSimpleName())
                    + ", and the game's first one is a " + first.getSimpleName());
        }
        return state;
    }

    /** The class of a name; for one that is none of these the first state's, whose members say what no longer fits. */
    Class<?> named(@Nullable String name) {
        if (name == null || name.equals(first.getName())) {
            return first;
        }
        for (Class<?> each : known()) {
            if (each.getName().equals(name)) {
                return each;
            }
        }
        try {
            Class<?> found = Class.forName(name, false, first.getClassLoader());
            return has(found) ? found : first;
        } catch (ClassNotFoundException | LinkageError absent) {
            return first;
        }
    }

    private boolean has(Class<?> other) {
        if (other == first) {
            return true;
        }
        Set<Class<?>> kinds = kinds(first, new HashSet<>());
        return kinds(other, new HashSet<>()).stream().anyMatch(kinds::contains);
    }

    /** What says of a class what it is for. */
    private static Set<Class<?>> kinds(@Nullable Class<?> type, Set<Class<?>> kinds) {
        if (type != null) {
            if (type.getClassLoader() != null
                    || List.of(Map.class, Collection.class, Number.class).contains(type)) {
                kinds.add(type);
            }
            kinds(type.getSuperclass(), kinds);
            for (Class<?> each : type.getInterfaces()) {
                kinds(each, kinds);
            }
        }
        return kinds;
    }
}
