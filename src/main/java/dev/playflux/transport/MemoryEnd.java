package dev.playflux.transport;

import dev.playflux.message.CloseReason;
import dev.playflux.message.Limits;
import java.util.function.BiConsumer;

/**
 * What distinguishes an end of a link in memory.
 *
 * @param network the network it is part of
 * @param number in the order in which ends came to be
 * @param subProtocol the negotiated sub-protocol
 * @param limits of the messages that it takes
 * @param client whether it connected, else it listened
 * @param onClosed hears once, on the end's loop, that it ended
 */
record MemoryEnd(
        MemoryNetwork network,
        int number,
        String subProtocol,
        Limits.Shape limits,
        boolean client,
        BiConsumer<MemoryLink, CloseReason> onClosed) {

    boolean text() {
        return SubProtocols.text(subProtocol);
    }

    /** Whether the network keeps it from reading. */
    boolean stalled() {
        return client && network.stalled();
    }
}
