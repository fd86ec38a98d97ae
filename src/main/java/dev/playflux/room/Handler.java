package dev.playflux.room;

import dev.playflux.codec.Json;
import dev.playflux.message.Body;
import dev.playflux.message.Message;
import java.util.Map;
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
    private static final Body NOTHING = Json.body(Map.of());

    /**
     * The data of a message; null if it has none where there has to be some. A record without members needs none.
     *
     * @throws dev.playflux.message.BadData if it does not fit
     */
    @Nullable
    Object data(Message message) {
        Object data = message.as(type);
        return data == null && type.isRecord() && type.getRecordComponents().length == 0 ? NOTHING.as(type) : data;
    }

    /** Whether what comes of it may be another state. */
    boolean changes() {
        return end instanceof Reduce || end instanceof Answer;
    }

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
