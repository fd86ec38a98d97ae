package dev.playflux.transport;

import dev.playflux.message.Limits;
import java.time.Duration;

/** What a client takes from the server it chose: much larger messages than a server takes from a stranger. */
final class ClientLimits {
    private static final int MESSAGE_BYTES = 16 * 1024 * 1024;
    private static final int FRAGMENTS = 4096;

    static final Limits LIMITS = limits(Limits.DEFAULTS.withMessageBytes(MESSAGE_BYTES));

    private ClientLimits() {}

    private static Limits limits(Limits from) {
        Limits.Shape shape = from.shape();
        return new Limits(
                new Limits.Shape(
                        shape.messageBytes(),
                        FRAGMENTS,
                        shape.envelopes(),
                        shape.depth(),
                        shape.stringBytes(),
                        shape.nameBytes(),
                        shape.numberChars()),
                from.rate(),
                from.control(),
                from.outboundMessages(),
                from.connectionsPerAddress(),
                from.hello(),
                Duration.ofSeconds(30));
    }
}
