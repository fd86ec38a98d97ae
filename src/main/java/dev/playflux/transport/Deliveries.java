package dev.playflux.transport;

import dev.playflux.message.CloseReason;
import dev.playflux.message.Printable;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a link hands to its receiver: held until there is one, ended by exactly one {@code closed}. A receiver that
 * throws loses its link. On the loop only.
 */
final class Deliveries {
    private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);

    private final Consumer<CloseReason> close;
    private @Nullable Queue<Consumer<Receiver>> held;
    private @Nullable Receiver receiver;
    private @Nullable CloseReason heldEnd;
    private boolean ended;
    private boolean silenced;
    private boolean arrived;

    /** Deliveries of a link that is closed by this. */
    Deliveries(Consumer<CloseReason> close) {
        this.close = close;
    }

    /** Names the receiver; what was held until now waits for {@link #drain}. */
    void open(Receiver receiver) {
        if (this.receiver != null) {
            throw new IllegalStateException("a link is opened once");
        }
        this.receiver = receiver;
    }

    boolean opened() {
        return receiver != null;
    }

    boolean ended() {
        return ended;
    }

    boolean holds() {
        return held != null || heldEnd != null;
    }

    /** From now on nothing but the end is delivered: the link closes by our wish. */
    void silence() {
        silenced = true;
        held = null;
    }

    /** Delivers what was held, which ends with a turn of its own. */
    void drain() {
        Receiver to = receiver;
        if (to == null) {
            return;
        }
        while (held != null) {
            Consumer<Receiver> next = held.poll();
            if (next != null) {
                tell(to, next);
            } else {
                held = null;
            }
        }
        CloseReason end = heldEnd;
        if (end != null) {
            heldEnd = null;
            tell(to, last -> last.closed(end));
        } else {
            turnEnded();
        }
    }

    void message(byte[] bytes, boolean text) {
        if (ended || silenced) {
            return;
        }
        arrived = true;
        Receiver to = direct();
        if (to == null) {
            hold(later -> later.message(bytes, text));
            return;
        }
        try {
            to.message(bytes, text);
        } catch (Throwable thrown) {
            failed(thrown);
        }
    }

    void pong(long nanos) {
        if (ended || silenced) {
            return;
        }
        arrived = true;
        Receiver to = direct();
        if (to == null) {
            hold(later -> later.pong(nanos));
        } else {
            tell(to, now -> now.pong(nanos));
        }
    }

    /** The peer asks for a sign of life; the transport answers at once, unless a line delays that too. */
    void pinged(Runnable answer) {
        if (receiver instanceof Line line) {
            line.pinged(answer);
        } else {
            answer.run();
        }
    }

    /** A receiver that also stands for a part of the network, so that what asks for a sign of life travels it. */
    interface Line extends Receiver {

        /** A question has come; its answer is to leave. */
        void pinged(Runnable answer);
    }

    private void hold(Consumer<Receiver> delivery) {
        if (held == null) {
            held = new ArrayDeque<>();
        }
        held.add(delivery);
    }

    /** Ends the turn, if anything was delivered in it. */
    void turnEnded() {
        Receiver to = direct();
        if (to != null && arrived && !ended && !silenced) {
            arrived = false;
            tell(to, Receiver::turnEnded);
        }
    }

    /** The last delivery; what comes afterwards is dropped. Whether it is the first such call. */
    boolean closed(CloseReason reason) {
        if (ended) {
            return false;
        }
        ended = true;
        Receiver to = direct();
        if (to != null) {
            tell(to, last -> last.closed(reason));
        } else {
            heldEnd = reason;
        }
        return true;
    }

    private void tell(Receiver to, Consumer<Receiver> what) {
        try {
            what.accept(to);
        } catch (Throwable thrown) {
            failed(thrown);
        }
    }

    private void failed(Throwable thrown) {
        LOG.error("a receiver failed, its link is closed", Printable.thrown(thrown));
        close.accept(CloseCodes.FAILED);
    }

    /** The receiver, unless something that came earlier waits for it. */
    private @Nullable Receiver direct() {
        return held == null ? receiver : null;
    }
}
