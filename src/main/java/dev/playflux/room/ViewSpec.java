package dev.playflux.room;

import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A view of a game's state: what players of one key see.
 *
 * @param name on the wire
 * @param key of a player; the player itself for a view of one player; null is not shown
 * @param value for a key
 */
record ViewSpec<S>(
        String name,
        BiFunction<S, Player<S>, @Nullable Object> key,
        BiFunction<S, Object, @Nullable Object> value,
        boolean shared) {}
