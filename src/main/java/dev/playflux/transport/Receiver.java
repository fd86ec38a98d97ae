package dev.playflux.transport;

import dev.playflux.message.CloseReason;

/** Hears a link, on the link's loop. Must return at once and not throw: who throws loses the link, with 1011. */
public interface Receiver {

    /** A whole message, its fragments joined, UTF-8 checked if it is text. The array is the receiver's. */
    void message(byte[] bytes, boolean text);

    /**
     * The end of a turn of the loop in which something arrived, here or on other links of it: the moment to wake others
     * and to flush.
     */
    void turnEnded();

    /** An answer to {@link Link#ping} came, this many nanoseconds after the question. */
    void pong(long nanos);

    /** The link is gone: the peer's reason, ours, or {@link CloseReason#LOST}. The last call, exactly once. */
    void closed(CloseReason reason);
}
