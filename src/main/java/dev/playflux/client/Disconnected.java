package dev.playflux.client;

import dev.playflux.message.CloseReason;

/**
 * Why a client has no connection any more.
 *
 * @param reason what programs read
 * @param close how the connection ended: the code, and the text that the server gave or that says what was noticed
 * @param returning whether the client tries to come back by itself; else it has ended for good
 */
public record Disconnected(Reason reason, CloseReason close, boolean returning) {

    /** What can end a connection. */
    public enum Reason {
        /** The client, the server or the end of its room closed it in good order. */
        CLOSED,
        /** The server's game sent the player away. */
        KICKED,
        /** One side was silent, or too slow for the other. */
        TIMEOUT,
        /** One side does not take what the other says: credentials, a room that is full or unknown, a breach of the protocol. */
        REFUSED,
        /** The server goes away, starts again, or has too much to do. */
        SHUTDOWN,
        /** A newer connection of the same session took its place. */
        REPLACED,
        /** The network broke, or the server cannot be reached, or has had a fault. */
        LOST;

        /** What a close says. */
        public static Reason of(CloseReason close) {
            return switch (close.code()) {
                case 1000, 4009 -> CLOSED;
                case 4003 -> KICKED;
                case 4000, 4007, 4008 -> TIMEOUT;
                case 1001, 1012, 1013 -> SHUTDOWN;
                case 4004 -> REPLACED;
                case 1005, 1006, 1011 -> LOST;
                default -> REFUSED;
            };
        }
    }

    /** What people read; may be empty. */
    public String text() {
        return close.reason();
    }

    static Disconnected of(CloseReason close, boolean returning) {
        return new Disconnected(Reason.of(close), close, returning);
    }
}
