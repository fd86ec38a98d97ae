package dev.playflux.connection;

import dev.playflux.codec.Json;
import dev.playflux.codec.Received;
import dev.playflux.message.BadMessage;
import dev.playflux.message.CloseReason;
import dev.playflux.message.Failure;
import dev.playflux.message.Message;
import dev.playflux.transport.Receiver;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The inbound side of a wire: decodes, keeps the limits, answers pings, and gives the rest to the inlet. On the loop. */
final class Intake implements Receiver {
    private static final int HELD = 1024;

    private final ProtocolWire wire;
    private final Wire.Terms terms;
    private final Manners manners;
    private @Nullable Queue<Received> held;
    private Inlet inlet;
    private boolean holding;
    private long heard;
    private @Nullable CloseReason ended;

    Intake(ProtocolWire wire, Wire.Terms terms, Manners manners, Inlet inlet) {
        this.wire = wire;
        this.terms = terms;
        this.manners = manners;
        this.inlet = inlet;
        this.heard = now();
    }

    @Override
    public void message(byte[] bytes, boolean text) {
        heard = now();
        if (text != wire.codec().text()) {
            wire.close(new CloseReason(1003, text ? "text on a binary connection" : "binary on a text connection"));
            return;
        }
        if (terms.limited() && !manners.weigh(bytes.length)) {
            terms.metrics().limited("bytes");
        }
        try {
            for (Received received : wire.codec().decode(bytes, terms.limits().shape())) {
                take(received);
            }
        } catch (BadMessage bad) {
            take(new Received.Malformed(String.valueOf(bad.getMessage())));
        }
    }

    private void take(Received received) {
        if (wire.closing()) {
            return;
        }
        if (!holding) {
            deliver(received);
        } else {
            hold(received);
        }
    }

    private void hold(Received received) {
        if (held == null) {
            held = new ArrayDeque<>();
        }
        if (held.size() < HELD) {
            held.add(received);
        } else {
            wire.close(new CloseReason(1008, "too much before $welcome"));
        }
    }

    private void deliver(Received received) {
        if (terms.limited() && !exempt(received) && !manners.withinRate()) {
            overRate(received);
        } else if (received instanceof Received.Wellformed wellformed) {
            deliver(wellformed.message());
        } else if (received instanceof Received.Malformed malformed) {
            inlet.malformed(wire, malformed.problem());
        }
    }

    private boolean exempt(Received received) {
        return received instanceof Received.Wellformed wellformed
                && wellformed.message().seq() != 0
                && manners.exempt();
    }

    private void overRate(Received received) {
        terms.metrics().limited("rate");
        if (manners.relentless()) {
            wire.close(new CloseReason(4010, "over the rate for 3 s"));
        } else if (received instanceof Received.Wellformed wellformed) {
            Message message = wellformed.message();
            inlet.refused(wire, message, Failure.of(Failure.RATE_LIMITED, "too many messages", message));
        } else {
            wire.refuse(Failure.of(Failure.RATE_LIMITED, "too many messages"));
        }
    }

    private void deliver(Message message) {
        String action = message.action();
        if (action.charAt(0) != '$' || inlet.expectsGreeting()) {
            inlet.message(message);
        } else if (!terms.accepted().contains(action)) {
            if (terms.limited()) {
                String text = action + " is not for clients to send";
                inlet.refused(wire, message, Failure.of(Failure.RESERVED_ACTION, text, message));
            } else if (message.seq() != 0) {
                inlet.message(message); // means nothing to a client, but its number counts
            }
        } else if (action.equals("$ping")) {
            answerPing(message);
            if (message.seq() != 0) {
                inlet.message(message);
            }
        } else {
            inlet.message(message);
        }
    }

    private void answerPing(Message message) {
        Object t = message.as(Object.class) instanceof Map<?, ?> data ? data.get("t") : null;
        if (!(t instanceof Number number)) {
            wire.refuse(Failure.of(Failure.BAD_DATA, "t: expected a number", message));
            return;
        }
        long time = terms.clock().now(TimeUnit.MILLISECONDS);
        // A number goes back as it came; an integer beyond 2^53 - 1 would go back as a string.
        Number echo = Json.exact((long) number.doubleValue()) ? number : (Number) number.doubleValue();
        Map<String, Object> pong = new LinkedHashMap<>(4);
        pong.put("t", echo);
        pong.put("time", time);
        wire.add(wire.codec().encode(Message.of("$pong", pong)));
    }

    @Override
    public void turnEnded() {
        inlet.turnEnded();
        wire.flush();
    }

    void closing() {
        inlet.closing();
    }

    @Override
    public void pong(long nanos) {
        heard = now();
        wire.roundTrip(nanos);
    }

    @Override
    public void closed(CloseReason reason) {
        ended = reason;
        held = null;
        inlet.closed(reason);
        wire.closed(reason);
    }

    void hold() {
        holding = true;
    }

    void hold(Inlet next) {
        holding = true;
        inlet = next;
    }

    /** Another inlet; hears at once what was held, and of an end that came before it. Says whether the wire is to be read. */
    boolean attach(Inlet other) {
        inlet = other;
        holding = false;
        if (ended != null) {
            other.closed(ended);
        }
        Queue<Received> earlier = held;
        held = null;
        while (earlier != null && !earlier.isEmpty() && !wire.closing()) {
            deliver(earlier.remove());
        }
        return !holding;
    }

    /** How long the peer has been silent, in nanoseconds. */
    long silent() {
        return now() - heard;
    }

    private long now() {
        return terms.clock().now(TimeUnit.NANOSECONDS);
    }
}
