package dev.playflux.server;

import dev.playflux.connection.Hello;
import dev.playflux.connection.Identity;
import dev.playflux.connection.Inlet;
import dev.playflux.connection.Wire;
import dev.playflux.message.BadData;
import dev.playflux.message.CloseReason;
import dev.playflux.message.Failure;
import dev.playflux.message.Message;
import dev.playflux.message.Printable;
import dev.playflux.message.Refused;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Waits for a client's {@code $hello}: it comes first, and soon. What follows it waits until somebody takes the wire, which
 * may be after somebody has looked up who the client is.
 */
final class Handshake implements Inlet {
    private static final Logger log = LoggerFactory.getLogger(GameServer.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Wire wire;
    private final ServerSpec spec;
    private final Scheduler clock;
    private final Greeted greeted;
    private final Disposable deadline;
    private final Disposable.Swap asking = Disposables.swap();

    /** Takes the wire of a client that has greeted. */
    interface Greeted {

        /** On the wire's loop. */
        void accept(Wire wire, Hello hello, @Nullable Identity identity);
    }

    Handshake(Wire wire, ServerSpec spec, Scheduler clock, Greeted greeted) {
        this.wire = wire;
        this.spec = spec;
        this.clock = clock;
        this.greeted = greeted;
        long millis = spec.limits.hello().toMillis();
        CloseReason late = new CloseReason(4000, "no $hello within " + millis + " ms");
        this.deadline = clock.schedule(() -> late(late), millis, TimeUnit.MILLISECONDS);
    }

    private void late(CloseReason reason) {
        spec.metrics.limited("hello");
        wire.close(reason);
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
            var authenticator = spec.authenticator;
            if (authenticator == null) {
                greeted.accept(wire, hello, null);
            } else {
                authenticate(hello, Mono.defer(() -> Mono.from(authenticator.apply(hello))));
            }
        } catch (BadData bad) {
            fail(Failure.fatal(Failure.BAD_DATA, String.valueOf(bad.getMessage())));
        }
    }

    private void authenticate(Hello hello, Mono<Identity> answer) {
        asking.update(answer.timeout(PATIENCE, clock)
                .switchIfEmpty(Mono.error(() -> new Refused(Failure.AUTH_FAILED, "nobody is known by this token")))
                .subscribe(
                        identity -> wire.loop().execute(() -> greeted.accept(wire, hello, identity)), this::unknown));
    }

    private void unknown(Throwable why) {
        if (why instanceof TimeoutException) {
            log.warn("nobody could say within {} who a client is", PATIENCE);
            fail(Failure.fatal(Failure.OVERLOADED, "nobody can say now who you are"));
            return;
        }
        String text = "the credentials are not good";
        if (why instanceof Refused refused) {
            text = String.valueOf(refused.getMessage());
        } else {
            log.warn("the authenticator failed", Printable.thrown(why));
            spec.onError.accept("the authenticator", why);
        }
        fail(Failure.fatal(Failure.AUTH_FAILED, text));
    }

    private void fail(Failure failure) {
        wire.fail(failure, failure.close());
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
        asking.dispose();
    }
}
