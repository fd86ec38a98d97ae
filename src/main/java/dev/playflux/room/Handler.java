package dev.playflux.room;

import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/**
 * What a game does with an action.
 *
 * @param action its name
 * @param type of its data
 * @param operators that shape it, one chain a player; null if none do
 * @param end what is done with each result
 * @param eager whether the operators are assembled at the join
 */
record Handler<S>(
        String action,
        Class<?> type,
        @Nullable BiFunction<Player<S>, Flux<Object>, ? extends Publisher<?>> operators,
        End<S> end,
        boolean eager) {

    /** Whether a message must not wait for the tick. A plain reducer's shows in the tick's state anyway. */
    boolean wakes() {
        return operators != null || !(end instanceof Reduce);
    }

    /** What becomes of a result. */
    sealed interface End<S> {}

    /** It changes the state. */
    record Reduce<S>(Reducer<S, Object> reducer) implements End<S> {}

    /** It has an effect. */
    record Run<S>(BiConsumer<Player<S>, Object> effect) implements End<S> {}

    /** It changes the state and is answered. */
    record Answer<S>(dev.playflux.room.Answer<S, Object, Object> answer) implements End<S> {}

    /** It is answered. */
    record Lookup<S>(BiFunction<Player<S>, Object, @Nullable Object> lookup) implements End<S> {}

    /** Nothing: the operators did it. */
    record Ignore<S>() implements End<S> {}
}
