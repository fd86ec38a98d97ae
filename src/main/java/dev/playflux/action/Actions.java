package dev.playflux.action;

import dev.playflux.connection.Connection;
import dev.playflux.message.Action;
import dev.playflux.message.Message;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/**
 * Pipelines keyed by action type: for each owner and action one Flux, assembled at the first message and completed when the
 * owner leaves. Immutable; every method gives a changed copy. Operators run on the owner's network thread. A throw in them
 * ends that chain, the owner is told {@code handler_failed}, or the code if it is a
 * {@link dev.playflux.message.Refused}, and its next message of the action starts a fresh one.
 *
 * @param <S> the owner: a {@link Connection}
 */
public interface Actions<S> {

    /** Messages of a record's name. */
    static <T> Actions<Connection> on(Class<T> type, BiFunction<Connection, Flux<T>, ? extends Publisher<?>> pipeline) {
        return on(Action.Names.of(type), type, pipeline);
    }

    /** Messages of an action. */
    static <T> Actions<Connection> on(
            String action, Class<T> type, BiFunction<Connection, Flux<T>, ? extends Publisher<?>> pipeline) {
        return ActionTable.<Connection>empty().and(action, type, pipeline);
    }

    /** Answers to questions of a record's name, see {@link #andAnswer(String, Class, BiFunction)}. */
    static <T> Actions<Connection> answer(Class<T> type, BiFunction<Connection, T, ?> answer) {
        return answer(Action.Names.of(type), type, answer);
    }

    /** Answers to questions of an action, see {@link #andAnswer(String, Class, BiFunction)}. */
    static <T> Actions<Connection> answer(String action, Class<T> type, BiFunction<Connection, T, ?> answer) {
        return ActionTable.<Connection>empty().andAnswer(action, type, answer);
    }

    /** And messages of a record's name. */
    default <T> Actions<S> and(Class<T> type, BiFunction<S, Flux<T>, ? extends Publisher<?>> pipeline) {
        return and(Action.Names.of(type), type, pipeline);
    }

    /**
     * And messages of another action.
     *
     * @throws IllegalArgumentException if the action has a pipeline already
     */
    <T> Actions<S> and(String action, Class<T> type, BiFunction<S, Flux<T>, ? extends Publisher<?>> pipeline);

    /** And answers to questions of a record's name, see {@link #andAnswer(String, Class, BiFunction)}. */
    default <T> Actions<S> andAnswer(Class<T> type, BiFunction<S, T, ?> answer) {
        return andAnswer(Action.Names.of(type), type, answer);
    }

    /**
     * And answers to questions of another action: a value, or a Publisher, whose first signal counts and which is subscribed on
     * the owner's thread and given 30 seconds. A throw refuses the question, with its code if it is a {@link
     * dev.playflux.message.Refused}. A message that is no question gets no answer; a question to an action that has a
     * pipeline instead is answered with null when the pipeline has taken it.
     *
     * @throws IllegalArgumentException if the action has a pipeline or an answer already
     */
    <T> Actions<S> andAnswer(String action, Class<T> type, BiFunction<S, T, ?> answer);

    /** Messages of all other actions; without it they are refused as {@code unknown_action}. */
    Actions<S> otherwise(BiFunction<S, Flux<Message>, ? extends Publisher<?>> pipeline);

    /** The actions that have a pipeline or an answer of their own, in order. */
    List<String> names();

    /** The pipelines of one owner. */
    Dispatch open(S owner, Answers answers);

    /** One owner's pipelines, running. One thread. */
    interface Dispatch {

        /** Gives a message to its pipeline. */
        void message(Message message);

        /** The owner has left. */
        void complete();
    }

    /** What comes back from an owner's pipelines. From any thread. */
    interface Answers {

        /** A message came to the pipeline of this action, or to {@code otherwise}. */
        void taken(String action);

        /** A message was refused; it is null if none was at hand. */
        void refused(String code, String text, @Nullable Message message);

        /** A pipeline threw. */
        void failed(String action, @Nullable Message message, Throwable error);

        /** A message was dropped: its pipeline has completed, or has too much waiting. */
        void dropped(String action, Message message);

        /** A question is answered: by a value, or a Publisher of it. */
        void answered(Message question, @Nullable Object value);
    }
}
