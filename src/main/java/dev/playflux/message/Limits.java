package dev.playflux.message;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * What an end takes from a stranger. {@link #DEFAULTS} are the protocol's, 9; each {@code with} gives a changed copy.
 *
 * @param shape the size and shape of a message
 * @param rate the envelopes of a connection, the protocol's own included; beyond it {@code rate_limited}
 * @param bytes the bytes of a connection's messages; beyond it all of a message is {@code rate_limited}. A whole message
 *     may always come at once
 * @param control WebSocket control frames of a connection; beyond it the connection closes with 1008
 * @param outboundMessages the messages that may wait in a connection's outbound sink
 * @param connectionsPerAddress the open connections of an address; beyond it HTTP 429
 * @param sessionsPerAddress the sessions of an address, those whose client is away included; beyond it {@code not_allowed}
 *     and 1013
 * @param connects the new connections of an address in a second; beyond it HTTP 429
 * @param hello how long a connection may take to say {@code $hello}; beyond it 4000
 * @param unfinished how long an upgrade request may take, and a message from its first fragment to its last
 */
public record Limits(
        Shape shape,
        Rate rate,
        Rate bytes,
        Rate control,
        int outboundMessages,
        int connectionsPerAddress,
        int sessionsPerAddress,
        Rate connects,
        Duration hello,
        Duration unfinished) {

    /** The protocol's defaults. */
    public static final Limits DEFAULTS = new Limits(
            Shape.DEFAULTS,
            new Rate(120, 240),
            new Rate(512 * 1024, 2 * 1024 * 1024),
            new Rate(5, 20),
            256,
            256,
            512,
            new Rate(200, 400),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5));

    /** What a client takes from the server it chose: much larger messages than a server takes from a stranger. */
    public static final Limits FROM_SERVER = new Limits(
            new Shape(16 * 1024 * 1024, 4096, 64, 256, 16 * 1024 * 1024, 64 * 1024, 1024),
            DEFAULTS.rate,
            DEFAULTS.bytes,
            DEFAULTS.control,
            DEFAULTS.outboundMessages,
            DEFAULTS.connectionsPerAddress,
            DEFAULTS.sessionsPerAddress,
            DEFAULTS.connects,
            DEFAULTS.hello,
            Duration.ofSeconds(30));

    /** Limits that mean something. */
    public Limits {
        Rate.positive("outboundMessages", outboundMessages);
        Rate.positive("connectionsPerAddress", connectionsPerAddress);
        Rate.positive("sessionsPerAddress", sessionsPerAddress);
        Rate.positive("hello", hello.toMillis());
        Rate.positive("unfinished", unfinished.toMillis());
    }

    /** The same with another size of a message, in bytes. */
    public Limits withMessageBytes(int messageBytes) {
        return withShape(new Shape(
                messageBytes,
                shape.fragments,
                shape.envelopes,
                shape.depth,
                Math.max(shape.stringBytes, messageBytes / 2),
                shape.nameBytes,
                shape.numberChars));
    }

    /** The same with another shape of a message. */
    public Limits withShape(Shape shape) {
        return with(draft -> draft.shape = shape);
    }

    /** The same with another rate of envelopes. */
    public Limits withRate(int perSecond, int burst) {
        return with(draft -> draft.rate = new Rate(perSecond, burst));
    }

    /** The same with another rate of bytes. */
    public Limits withBytes(int perSecond, int burst) {
        return with(draft -> draft.bytes = new Rate(perSecond, burst));
    }

    /** The same with another bound of a connection's outbound sink. */
    public Limits withOutboundMessages(int outboundMessages) {
        return with(draft -> draft.outboundMessages = outboundMessages);
    }

    /**
     * The same with another number of connections per address. If more may be open than may come at once, as many may come
     * at once.
     */
    public Limits withConnectionsPerAddress(int connectionsPerAddress) {
        return with(draft -> {
            draft.connectionsPerAddress = connectionsPerAddress;
            draft.connects = new Rate(
                    Math.max(connects.perSecond, connectionsPerAddress / 2),
                    Math.max(connects.burst, connectionsPerAddress));
        });
    }

    /** The same with another rate of new connections per address. */
    public Limits withConnects(int perSecond, int burst) {
        return with(draft -> draft.connects = new Rate(perSecond, burst));
    }

    /** The same with another rate of control frames. */
    public Limits withControl(int perSecond, int burst) {
        return with(draft -> draft.control = new Rate(perSecond, burst));
    }

    /** The same with another number of sessions per address. */
    public Limits withSessionsPerAddress(int sessionsPerAddress) {
        return with(draft -> draft.sessionsPerAddress = sessionsPerAddress);
    }

    /** The same with another time for {@code $hello}. */
    public Limits withHello(Duration hello) {
        return with(draft -> draft.hello = hello);
    }

    /** The same with another time for what is unfinished. */
    public Limits withUnfinished(Duration unfinished) {
        return with(draft -> draft.unfinished = unfinished);
    }

    private Limits with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.limits();
    }

    /** Limits that can be changed. */
    private static final class Draft {
        private Shape shape;
        private Rate rate;
        private Rate bytes;
        private Rate control;
        private int outboundMessages;
        private int connectionsPerAddress;
        private int sessionsPerAddress;
        private Rate connects;
        private Duration hello;
        private Duration unfinished;

        Draft(Limits from) {
            shape = from.shape;
            rate = from.rate;
            bytes = from.bytes;
            control = from.control;
            outboundMessages = from.outboundMessages;
            connectionsPerAddress = from.connectionsPerAddress;
            sessionsPerAddress = from.sessionsPerAddress;
            connects = from.connects;
            hello = from.hello;
            unfinished = from.unfinished;
        }

        Limits limits() {
            return new Limits(
                    shape,
                    rate,
                    bytes,
                    control,
                    outboundMessages,
                    connectionsPerAddress,
                    sessionsPerAddress,
                    connects,
                    hello,
                    unfinished);
        }
    }

    /** What a {@code $welcome} tells a client of them. */
    public Told told() {
        return new Told(shape.messageBytes, rate.perSecond, rate.burst);
    }

    /**
     * What a client is told.
     *
     * @param messageBytes the size of a message
     * @param messagesPerSecond the rate of envelopes
     * @param burst how many may come at once
     */
    public record Told(int messageBytes, int messagesPerSecond, int burst) {}

    /**
     * A token bucket.
     *
     * @param perSecond how many are regained a second
     * @param burst how many may come at once
     */
    public record Rate(int perSecond, int burst) {

        /** A rate that lets something through. */
        public Rate {
            positive("perSecond", perSecond);
            positive("burst", burst);
        }

        // It stands here because this record has no constants: their initialisers call it, and must not wait in a
        // circle.
        static void positive(String name, long value) {
            if (value < 1) {
                throw new IllegalArgumentException(name + " must be at least 1, was " + value);
            }
        }
    }

    /**
     * The size and shape of a message.
     *
     * @param messageBytes its bytes over all fragments, after inflation; beyond it the connection closes with 1009
     * @param fragments its fragments; beyond it 1009
     * @param envelopes its envelopes
     * @param depth its nesting, counted from its root
     * @param stringBytes a string's bytes, in UTF-8 after unescaping
     * @param nameBytes a member name's bytes, in UTF-8 after unescaping
     * @param numberChars a number's characters
     */
    public record Shape(
            int messageBytes,
            int fragments,
            int envelopes,
            int depth,
            int stringBytes,
            int nameBytes,
            int numberChars) {

        /** The protocol's defaults. */
        public static final Shape DEFAULTS = new Shape(16 * 1024, 16, 64, 32, 8 * 1024, 128, 32);

        /** A shape that lets something through. */
        public Shape {
            Rate.positive("messageBytes", messageBytes);
            Rate.positive("fragments", fragments);
            Rate.positive("envelopes", envelopes);
            Rate.positive("depth", depth);
            Rate.positive("stringBytes", stringBytes);
            Rate.positive("nameBytes", nameBytes);
            Rate.positive("numberChars", numberChars);
        }
    }
}
