package dev.playflux.message;

import java.util.Set;

/**
 * Why a connection ends: a WebSocket close code and a text for people. The codes are those of the protocol, 8.
 *
 * @param code the close code; 1005 and 1006 are never sent
 * @param reason at most 123 bytes of UTF-8; longer ones are cut
 */
public record CloseReason(int code, String reason) {
    /** Done, by either side. */
    public static final CloseReason DONE = new CloseReason(1000, "");
    /** The server goes away. */
    public static final CloseReason GOING_AWAY = new CloseReason(1001, "server going away");
    /** The socket ended without a close frame. */
    public static final CloseReason LOST = new CloseReason(1006, "connection lost");

    /** Closes after which a client does not come back by itself. */
    private static final Set<Integer> FINAL =
            Set.of(1000, 1002, 1003, 1007, 1008, 1009, 4001, 4003, 4004, 4005, 4006, 4009, 4010, 4011);

    /** The peer broke the protocol. */
    public static CloseReason protocolError(String reason) {
        return new CloseReason(1002, reason);
    }

    /** A reason whose text fits a close frame: cut to 123 bytes of UTF-8 at a character. */
    public CloseReason {
        reason = cut(reason, 123);
    }

    /** Whether a client stays away after it; after every other one it comes back by itself. */
    public boolean parts() {
        return FINAL.contains(code);
    }

    /** Whether the session ends with it, so that its seat is not kept. */
    public boolean endsSession() {
        return code == 4007 || (code != 4004 && parts());
    }

    private static String cut(String text, int most) {
        int bytes = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
            if (bytes > most) {
                return text.substring(0, i);
            }
            i += Character.charCount(c);
        }
        return text;
    }
}
