package dev.playflux.transport;

import java.time.Duration;

/** A network in memory, whose conditions a test sets. They hold for links opened afterwards and for those open. */
public interface MemoryTransport extends Transport {

    /** The time a message takes one way; none by default. Order is kept. */
    MemoryTransport latency(Duration oneWay);

    /**
     * Whether clients read; while they do not, what is sent to them waits and the links of the server become unwritable.
     * A client that merely called {@link Link#reading reading(false)} still takes some, as its kernel would.
     */
    MemoryTransport stalled(boolean stalled);

    /** Cuts all links without a close frame: both ends hear {@link dev.playflux.message.CloseReason#LOST}. */
    void cut();
}
