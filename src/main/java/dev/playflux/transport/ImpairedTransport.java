package dev.playflux.transport;

import dev.playflux.message.NetworkConditions;

/** A transport whose lines have conditions; see {@link Transport#impaired}. */
public interface ImpairedTransport extends Transport {

    /**
     * From now on all its lines are like this, those open and those to come; none adds anything at first. A connection is made
     * after a latency of both directions, and not within 5 seconds if one of them is silent.
     *
     * @param out what is sent by this end
     * @param in what comes to this end
     */
    ImpairedTransport conditions(NetworkConditions out, NetworkConditions in);

    /**
     * Cuts all its lines without a close frame: this end hears {@link dev.playflux.message.CloseReason#LOST}, and so does the other
     * one unless the line is silent; then it finds out by itself, or after 30 seconds.
     */
    void cut();

    /** The seed of the delays. */
    long seed();
}
