package dev.playflux.state;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The views of one tick as a client sees them. Immutable; parts that did not change are shared between frames. */
public interface Frame {

    /** The tick; 0 before the first state. */
    long tick();

    /** The game's time in milliseconds. */
    long time();

    /** The client's highest input that the server had handled; 0 is none. */
    long input();

    /** The names of the views that are visible. */
    Set<String> views();

    /**
     * A view as a value of a type, decoded once per type; null if the view is not visible or its value is null.
     *
     * @throws dev.playflux.message.BadData if the value does not fit the type
     */
    <T> @Nullable T view(String name, Class<T> type);
}
