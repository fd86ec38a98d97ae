package dev.playflux.transport;

import dev.playflux.message.CloseReason;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which close codes travel, and what a transport closes with by itself. */
final class CloseCodes {
    /** The peer's close frame had no code. */
    static final CloseReason NONE = new CloseReason(1005, "");

    static final CloseReason NOT_UTF8 = new CloseReason(1007, "text that is not UTF-8");
    static final CloseReason NOT_INFLATABLE = new CloseReason(1007, "what cannot be inflated");
    static final CloseReason TOO_MANY_FRAGMENTS = new CloseReason(1009, "too many fragments");
    static final CloseReason CONTROL_FLOOD = new CloseReason(1008, "too many control frames");
    static final CloseReason UNFINISHED = new CloseReason(1008, "a message was not finished in time");
    static final CloseReason FAILED = new CloseReason(1011, "internal error");

    private CloseCodes() {}

    /** The limit that a close for this is of, as {@link dev.playflux.message.Limits} names it. */
    static Optional<String> limit(CloseReason reason) {
        if (reason == TOO_MANY_FRAGMENTS) {
            return Optional.of("fragments");
        }
        if (reason.code() == 1009) {
            return Optional.of("messageBytes");
        }
        return reason == CONTROL_FLOOD
                ? Optional.of("control")
                : reason == UNFINISHED ? Optional.of("unfinished") : Optional.empty();
    }

    static CloseReason tooBig(int limit) {
        return new CloseReason(1009, "a message has at most " + limit + " bytes");
    }

    /** Whether a close frame may carry it. */
    static boolean sendable(int code) {
        return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
    }

    /** What a close frame says, or null if a peer may not say it: a restart, for one, is the affair of servers. */
    static @Nullable CloseReason read(byte[] payload, boolean byClient) {
        if (payload.length < 2 || Utf8.check(payload, 2, payload.length) != payload.length) {
            return null;
        }
        int code = code(payload);
        boolean servers = code >= 1012 && code <= 1014;
        return sendable(code) && !(byClient && servers)
                ? new CloseReason(code, new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8))
                : null;
    }

    /** What a close frame that cannot be read is answered with. */
    static CloseReason broken(byte[] payload) {
        boolean coded = payload.length >= 2;
        return coded && Utf8.check(payload, 2, payload.length) != payload.length
                ? new CloseReason(1007, "a reason that is not UTF-8")
                : CloseReason.protocolError(coded ? "not a close code: " + code(payload) : "half a close code");
    }

    private static int code(byte[] payload) {
        return ((payload[0] & 0xff) << 8) | (payload[1] & 0xff);
    }
}
