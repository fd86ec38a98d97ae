package dev.playflux.room;

import dev.playflux.state.Source;
import java.util.Collection;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A view of a game's state: what players of one key see.
 *
 * @param name on the wire
 * @param type of its values; null is that of the state
 * @param keys which keys a player sees
 * @param value for a key; null is not shown, but for the world
 */
record ViewSpec<S>(String name, @Nullable Class<?> type, Keys<S> keys, BiFunction<S, Object, @Nullable Object> value) {

    /** @throws IllegalArgumentException if an annotation in the type makes no sense */
    ViewSpec {
        if (type != null) {
            Source.of(type);
        }
    }

    /** Which keys of a view a player sees. */
    sealed interface Keys<S> {

        /** The world: one key, seen by all. */
        record All<S>() implements Keys<S> {}

        /** The player's own. */
        record Own<S>() implements Keys<S> {}

        /** One of those that players share; null is none. */
        record One<S>(BiFunction<S, Player<S>, ? extends @Nullable Object> key) implements Keys<S> {}

        /** Some of those that players share. */
        record Many<S>(BiFunction<S, Player<S>, ? extends @Nullable Collection<?>> keys) implements Keys<S> {}

        /** Who hosts the room, seen by all. */
        record Hosting<S>() implements Keys<S> {}
    }

    /** What all see. */
    static <S> ViewSpec<S> world(@Nullable Class<?> type, Function<S, ? extends @Nullable Object> view) {
        return new ViewSpec<>("world", type, new Keys.All<>(), (state, key) -> view.apply(state));
    }

    /** What one player sees. */
    @SuppressWarnings("unchecked") // the key of a player's view is the player
    static <S> ViewSpec<S> own(String name, Class<?> type, BiFunction<S, Player<S>, ? extends @Nullable Object> view) {
        return new ViewSpec<>(name, type, new Keys.Own<>(), (state, player) -> view.apply(state, (Player<S>) player));
    }

    /** What is made for keys of a type. */
    @SuppressWarnings("unchecked") // the value is made for keys that the key function gave
    static <S, K> ViewSpec<S> shared(
            String name, Class<?> type, Keys<S> keys, BiFunction<S, K, ? extends @Nullable Object> view) {
        return new ViewSpec<>(name, type, keys, (state, key) -> view.apply(state, (K) key));
    }

    /** The same with a type: that of the state, unless it has one. */
    ViewSpec<S> typed(Class<?> state) {
        return type == null ? new ViewSpec<>(name, state, keys, value) : this;
    }

    /** A source of its values. */
    Source source() {
        return type == null ? Source.tree() : Source.of(type);
    }

    /** Whether each key has a name of its own. */
    boolean many() {
        return keys instanceof Keys.Many;
    }
}
