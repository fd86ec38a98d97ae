package dev.playflux.room;

import dev.playflux.codec.Codec;
import dev.playflux.codec.Encoded;
import dev.playflux.connection.Outbox;
import dev.playflux.connection.Outcome;
import dev.playflux.connection.Questions;
import dev.playflux.message.BadData;
import dev.playflux.message.Body;
import dev.playflux.message.Message;
import dev.playflux.message.NotEncodable;
import dev.playflux.message.Undelivered;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A message on its way to be sent reliably, by the game: checked in the caller's thread, sent on the room's. */
record Shipment<S>(RunningRoom<S> room, Message message) {
    private static final Duration DELIVERY = Duration.ofSeconds(30);
    private static final Duration REPLY = Duration.ofSeconds(10);

    /**
     * A message to deliver.
     *
     * @throws NotEncodable if it cannot travel
     */
    static <S> Shipment<S> delivery(RunningRoom<S> room, Message message) {
        Encoded checked = Codec.json().encode(message);
        if (checked.length() > Outbox.BYTES) {
            throw new NotEncodable(
                    "'" + message.action() + "' takes " + checked.length() + " bytes, a reliable message at" + " most "
                            + Outbox.BYTES,
                    null);
        }
        return new Shipment<>(room, message);
    }

    /** Delivers to one. */
    Mono<Void> to(Seat<S> seat) {
        Sinks.Empty<Void> outcome = Sinks.empty();
        ship(seat, outcome);
        return inTime(outcome.asMono(), DELIVERY);
    }

    /** Delivers to some; signals how many have acknowledged it, when all have or cannot any more. */
    Mono<Integer> to(Collection<Seat<S>> seats) {
        List<Mono<Integer>> outcomes = new ArrayList<>(seats.size());
        for (Seat<S> seat : seats) {
            outcomes.add(to(seat).thenReturn(1).onErrorReturn(0));
        }
        return Flux.merge(outcomes).reduce(0, Integer::sum);
    }

    private void ship(Seat<S> seat, Sinks.Empty<Void> outcome) {
        Outcome told = new Outcome() {
            @Override
            public void acknowledged() {
                outcome.tryEmitEmpty();
            }

            @Override
            public void failed(Throwable why) {
                outcome.tryEmitError(why);
            }
        };
        room.ask(() -> seat.ship(message, told), told::failed);
    }

    /** Asks a client. */
    static <S, R> Mono<R> question(Seat<S> seat, Message message, Class<R> type) {
        Sinks.One<Body> reply = Sinks.one();
        RunningRoom<S> room = seat.home();
        delivery(room, message);
        Questions.Asker asker = new Questions.Asker() {
            @Override
            public void answered(Body answer) {
                reply.tryEmitValue(answer);
            }

            @Override
            public void failed(Throwable why) {
                reply.tryEmitError(why);
            }
        };
        room.ask(() -> ask(seat, message.asking(), asker), asker::failed);
        Mono<R> answer = reply.asMono().handle((body, sink) -> {
            try {
                Object value = body.as(type);
                if (value == null) {
                    sink.complete();
                } else {
                    sink.next(type.cast(value));
                }
            } catch (BadData bad) {
                sink.error(bad);
            }
        });
        return new Shipment<>(room, message).inTime(answer, REPLY);
    }

    private static <S> void ask(Seat<S> seat, Message question, Questions.Asker asker) {
        Questions questions = seat.correspondence().questions();
        if (!questions.open()) {
            asker.failed(new Undelivered(Undelivered.Cause.OVERFLOW, "too many questions wait for a reply"));
            return;
        }
        boolean[] failed = {false};
        seat.ship(question, new Outcome() {
            @Override
            public void acknowledged() {}

            @Override
            public void failed(Throwable why) {
                failed[0] = true;
                asker.failed(why);
            }
        });
        if (!failed[0]) {
            questions.asked(seat.correspondence().outbox().last(), asker);
        }
    }

    private <T> Mono<T> inTime(Mono<T> outcome, Duration patience) {
        Undelivered late = new Undelivered(
                Undelivered.Cause.TIMEOUT, "'" + message.action() + "' was not answered within " + patience);
        return outcome.timeout(patience, Mono.error(late), room.settings().clock());
    }
}
