package dev.playflux.connection;

import dev.playflux.message.Message;
import dev.playflux.message.NotEncodable;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * How anybody sends reliably to a session's client: checked in the caller's thread, numbered in the session's turns.
 *
 * @param clock measures how long a sender waits
 * @param correspondence of the session
 * @param turns where the session's turns are taken
 * @param ship sends a message reliably, in such a turn, and throws for what cannot travel
 */
public record Mail(Scheduler clock, Correspondence correspondence, Turns turns, BiConsumer<Message, Outcome> ship) {

    /** The turns of a session. */
    public interface Turns {

        /** Runs a task in a turn, unless it is discarded for a reason. From any thread. */
        void take(Runnable task, Consumer<? super Throwable> discarded);
    }

    /**
     * Delivers, at once; the Mono is that of {@link Shipment#deliver}.
     *
     * @throws NotEncodable if it cannot travel
     */
    public Mono<Void> deliver(Message message) {
        return deliver(Shipment.of(message, clock));
    }

    /** Delivers what is checked already. */
    public Mono<Void> deliver(Shipment shipment) {
        return shipment.deliver(outcome -> turns.take(() -> attempt(shipment.message(), outcome), outcome::failed));
    }

    /**
     * Asks, at once; the Mono is that of {@link Shipment#ask}.
     *
     * @throws NotEncodable if it cannot travel
     */
    public <R> Mono<R> ask(Message message, Class<R> type) {
        Message question = message.asking();
        return Shipment.of(message, clock)
                .ask(
                        type,
                        asker -> turns.take(
                                () -> correspondence.ask(asker, outcome -> attempt(question, outcome)), asker::failed));
    }

    private void attempt(Message message, Outcome outcome) {
        try {
            ship.accept(message, outcome);
        } catch (NotEncodable unfit) {
            outcome.failed(unfit);
        }
    }
}
