package dev.playflux.room;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was made of a mutable world at a tick.
 *
 * @param views for each view its keys, in order, with their values
 */
record Pictures(List<Map<Object, @Nullable Object>> views) {

    /** Of a room that has not had a tick yet. */
    static final Pictures NOTHING = new Pictures(List.of());

    /** The keys and values of a view. */
    Map<Object, @Nullable Object> view(int index) {
        return index < views.size() ? views.get(index) : Map.of();
    }
}
