package dev.playflux.client;

import dev.playflux.codec.Codec;
import dev.playflux.codec.Encoded;
import dev.playflux.codec.Received;
import dev.playflux.connection.Outbox;
import dev.playflux.connection.Outcome;
import dev.playflux.connection.Questions;
import dev.playflux.connection.Wire;
import dev.playflux.message.Body;
import dev.playflux.message.Limits;
import dev.playflux.message.Message;
import dev.playflux.message.NotEncodable;
import dev.playflux.message.Undelivered;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * Takes messages from whoever brings them, checks the reliable ones, and carries those into the client's turns; the others too
 * where they would overtake them. From any thread.
 */
final class Courier {
    private static final Limits.Shape USUAL = Limits.DEFAULTS.shape();
    private static final long LONGEST_NUMBER = (1L << 53) - 1;
    /** Longer than a server keeps a seat by default: until then the message may still arrive. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Session session;
    private final Executor turns;
    private final ConnectorSpec spec;
    private final Scheduler clock;
    /** What waits for its turn: all of it, the reliable messages among it, and the others with their bytes. */
    private final AtomicInteger underway = new AtomicInteger();

    private final AtomicInteger reliable = new AtomicInteger();
    private final AtomicInteger sends = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private volatile Limits.Shape taken = within(USUAL.messageBytes());

    Courier(Session session, Executor turns, ConnectorSpec spec, Scheduler clock) {
        this.session = session;
        this.turns = turns;
        this.spec = spec;
        this.clock = clock;
    }

    /** The server has told what it takes. */
    void welcomed(Welcome welcome) {
        taken = within(welcome.messageBytes(USUAL.messageBytes()));
    }

    /** One level of nesting is for the array that several messages may travel in. */
    private static Limits.Shape within(int bytes) {
        Limits.Shape wide = Limits.DEFAULTS.withMessageBytes(Math.max(1, bytes)).shape();
        return new Limits.Shape(
                wide.messageBytes(),
                wide.fragments(),
                wide.envelopes(),
                wide.depth() - 1,
                wide.stringBytes(),
                wide.nameBytes(),
                wide.numberChars());
    }

    /** Sends a message at most once, behind the reliable ones that wait for their turn; false if it was dropped. */
    boolean send(Message message, Wire wire) {
        if (underway.get() == 0) {
            return wire.outbound().tryEmitNext(message).isSuccess();
        }
        Encoded encoded = wire.codec().encode(message);
        int length = encoded.length();
        // The bounds of the outbound, which it will stand in next.
        long waiting = bytes.addAndGet(length) + wire.waiting();
        if (sends.incrementAndGet() > Limits.FROM_SERVER.outboundMessages() || waiting > Wire.UNSENT) {
            sends.decrementAndGet();
            bytes.addAndGet(-length);
            return false;
        }
        carry(() -> {
            sends.decrementAndGet();
            bytes.addAndGet(-length);
            wire.emit(encoded);
        });
        return true;
    }

    Mono<Void> deliver(Message message) {
        Sinks.Empty<Void> done = Sinks.empty();
        carry(checked(message), new Delivery(done), null);
        return done.asMono().timeout(PATIENCE, late(message, PATIENCE), clock);
    }

    <R> Mono<R> ask(Message message, Class<R> type) {
        Sinks.One<Body> answer = Sinks.one();
        Inquiry inquiry = new Inquiry(answer);
        carry(checked(message.asking()), inquiry, inquiry);
        return answer.asMono()
                .timeout(spec.timeout(), late(message, spec.timeout()), clock)
                .handle((body, sink) -> {
                    R value = fitting(body, type);
                    if (value != null) {
                        sink.next(value);
                    }
                });
    }

    private static <R> @Nullable R fitting(Body body, Class<R> type) {
        return new Message("$reply", body, 0, false, 0).as(type);
    }

    private static <T> Mono<T> late(Message message, Duration patience) {
        return Mono.error(() -> new Undelivered(
                Undelivered.Cause.TIMEOUT,
                "nothing was heard of '" + message.action() + "' within " + patience.toMillis() + " ms"));
    }

    private void carry(Message message, Outcome outcome, Questions.@Nullable Asker asker) {
        if (reliable.incrementAndGet() > Outbox.MESSAGES) {
            reliable.decrementAndGet();
            outcome.failed(Session.overflow());
            return;
        }
        carry(() -> {
            reliable.decrementAndGet();
            try {
                session.send(message, outcome, asker);
            } catch (NotEncodable unfit) {
                outcome.failed(unfit);
            }
        });
    }

    private void carry(Runnable task) {
        underway.incrementAndGet();
        turns.execute(() -> {
            try {
                task.run();
            } finally {
                underway.decrementAndGet(); // not before: what is sent from now on may leave at once
            }
        });
    }

    /**
     * The message as the server will read it, in bytes that its sender cannot change any more. One that the server refuses
     * to read would have a number that nothing could acknowledge.
     */
    Message checked(Message message) {
        Codec codec = spec.codec();
        Limits.Shape limits = taken;
        Encoded encoded = codec.encode(message.withSeq(LONGEST_NUMBER));
        if (encoded.length() > limits.messageBytes()) {
            throw new NotEncodable(
                    "'" + message.action() + "' has " + encoded.length() + " bytes, the server takes "
                            + limits.messageBytes(),
                    null);
        }
        Outbox.fitting(message, encoded);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length());
        encoded.parts().forEach(bytes::writeBytes);
        Received read = codec.decode(bytes.toByteArray(), limits).get(0);
        if (read instanceof Received.Wellformed wellformed) {
            return wellformed.message();
        }
        throw new NotEncodable("the server would not take '" + message.action() + "': " + read, null);
    }

    /** Tells of a message. */
    private record Delivery(Sinks.Empty<Void> done) implements Outcome {

        @Override
        public void acknowledged() {
            done.tryEmitEmpty();
        }

        @Override
        public void failed(Throwable why) {
            done.tryEmitError(why);
        }
    }

    /** Tells of a question: what counts is its answer, unless there will be none. */
    private record Inquiry(Sinks.One<Body> answer) implements Outcome, Questions.Asker {

        @Override
        public void acknowledged() {}

        @Override
        public void answered(Body body) {
            answer.tryEmitValue(body);
        }

        @Override
        public void failed(Throwable why) {
            answer.tryEmitError(why);
        }
    }
}
