package dev.playflux.client;

import dev.playflux.connection.Outbox;
import dev.playflux.message.Action;
import dev.playflux.message.BadData;
import dev.playflux.message.Failure;
import dev.playflux.message.Message;
import dev.playflux.message.Printable;
import dev.playflux.message.Refused;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** What the game answers when its server asks. From any thread. */
final class Answers {
    private static final Logger log = LoggerFactory.getLogger(GameClient.class);

    private static final int LONGEST_TEXT = 1000;

    private final Map<String, Answer<?>> known = new ConcurrentHashMap<>();
    private final AtomicInteger open = new AtomicInteger();

    /** What the game answers to questions of one type. */
    private record Answer<T>(Class<T> type, Function<? super T, ?> function) {

        /** The value, or a Publisher of it. */
        @Nullable
        Object to(Message question) {
            T asked = question.as(type);
            if (asked == null) {
                throw new BadData("expected data, was null");
            }
            return function.apply(asked);
        }
    }

    <T> Disposable add(Class<T> type, Function<? super T, ?> function) {
        String action = Action.Names.of(type);
        Answer<T> answer = new Answer<>(type, function);
        known.put(action, answer);
        return () -> known.remove(action, answer);
    }

    /**
     * Finds the answer to a question; its {@code $reply} may come later, on the thread of whoever knows.
     *
     * @param checked throws for what cannot travel
     */
    void answer(Message question, UnaryOperator<Message> checked, Consumer<Message> replies) {
        Answer<?> answer = known.get(question.action());
        if (answer == null) {
            replies.accept(refusal(question, Failure.UNKNOWN_ACTION, "nobody answers " + question.action()));
        } else if (open.incrementAndGet() > Outbox.MESSAGES) {
            open.decrementAndGet();
            replies.accept(refusal(question, Failure.RATE_LIMITED, "too many questions wait for their answers"));
        } else {
            Mono.defer(() -> value(answer.to(question)))
                    .map(value -> checked.apply(reply(question, "ok", value)))
                    .defaultIfEmpty(reply(question, "ok", null))
                    .doFinally(end -> open.decrementAndGet())
                    .subscribe(replies, thrown -> replies.accept(failed(question, thrown)));
        }
    }

    @SuppressWarnings("unchecked") // what a Publisher signals is some object
    private static Mono<Object> value(@Nullable Object value) {
        return value instanceof Publisher<?> later ? Mono.from((Publisher<Object>) later) : Mono.justOrEmpty(value);
    }

    private static Message failed(Message question, Throwable thrown) {
        if (thrown instanceof Refused refused) {
            return refusal(question, refused.code(), String.valueOf(refused.getMessage()));
        }
        if (thrown instanceof BadData bad) {
            return refusal(question, Failure.BAD_DATA, String.valueOf(bad.getMessage()));
        }
        log.error("the answer to {} failed", question.action(), Printable.thrown(thrown));
        return refusal(question, Failure.HANDLER_FAILED, "the handler failed");
    }

    private static Message refusal(Message question, String code, String message) {
        String text = message.length() <= LONGEST_TEXT ? message : message.substring(0, LONGEST_TEXT);
        Map<String, Object> error = new LinkedHashMap<>(4);
        error.put("code", code);
        error.put("message", text);
        return reply(question, "error", error);
    }

    private static Message reply(Message question, String member, @Nullable Object value) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("re", question.seq());
        data.put(member, value);
        return Message.of("$reply", data);
    }
}
