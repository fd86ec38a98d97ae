package dev.playflux.connection;

import dev.playflux.codec.Codec;
import dev.playflux.codec.Encoded;
import dev.playflux.message.CloseReason;
import dev.playflux.message.Failure;
import dev.playflux.message.Limits;
import dev.playflux.message.Message;
import dev.playflux.message.NetworkConditions;
import dev.playflux.metrics.Metrics;
import dev.playflux.transport.Link;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * A link that speaks the protocol: envelopes in, envelopes out, limits kept, pings answered. What a {@link Connection}, a
 * seat in a room and a client are made of.
 */
public interface Wire {

    /** How many bytes may wait unsent; what is sent at most once is dropped beyond. */
    long UNSENT = 64 * 1024;

    /**
     * Puts the protocol on a link.
     *
     * @param inlet hears the wire from the first message on
     * @param ended hears, after the last inlet, that the wire has ended
     */
    static Wire open(String id, Link link, Terms terms, Function<Wire, Inlet> inlet, Consumer<Wire> ended) {
        ProtocolWire wire = new ProtocolWire(id, link, terms, inlet, ended);
        wire.open();
        return wire;
    }

    /** The id that logs name. */
    String id();

    /** The peer's address. */
    String address();

    /** How messages travel here. */
    Codec codec();

    /** From now on messages travel by another codec of the same sub-protocol. On the loop. */
    void codec(Codec codec);

    /** The network thread; wires with the same one can be served by one task. */
    Executor loop();

    /** Hands everything that arrives from now on to another inlet, what was held first. On the loop. */
    void attach(Inlet inlet);

    /** Holds back what arrives until {@link #attach}. On the loop. */
    void hold();

    /** Holds back what arrives until {@link #attach}; of an end before that another inlet hears. On the loop. */
    void hold(Inlet next);

    /** Whether the socket takes a state now. From any thread. */
    boolean writable();

    /** The bytes that wait unsent. From any thread. */
    long waiting();

    /** What is sent, at most once, from any thread; see {@link Connection#outbound}. */
    Sinks.Many<Message> outbound();

    /** Queues what is encoded already, as {@link #outbound} does. From any thread. */
    Sinks.EmitResult emit(Encoded envelope);

    /** Sends what is queued; else it leaves a moment later. On the loop. */
    void drain();

    /** Sends envelopes in as few messages as may be, and flushes. On the loop. */
    void write(List<Encoded> envelopes);

    /** Several envelopes share a message only up to so many bytes from now on, since the peer takes no more. On the loop. */
    void most(int messageBytes);

    /** Tells the peer of a refused message, at most ten a second. From any thread. */
    void refuse(Failure failure);

    /**
     * Tells the peer that its reliable messages up to a number are handled, all but those refused, of which it hears first;
     * leaves with the next write. On the loop.
     */
    void settle(long seq, List<Failure> refused);

    /** The highest number of the peer's reliable messages that it knows to be handled. On the loop. */
    long settled();

    /**
     * The peer has come back to its session, and knows that its reliable messages up to a number are handled: the first
     * 256 reliable messages do not count for the rate. On the loop.
     */
    void resumed(long seq);

    /** Tells the peer that it sent no message, and closes with 1008 when it does so too often. On the loop. */
    void offended(String problem);

    /** The round trip as measured by PING. From any thread. */
    RoundTrip roundTrip();

    /**
     * From now on the line is like this, see {@link Link#conditions}. From any thread.
     *
     * @throws IllegalStateException if the transport has no conditions to change
     */
    void conditions(NetworkConditions out, NetworkConditions in);

    /** Measures the round trip, and closes a peer that has been silent for too long. From any thread. */
    void beat();

    /** How long the peer has been silent. On the loop. */
    Duration silent();

    /** Sends a fatal failure, and closes. From any thread. */
    void fail(Failure failure, CloseReason reason);

    /** Closes: what was sent goes out first. Idempotent, from any thread. */
    void close(CloseReason reason);

    /**
     * On what terms a wire deals with its peer.
     *
     * @param codec how messages travel
     * @param limits what the peer may do
     * @param limited whether the rate counts: not for what a server sends
     * @param accepted the protocol's actions that the peer may send
     * @param clock the time
     * @param metrics what is counted
     */
    record Terms(Codec codec, Limits limits, boolean limited, Set<String> accepted, Scheduler clock, Metrics metrics) {

        /** What a server accepts from a client. */
        public static Terms server(Codec codec, Limits limits, Scheduler clock, Metrics metrics) {
            Set<String> accepted = Set.of("$hello", "$bye", "$ack", "$reply", "$resync", "$ping", "$pong");
            return new Terms(codec, limits, true, accepted, clock, metrics);
        }

        /** What a client accepts from its server. */
        public static Terms client(Codec codec, Limits limits, Scheduler clock) {
            Set<String> accepted = Set.of(
                    "$welcome", "$state", "$error", "$reply", "$ack", "$bye", "$move", "$ping", "$pong", "$view");
            return new Terms(codec, limits, false, accepted, clock, Metrics.NONE);
        }
    }
}
