package dev.playflux.action;

import dev.playflux.message.Action;
import dev.playflux.message.BadData;
import dev.playflux.message.Failure;
import dev.playflux.message.Message;
import dev.playflux.message.Refused;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/** The pipelines by action. */
record ActionTable<S>(
        Map<String, Entry<S>> entries, @Nullable Piped<S> rest) implements Actions<S> {

    /** What becomes of messages; their type is Message itself where the body is not decoded. */
    sealed interface Entry<S> {

        /** What the body is read as. */
        Class<?> type();
    }

    /** A pipeline. */
    record Piped<S>(Class<?> type, BiFunction<S, Flux<Object>, ? extends Publisher<?>> pipeline) implements Entry<S> {}

    /** An answer. */
    record Answered<S>(Class<?> type, BiFunction<S, Object, @Nullable Object> answer) implements Entry<S> {}

    static <S> ActionTable<S> empty() {
        return new ActionTable<>(Map.of(), null);
    }

    @Override
    @SuppressWarnings("unchecked") // the dispatch gives the pipeline values of its type only
    public <T> Actions<S> and(String action, Class<T> type, BiFunction<S, Flux<T>, ? extends Publisher<?>> pipeline) {
        return with(action, new Piped<>(type, (owner, flux) -> pipeline.apply(owner, (Flux<T>) flux)));
    }

    @Override
    @SuppressWarnings("unchecked") // the dispatch gives the answer values of its type only
    public <T> Actions<S> andAnswer(String action, Class<T> type, BiFunction<S, T, ?> answer) {
        return with(action, new Answered<>(type, (owner, question) -> answer.apply(owner, (T) question)));
    }

    private Actions<S> with(String action, Entry<S> entry) {
        Map<String, Entry<S>> more = new HashMap<>(entries);
        Entry<S> before = more.put(Action.Names.checked(action), entry);
        if (before != null) {
            String what = before instanceof Piped ? "a pipeline" : "an answer";
            throw new IllegalArgumentException("the action '" + action + "' has " + what + " already");
        }
        return new ActionTable<>(Map.copyOf(more), rest);
    }

    @Override
    public Actions<S> otherwise(BiFunction<S, Flux<Message>, ? extends Publisher<?>> pipeline) {
        if (rest != null) {
            throw new IllegalArgumentException("there is an otherwise already");
        }
        return new ActionTable<>(
                entries, new Piped<>(Message.class, (owner, flux) -> pipeline.apply(owner, flux.cast(Message.class))));
    }

    @Override
    public List<String> names() {
        return entries.keySet().stream().sorted().toList();
    }

    @Override
    public Dispatch open(S owner, Answers answers) {
        return new Desk<>(this, owner, answers);
    }

    /** One owner's chains, made as its messages come. */
    private static final class Desk<S> implements Dispatch {
        private final ActionTable<S> table;
        private final S owner;
        private final Answers answers;
        private final Map<String, Chain<Object>> chains = new LinkedHashMap<>();
        private @Nullable Message current;
        private volatile @Nullable Thread dispatching;

        Desk(ActionTable<S> table, S owner, Answers answers) {
            this.table = table;
            this.owner = owner;
            this.answers = answers;
        }

        @Override
        public void message(Message message) {
            String action = message.action();
            Entry<S> entry = table.entries.get(action);
            Entry<S> taken = entry != null ? entry : table.rest;
            if (taken == null) {
                answers.refused(Failure.UNKNOWN_ACTION, "no handler for '" + action + "'", message);
                return;
            }
            answers.taken(entry != null ? action : "otherwise");
            current = message;
            dispatching = Thread.currentThread();
            try {
                Object value = taken.type() == Message.class ? message : message.as(taken.type());
                if (value == null) {
                    answers.refused(Failure.BAD_DATA, "expected data, was null", message);
                } else if (taken instanceof Answered<S> answered) {
                    answers.answered(message, answered.answer.apply(owner, value));
                } else if (taken instanceof Piped<S> piped
                        && !chain(entry != null ? action : "", piped).next(value)) {
                    answers.dropped(entry != null ? action : "otherwise", message);
                }
            } catch (Refused refused) {
                answers.refused(refused.code(), String.valueOf(refused.getMessage()), message);
            } catch (BadData bad) {
                answers.refused(Failure.BAD_DATA, String.valueOf(bad.getMessage()), message);
            } catch (Throwable thrown) {
                // The record's own constructor, or a type that nothing can be read into.
                answers.failed(action, message, thrown);
            } finally {
                current = null;
                dispatching = null;
            }
        }

        /** All actions without a pipeline of their own share one chain, so that a stranger cannot make chains. */
        private Chain<Object> chain(String action, Piped<S> entry) {
            return chains.computeIfAbsent(action, name -> made(name, entry));
        }

        private Chain<Object> made(String action, Piped<S> entry) {
            Function<Flux<Object>, Publisher<Object>> operators =
                    flux -> Flux.<Object>from(entry.pipeline.apply(owner, flux));
            return Chain.of(operators, new Chain.End<>() {
                @Override
                public void next(Object result) {}

                @Override
                public void failed(Throwable error) {
                    // Operators may signal from a timer, while another message is at hand.
                    Message cause = dispatching == Thread.currentThread() ? current : null;
                    if (error instanceof Refused refused) {
                        answers.refused(refused.code(), String.valueOf(refused.getMessage()), cause);
                    } else {
                        answers.failed(action.isEmpty() ? "otherwise" : action, cause, error);
                    }
                }
            });
        }

        @Override
        public void complete() {
            chains.values().forEach(Chain::complete);
        }
    }
}
