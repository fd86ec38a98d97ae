package dev.playflux.server;

import dev.playflux.connection.Hello;
import dev.playflux.connection.Inlet;
import dev.playflux.connection.Wire;
import dev.playflux.message.BadData;
import dev.playflux.message.CloseReason;
import dev.playflux.message.Failure;
import dev.playflux.message.Limits;
import dev.playflux.message.Message;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/** Waits for a client's {@code $hello}: it comes first, and soon. What follows it waits until somebody takes the wire. */
final class Handshake implements Inlet {
    private final Wire wire;
    private final BiConsumer<Wire, Hello> greeted;
    private final Disposable deadline;

    Handshake(Wire wire, Limits limits, Scheduler clock, BiConsumer<Wire, Hello> greeted) {
        this.wire = wire;
        this.greeted = greeted;
        CloseReason late =
                new CloseReason(4000, "no $hello within " + limits.hello().toMillis() + " ms");
        this.deadline = clock.schedule(() -> wire.close(late), limits.hello().toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void message(Message message) {
        deadline.dispose();
        // Whatever comes of it, nothing after the first message is looked at here.
        wire.hold();
        if (!message.action().equals("$hello")) {
            wire.close(CloseReason.protocolError("the first message is $hello, was " + message.action()));
            return;
        }
        try {
            Hello hello = Hello.of(message);
            greeted.accept(wire, hello);
        } catch (BadData bad) {
            Failure failure = Failure.fatal(Failure.BAD_DATA, String.valueOf(bad.getMessage()));
            wire.fail(failure, failure.close());
        }
    }

    @Override
    public boolean expectsGreeting() {
        return true;
    }

    @Override
    public void malformed(Wire wire, String problem) {
        deadline.dispose();
        wire.close(CloseReason.protocolError("the first message is $hello: " + problem));
    }

    @Override
    public void closed(CloseReason reason) {
        deadline.dispose();
    }
}
