package dev.playflux.state;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The views of one tick as a client sees them. Immutable, for any thread; what did not change is shared between frames. */
public interface Frame {

    /** The tick; 0 before the first state. */
    long tick();

    /** The game's time in milliseconds. */
    long time();

    /** The client's highest input that the server had handled; 0 is none. */
    long input();

    /** The names of the views that are visible; a key of a view of many is called {@code area/3,4}. */
    Set<String> views();

    /**
     * A view as a value of a type; null if the view is not visible or its value is null. Decoded once per type, and the same
     * instance in every frame until the view changes, so it must not be changed; a Jackson tree is a copy of the caller's
     * own.
     *
     * @throws dev.playflux.message.BadData if the value does not fit the type; the message names the view and the field
     */
    <T> @Nullable T view(String name, Class<T> type);

    /**
     * The keys of a view of many that are visible, and their values, each as {@link #view} gives it. Immutable; empty if
     * there are none.
     *
     * @throws dev.playflux.message.BadData if a value does not fit the type; the message names its key
     */
    default <T> Map<String, T> views(String name, Class<T> type) {
        String prefix = name + "/";
        Map<String, T> values = new LinkedHashMap<>();
        for (String view : views()) {
            T value = view.startsWith(prefix) ? view(view, type) : null;
            if (value != null) {
                values.put(view.substring(prefix.length()), value);
            }
        }
        return Collections.unmodifiableMap(values);
    }
}
