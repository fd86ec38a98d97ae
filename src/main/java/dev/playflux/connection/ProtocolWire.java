package dev.playflux.connection;

import dev.playflux.codec.Codec;
import dev.playflux.codec.Encoded;
import dev.playflux.codec.Received;
import dev.playflux.message.BadMessage;
import dev.playflux.message.CloseReason;
import dev.playflux.message.Failure;
import dev.playflux.message.Message;
import dev.playflux.transport.Link;
import dev.playflux.transport.Loop;
import dev.playflux.transport.Receiver;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Sinks;

/** The protocol on a link. Its state belongs to the link's loop; what other threads read is volatile. */
final class ProtocolWire implements Wire, Receiver {
    private static final Logger log = LoggerFactory.getLogger(Wire.class);
    private static final long TOO_MUCH = 512 * 1024;
    private static final long DEAD = TimeUnit.SECONDS.toNanos(15);
    private static final int HELD = 1024;

    private final String id;
    private final Link link;
    private final Terms terms;
    private final Manners manners;
    private final OutboundSink outbound;
    private final Queue<Received> held = new ArrayDeque<>();
    private Inlet inlet;
    private boolean holding;
    private boolean closing;
    private boolean unflushed;
    private @Nullable CloseReason ended;
    private long heard;
    private volatile long roundTrip;

    ProtocolWire(String id, Link link, Terms terms, Inlet inlet) {
        this.id = id;
        this.link = link;
        this.terms = terms;
        this.inlet = inlet;
        this.manners = new Manners(terms.limits(), terms.clock());
        this.heard = now();
        this.outbound = new OutboundSink(
                terms.limits().outboundMessages(),
                terms.codec()::encode,
                link::waiting,
                () -> link.loop().execute(this::drain),
                () -> terms.metrics().dropped("outbound"));
    }

    // What arrives.

    @Override
    public void message(byte[] bytes, boolean text) {
        heard = now();
        if (closing) {
            return;
        }
        if (text != terms.codec().text()) {
            close(new CloseReason(1003, text ? "text on a binary connection" : "binary on a text connection"));
            return;
        }
        try {
            for (Received received : terms.codec().decode(bytes, terms.limits().shape())) {
                take(received);
            }
        } catch (BadMessage bad) {
            take(new Received.Malformed(String.valueOf(bad.getMessage())));
        }
    }

    private void take(Received received) {
        if (closing) {
            return;
        }
        if (!holding) {
            deliver(received);
        } else if (held.size() < HELD) {
            held.add(received);
        } else {
            close(new CloseReason(1008, "too much before $welcome"));
        }
    }

    private void deliver(Received received) {
        if (terms.limited() && !manners.withinRate()) {
            overRate(received);
        } else if (received instanceof Received.Wellformed wellformed) {
            deliver(wellformed.message());
        } else if (received instanceof Received.Malformed malformed) {
            inlet.malformed(this, malformed.problem());
        }
    }

    private void overRate(Received received) {
        if (manners.relentless()) {
            close(new CloseReason(4010, "over the rate for 3 s"));
        } else if (received instanceof Received.Wellformed wellformed) {
            refuse(Failure.of(Failure.RATE_LIMITED, "too many messages", wellformed.message()));
        } else {
            refuse(Failure.of(Failure.RATE_LIMITED, "too many messages"));
        }
    }

    private void deliver(Message message) {
        String action = message.action();
        if (action.charAt(0) != '$') {
            inlet.message(message);
        } else if (!terms.accepted().contains(action)) {
            reserved(message);
        } else if (action.equals("$ping") && inlet.answersPings()) {
            answerPing(message);
        } else {
            inlet.message(message);
        }
    }

    private void reserved(Message message) {
        if (terms.limited()) {
            refuse(Failure.of(
                    Failure.RESERVED_ACTION, message.action() + " is not for clients to send", message));
        }
    }

    private void answerPing(Message message) {
        Object t = message.as(Object.class) instanceof Map<?, ?> data ? data.get("t") : null;
        if (!(t instanceof Number number)) {
            refuse(Failure.of(Failure.BAD_DATA, "t: expected a number", message));
            return;
        }
        long time = terms.clock().now(TimeUnit.MILLISECONDS);
        // A number goes back as it came; an integer beyond 2^53 - 1 would go back as a string.
        Number echo = Math.abs(number.doubleValue()) <= 9007199254740991.0 ? number : (Number) number.doubleValue();
        add(terms.codec().encode(Message.of("$pong", Map.of("t", echo, "time", time))));
    }

