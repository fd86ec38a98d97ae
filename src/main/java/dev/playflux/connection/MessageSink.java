package dev.playflux.connection;

import dev.playflux.message.Message;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.core.publisher.SignalType;
import reactor.core.publisher.Sinks;
import reactor.core.publisher.Sinks.EmitResult;
import reactor.util.context.Context;

/** A sink of messages that ends by no overflow: what is too much is dropped and counted. */
abstract class MessageSink implements Sinks.Many<Message> {
    private final Runnable dropped;

    /** A sink that counts a message that {@code emitNext} gave up. */
    MessageSink(Runnable dropped) {
        this.dropped = dropped;
    }

    @Override
    public void emitNext(Message message, Sinks.EmitFailureHandler handler) {
        EmitResult result = tryEmitNext(message);
        while (result.isFailure() && handler.onEmitFailure(SignalType.ON_NEXT, result)) {
            result = tryEmitNext(message);
        }
        switch (result) {
            case OK -> {}
            case FAIL_TERMINATED -> Operators.onNextDropped(message, Context.empty());
            default -> dropped.run();
        }
    }

    @Override
    public void emitComplete(Sinks.EmitFailureHandler handler) {
        EmitResult result = tryEmitComplete();
        while (result.isFailure() && handler.onEmitFailure(SignalType.ON_COMPLETE, result)) {
            result = tryEmitComplete();
        }
    }

    @Override
    public void emitError(Throwable error, Sinks.EmitFailureHandler handler) {
        EmitResult result = tryEmitError(error);
        while (result.isFailure() && handler.onEmitFailure(SignalType.ON_ERROR, result)) {
            result = tryEmitError(error);
        }
        if (result == EmitResult.FAIL_TERMINATED) {
            Operators.onErrorDropped(error, Context.empty());
        }
    }

    @Override
    public Flux<Message> asFlux() {
        return Flux.error(() -> Exceptions.propagate(
                new IllegalStateException("the link is the one subscriber of a connection's outbound")));
    }
}
