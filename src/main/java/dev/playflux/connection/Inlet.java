package dev.playflux.connection;

import dev.playflux.message.CloseReason;
import dev.playflux.message.Failure;
import dev.playflux.message.Message;

/** What a wire delivers to, on its loop: nothing stands between the network and a room's mailbox. Must return at once. */
public interface Inlet {

    /** An envelope within the limits: the application's, or one of the protocol's that is not about liveness. */
    void message(Message message);

    /** Bytes that are no message. */
    default void malformed(Wire wire, String problem) {
        wire.offended(problem);
    }

    /** A message that the wire refuses by itself: over the rate, or not for the peer to send. */
    default void refused(Wire wire, Message message, Failure failure) {
        wire.refuse(failure);
    }

    /** Whether the peer has yet to greet: then even what the wire answers or refuses itself is delivered. */
    default boolean expectsGreeting() {
        return false;
    }

    /** A turn of the loop ended in which something arrived. */
    default void turnEnded() {}

    /** The wire is about to close by our wish: what was kept for the end of the turn leaves now, or never. At most once. */
    default void closing() {}

    /** The wire has ended. The last call, exactly once. */
    void closed(CloseReason reason);
}
