package dev.playflux.action;

import dev.playflux.message.Action;
import dev.playflux.message.BadData;
import dev.playflux.message.Failure;
import dev.playflux.message.Message;
import dev.playflux.message.Refused;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/** The pipelines by action. */
record ActionTable<S>(
        Map<String, Entry<S>> entries, @Nullable Entry<S> rest) implements Actions<S> {

    /** A pipeline; its type is Message itself where the body is not decoded. */
    record Entry<S>(Class<?> type, BiFunction<S, Flux<Object>, ? extends Publisher<?>> pipeline) {}

    static <S> ActionTable<S> empty() {
        return new ActionTable<>(Map.of(), null);
    }

    @Override
    @SuppressWarnings("unchecked") // the dispatch gives the pipeline values of its type only
    public <T> Actions<S> and(String action, Class<T> type, BiFunction<S, Flux<T>, ? extends Publisher<?>> pipeline) {
        Map<String, Entry<S>> more = new HashMap<>(entries);
        BiFunction<S, Flux<Object>, Publisher<?>> any = (owner, flux) -> pipeline.apply(owner, (Flux<T>) flux);
        if (more.put(Action.Names.checked(action), new Entry<>(type, any)) != null) {
            throw new IllegalArgumentException("the action '" + action + "' has a pipeline already");
        }
        return new ActionTable<>(Map.copyOf(more), rest);
    }

    @Override
    public Actions<S> otherwise(BiFunction<S, Flux<Message>, ? extends Publisher<?>> pipeline) {
        if (rest != null) {
            throw new IllegalArgumentException("there is an otherwise already");
        }
        return new ActionTable<>(
                entries, new Entry<>(Message.class, (owner, flux) -> pipeline.apply(owner, flux.cast(Message.class))));
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
        private final Map<String, Chain<Object>> chains = new HashMap<>();
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
            // All actions without a pipeline of their own share one chain, so that a stranger cannot make chains.
            Chain<Object> chain = chains.computeIfAbsent(entry != null ? action : "", name -> chain(name, taken));
            current = message;
            dispatching = Thread.currentThread();
            try {
                Object value = taken.type == Message.class ? message : message.as(taken.type);
                if (value == null) {
                    answers.refused(Failure.BAD_DATA, "expected data, was null", message);
                } else if (!chain.next(value)) {
                    answers.dropped(entry != null ? action : "otherwise");
                }
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

        private Chain<Object> chain(String action, Entry<S> entry) {
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
