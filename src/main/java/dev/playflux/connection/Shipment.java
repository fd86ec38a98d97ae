package dev.playflux.connection;

import dev.playflux.codec.Codec;
import dev.playflux.message.BadData;
import dev.playflux.message.Body;
import dev.playflux.message.Message;
import dev.playflux.message.NotEncodable;
import dev.playflux.message.Undelivered;
import java.time.Duration;
import java.util.Collection;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * A message on its way to be sent reliably, and what its sender hears of it.
 *
 * @param message the message, without a number yet
 * @param clock measures how long the sender waits
 */
public record Shipment(Message message, Scheduler clock) {
    private static final Duration DELIVERY = Duration.ofSeconds(30);
    private static final Duration REPLY = Duration.ofSeconds(10);

    /**
     * A message that is checked, in the caller's thread.
     *
     * @throws NotEncodable if it cannot travel
     */
    public static Shipment of(Message message, Scheduler clock) {
        Outbox.fitting(message, Codec.json().encode(message));
        return new Shipment(message, clock);
    }

    /**
     * Delivers, at once. The Mono replays the outcome; cancelling unsends nothing; 30 seconds after it was subscribed it gives
     * up. Signals where the outcome does.
     *
     * @param ship takes the message along, and tells the outcome of it
     */
    public Mono<Void> deliver(Consumer<Outcome> ship) {
        Sinks.Empty<Void> done = Sinks.empty();
        ship.accept(new Outcome() {
            @Override
            public void acknowledged() {
                done.tryEmitEmpty();
            }

            @Override
            public void failed(Throwable why) {
                done.tryEmitError(why);
            }
        });
        return inTime(done.asMono(), DELIVERY);
    }

    /** Signals how many of these have been delivered, when all have or cannot any more. */
    public static Mono<Integer> count(Collection<Mono<Void>> deliveries) {
        // All at once, since each waits from its subscription on.
        return Flux.fromIterable(deliveries)
                .flatMap(delivery -> delivery.thenReturn(1).onErrorReturn(0), Math.max(1, deliveries.size()))
                .reduce(0, Integer::sum);
    }

    /**
     * Asks, at once. The Mono replays the answer, nothing for one that is null; cancelling unasks nothing; 10 seconds after it
     * was subscribed it gives up. Signals where the answer does.
     *
     * @param ask takes the message along as a question, and tells the answer to it
     */
    public <R> Mono<R> ask(Class<R> type, Consumer<Questions.Asker> ask) {
        Sinks.One<Body> reply = Sinks.one();
        ask.accept(new Questions.Asker() {
            @Override
            public void answered(Body answer) {
                reply.tryEmitValue(answer);
            }

            @Override
            public void failed(Throwable why) {
                reply.tryEmitError(why);
            }
        });
        return inTime(
                reply.asMono().handle((body, sink) -> {
                    try {
                        @Nullable Object value = body.as(type);
                        if (value == null) {
                            sink.complete();
                        } else {
                            sink.next(type.cast(value));
                        }
                    } catch (BadData bad) {
                        sink.error(bad);
                    }
                }),
                REPLY);
    }

    private <T> Mono<T> inTime(Mono<T> outcome, Duration patience) {
        Undelivered late = new Undelivered(
                Undelivered.Cause.TIMEOUT, "'" + message.action() + "' was not answered within " + patience);
        return outcome.timeout(patience, Mono.error(late), clock);
    }
}
