package dev.playflux.connection;

import dev.playflux.message.Failure;
import dev.playflux.message.Message;
import dev.playflux.message.NotEncodable;
import dev.playflux.message.Refused;
import dev.playflux.metrics.Metrics;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** The replies to a client's questions; those that are still being thought about are bounded, in number and time. In the session's turns. */
public final class Replies {
    private static final int MOST = 256;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Scheduler clock;
    private final Metrics metrics;
    private final Executor turns;
    private final Consumer<Message> ship;
    private final BiConsumer<Message, Throwable> unanswerable;
    private final Disposable.Composite pending = Disposables.composite();
    private int count;

    /**
     * The replies of a session.
     *
     * @param turns where the session's turns are taken
     * @param ship sends a reply reliably, and throws for what cannot travel
     * @param unanswerable hears of a question whose answer failed, or cannot travel
     */
    public Replies(
            Scheduler clock,
            Metrics metrics,
            Executor turns,
            Consumer<Message> ship,
            BiConsumer<Message, Throwable> unanswerable) {
        this.clock = clock;
        this.metrics = metrics;
        this.turns = turns;
        this.ship = ship;
        this.unanswerable = unanswerable;
    }

    /** Answers a question with a value, or when a Publisher has one. */
    public void answer(Message question, @Nullable Object value) {
        if (value instanceof Publisher<?> later) {
            replyLater(question, later);
        } else {
            reply(question, value);
        }
    }

    /** Answers a question; anything else than a question gets no answer. */
    public void reply(Message question, @Nullable Object value) {
        if (question.ask()) {
            Map<String, Object> data = new HashMap<>(4);
            data.put("re", question.seq());
            data.put("ok", value);
            try {
                ship.accept(Message.of("$reply", data));
            } catch (NotEncodable unfit) {
                unanswerable.accept(question, unfit);
            }
        }
    }

    /** Answers a question with a refusal. */
    public void refuse(Message question, Failure failure) {
        metrics.refused(failure.code());
        Map<String, Object> error = new LinkedHashMap<>(4);
        error.put("code", failure.code());
        error.put("message", failure.message());
        Map<String, Object> data = new LinkedHashMap<>(4);
        data.put("re", question.seq());
        data.put("error", error);
        ship.accept(Message.of("$reply", data));
    }

    /** Answers when there is a value, or nothing, or an error. */
    private void replyLater(Message question, Publisher<?> answer) {
        if (count >= MOST) {
            throw new Refused(Failure.RATE_LIMITED, MOST + " of your questions wait for their answers yet");
        }
        count++;
        Disposable.Swap self = Disposables.swap();
        pending.add(self);
        self.update(Mono.<Object>from(answer)
                .timeout(PATIENCE, clock)
                .subscribe(
                        value -> finish(self, () -> reply(question, value)),
                        thrown -> finish(self, () -> unanswerable.accept(question, thrown)),
                        () -> finish(self, () -> reply(question, null))));
    }

    private void finish(Disposable.Swap self, Runnable reply) {
        turns.execute(() -> {
            if (pending.remove(self)) {
                count--;
                reply.run();
            }
        });
    }

    /** Nobody waits any more. */
    public void end() {
        pending.dispose();
    }
}