    @Override
    public void turnEnded() {
        inlet.turnEnded();
        if (unflushed) {
            unflushed = false;
            link.flush();
        }
    }

    @Override
    public void writable() {}

    @Override
    public void pong(long nanos) {
        heard = now();
        long smooth = roundTrip;
        // The smoothing of RFC 6298: seven eighths of the past.
        roundTrip = smooth == 0 ? Math.max(1, nanos) : smooth + (nanos - smooth) / 8;
    }

    @Override
    public void closed(CloseReason reason) {
        closing = true;
        ended = reason;
        held.clear();
        outbound.cancel();
        terms.metrics().connectionClosed(reason.code());
        log.debug("{} from {} closed with {} {}", id, address(), reason.code(), reason.reason());
        inlet.closed(reason);
    }

    @Override
    public void hold() {
        holding = true;
        link.reading(false);
    }

    @Override
    public void attach(Inlet inlet) {
        this.inlet = inlet;
        holding = false;
        if (ended != null) {
            inlet.closed(ended);
        }
        for (Received next = held.poll(); next != null && !closing && !holding; next = held.poll()) {
            deliver(next);
        }
        if (!closing && !holding) {
            link.reading(true);
            turnEnded();
        }
    }

    // What leaves.

    @Override
    public void write(List<Encoded> envelopes) {
        for (Encoded envelope : terms.codec().frames(envelopes)) {
            put(envelope);
        }
        unflushed = false;
        link.flush();
    }

    private void add(Encoded envelope) {
        put(envelope);
        unflushed = true;
    }

    private void put(Encoded envelope) {
        if (closing) {
            return;
        }
        if (link.waiting() > TOO_MUCH) {
            close(new CloseReason(4007, "too much unsent"));
            return;
        }
        link.write(envelope);
    }

    private void drain() {
        List<Encoded> taken = outbound.take();
        if (!taken.isEmpty()) {
            write(taken);
        }
        OutboundSink.@Nullable End end = outbound.ended();
        if (end != null) {
            close(end.error() == null ? CloseReason.DONE : new CloseReason(1011, "internal error"));
        }
    }

    @Override
    public void refuse(Failure failure) {
        if (!link.loop().here()) {
            link.loop().execute(() -> {
                refuse(failure);
                turnEnded();
            });
        } else if (!closing) {
            terms.metrics().refused(failure.code());
            if (manners.worthAnAnswer()) {
                add(terms.codec().encode(Message.of("$error", failure)));
            }
        }
    }

    @Override
    public void offended(String problem) {
        if (manners.forgivable()) {
            refuse(Failure.of(Failure.BAD_MESSAGE, problem));
        } else {
            close(new CloseReason(1008, "too many bad messages: " + problem));
        }
    }

    @Override
    public void beat() {
        link.loop().execute(() -> {
            if (silent().toNanos() > DEAD) {
                close(new CloseReason(4008, "silent"));
            } else if (!closing) {
                link.ping();
            }
        });
    }

    @Override
    public void fail(Failure failure, CloseReason reason) {
        link.loop().execute(() -> {
            if (!closing) {
                terms.metrics().refused(failure.code());
                write(List.of(terms.codec().encode(Message.of("$error", failure))));
                close(reason);
            }
        });
    }

    @Override
    public void close(CloseReason reason) {
        if (!link.loop().here()) {
            link.loop().execute(() -> close(reason));
        } else if (!closing) {
            List<Encoded> accepted = outbound.take();
            if (!accepted.isEmpty()) {
                write(accepted);
            }
            closing = true;
            link.close(reason);
        }
    }

    @Override
    public Duration silent() {
        return Duration.ofNanos(now() - heard);
    }

    @Override
    public Duration roundTrip() {
        return Duration.ofNanos(roundTrip);
    }

    @Override
    public Sinks.EmitResult emit(Encoded envelope) {
        return outbound.offer(envelope);
    }

    @Override
    public Sinks.Many<Message> outbound() {
        return outbound;
    }

    @Override
    public boolean writable() {
        return link.writable();
    }

    @Override
    public long waiting() {
        return link.waiting();
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String address() {
        return link.address();
    }

    @Override
    public Codec codec() {
        return terms.codec();
    }

    @Override
    public Loop loop() {
        return link.loop();
    }

    private long now() {
        return terms.clock().now(TimeUnit.NANOSECONDS);
    }
}
