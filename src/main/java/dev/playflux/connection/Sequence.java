package dev.playflux.connection;

import dev.playflux.message.CloseReason;

/** The order of a peer's reliable messages on one connection of its session. On the loop. */
public final class Sequence {
    private final Wire wire;
    private boolean adopts;
    private long adopted;
    private long last;

    /** Where a message stands in the order. */
    public enum Place {
        /** It is the next one. */
        NEXT,
        /** It has come before; it is only answered again. */
        AGAIN,
        /** It cannot be; the connection is closed. */
        IMPOSSIBLE
    }

    /** An order that goes on after a number, or, if it adopts, with whatever higher number comes next. */
    public Sequence(Wire wire, long last, boolean adopts) {
        this.wire = wire;
        this.adopts = adopts;
        this.last = last;
    }

    /** Where the message of a number stands; if it is the next one, it counts as received from now on. */
    public Place take(long seq) {
        if (seq <= last) {
            return Place.AGAIN;
        }
        if (seq != last + 1 && !adopts) {
            wire.close(CloseReason.protocolError("seq " + seq + " after " + last));
            return Place.IMPOSSIBLE;
        }
        // Twice what may be unacknowledged: after a resume the peer may know more than it was told again.
        adopted = adopts ? seq - 1 : adopted;
        if (seq - Math.max(wire.settled(), adopted) > 2 * Outbox.MESSAGES) {
            wire.close(CloseReason.protocolError("more than " + Outbox.MESSAGES + " messages unacknowledged"));
            return Place.IMPOSSIBLE;
        }
        adopts = false;
        last = seq;
        return Place.NEXT;
    }
}
