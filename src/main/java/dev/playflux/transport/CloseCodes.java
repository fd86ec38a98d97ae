package dev.playflux.transport;

import dev.playflux.message.CloseReason;

/** Which close codes travel, and what a transport closes with by itself. */
final class CloseCodes {
    /** The peer's close frame had no code. */
    static final CloseReason NONE = new CloseReason(1005, "");

    static final CloseReason NOT_UTF8 = new CloseReason(1007, "text that is not UTF-8");
    static final CloseReason TOO_MANY_FRAGMENTS = new CloseReason(1009, "too many fragments");
    static final CloseReason CONTROL_FLOOD = new CloseReason(1008, "too many control frames");
    static final CloseReason UNFINISHED = new CloseReason(1008, "a message was not finished in time");
    static final CloseReason FAILED = new CloseReason(1011, "internal error");

    private CloseCodes() {}

    static CloseReason tooBig(int limit) {
        return new CloseReason(1009, "a message has at most " + limit + " bytes");
    }

    /** Whether a close frame may carry it. */
    static boolean sendable(int code) {
        return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
    }
}
