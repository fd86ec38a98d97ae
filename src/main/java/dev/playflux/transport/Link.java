package dev.playflux.transport;

import dev.playflux.message.CloseReason;
import dev.playflux.message.NetworkConditions;
import java.util.List;

/**
 * One end of an open socket: whole messages in, whole messages out. A receiver hears it on the link's loop, one call at
 * a time.
 */
public interface Link {

    /** The negotiated sub-protocol. */
    String subProtocol();

    /** The peer's address without its port, for limits and logs; {@code memory} if there is no network. */
    String address();

    /** The one thread that calls the receiver and writes. */
    Loop loop();

    /**
     * Starts delivery to the receiver; what came before is delivered first. Once, from any thread. Who gets a link opens
     * it, even one that has ended.
     */
    void open(Receiver receiver);

    /** Stops reading, or goes on. What the network has read already is still delivered. On the loop. */
    void reading(boolean wanted);

    /** Whether the socket takes more without hoarding it: below its high water mark. From any thread. */
    boolean writable();

    /** The bytes written here that the kernel has not taken yet, with what frames them. From any thread. */
    long waiting();

    /**
     * Adds one message to the socket's queue, without flushing: its parts one after the other, which are shared and never
     * changed. On the loop; nothing happens after a close.
     */
    void write(List<byte[]> parts);

    /** Sends what was written. On the loop. */
    void flush();

    /** Sends a PING; {@link Receiver#pong} tells how long the answer took. On the loop. */
    void ping();

    /**
     * Closes: what was written goes out first, then a close frame; a peer that does not take it is cut off after a
     * second. A reason that never travels, {@link CloseReason#LOST} for one, cuts at once. From now on nothing is written
     * and nothing of the peer is delivered. Idempotent, from any thread. The receiver hears {@link Receiver#closed} once
     * in any case: when the frame is out, or the peer is cut.
     */
    void close(CloseReason reason);

    /**
     * From now on the line is like this, until the link ends: what is sent here, and what comes. From any thread.
     *
     * @throws IllegalStateException if the link is not of {@link Transport#impaired}
     */
    default void conditions(NetworkConditions out, NetworkConditions in) {
        throw new IllegalStateException(
                "this network has no conditions to change; make it with Transport.impaired(transport, seed)");
    }
}
