package dev.playflux.room;

import dev.playflux.connection.Outcome;
import dev.playflux.message.Failure;
import dev.playflux.message.Message;
import dev.playflux.message.NotEncodable;
import dev.playflux.message.Refused;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/** The replies to a client's questions; those that are still being thought about are bounded, in number and time. On the room's thread. */
final class Replies<S> {
    private static final int MOST = 256;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final RunningRoom<S> room;
    private final Seat<S> seat;
    private final Disposable.Composite pending = Disposables.composite();
    private int count;

    Replies(RunningRoom<S> room, Seat<S> seat) {
        this.room = room;
        this.seat = seat;
    }

    /** Answers a question; anything else than a question gets no answer. */
    void reply(Message question, @Nullable Object value) {
        if (question.ask()) {
            Map<String, Object> data = new HashMap<>(4);
            data.put("re", question.seq());
            data.put("ok", value);
            try {
                seat.ship(Message.of("$reply", data), Outcome.IGNORED);
            } catch (NotEncodable unfit) {
                room.play().unanswerable(seat, question, unfit);
            }
        }
    }

    /** Answers a question with a refusal. */
    void refuse(Message question, Failure failure) {
        Map<String, Object> error = Map.of("code", failure.code(), "message", failure.message());
        seat.ship(Message.of("$reply", Map.of("re", question.seq(), "error", error)), Outcome.IGNORED);
    }

    /** Answers when there is a value, or nothing, or an error. */
    void replyLater(Message question, Publisher<?> answer) {
        if (count >= MOST) {
            throw new Refused(Failure.RATE_LIMITED, MOST + " of your questions wait for their answers yet");
        }
        count++;
        Disposable.Swap self = Disposables.swap();
        pending.add(self);
        self.update(Mono.<Object>from(answer)
                .timeout(PATIENCE, room.settings().clock())
                .subscribe(
                        value -> finish(self, () -> reply(question, value)),
                        thrown -> finish(self, () -> room.play().unanswerable(seat, question, thrown)),
                        () -> finish(self, () -> reply(question, null))));
    }

    private void finish(Disposable.Swap self, Runnable reply) {
        room.mailbox().execute(() -> {
            if (pending.remove(self)) {
                count--;
                reply.run();
            }
        });
    }

    /** Nobody waits any more. */
    void end() {
        pending.dispose();
    }
}
