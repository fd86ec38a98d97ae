package dev.playflux.transport;

import dev.playflux.message.CloseReason;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a link hands to its receiver: held until there is one, ended by exactly one {@code closed}. On the loop only. */
final class Deliveries {
    private final Deque<Consumer<Receiver>> held = new ArrayDeque<>();
    private @Nullable Receiver receiver;
    private @Nullable CloseReason heldEnd;
    private boolean ended;
    private boolean silenced;
    private boolean arrived;

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
        return !held.isEmpty() || heldEnd != null;
    }

    /** From now on nothing but the end is delivered: the link closes by our wish. */
    void silence() {
        silenced = true;
        held.clear();
    }

    /** Delivers what was held, which ends with a turn of its own. */
    void drain() {
        Receiver to = receiver;
        if (to == null) {
            return;
        }
        Consumer<Receiver> next;
        while ((next = held.poll()) != null) {
            next.accept(to);
        }
        CloseReason end = heldEnd;
        if (end != null) {
            heldEnd = null;
            to.closed(end);
        } else {
            turnEnded();
        }
    }

    void message(byte[] bytes, boolean text) {
        if (quiet()) {
            return;
        }
        arrived = true;
        Receiver to = direct();
        if (to != null) {
            to.message(bytes, text);
        } else {
            held.add(later -> later.message(bytes, text));
        }
    }

    void pong(long nanos) {
        if (quiet()) {
            return;
        }
        arrived = true;
        Receiver to = direct();
        if (to != null) {
            to.pong(nanos);
        } else {
            held.add(later -> later.pong(nanos));
        }
    }

    void writable() {
        Receiver to = direct();
        if (to != null && !quiet()) {
            to.writable();
        }
    }

    /** Ends the turn, if anything was delivered in it. */
    void turnEnded() {
        Receiver to = direct();
        if (to != null && arrived && !quiet()) {
            arrived = false;
            to.turnEnded();
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
            to.closed(reason);
        } else {
            heldEnd = reason;
        }
        return true;
    }

    private boolean quiet() {
        return ended || silenced;
    }

    private @Nullable Receiver direct() {
        return held.isEmpty() ? receiver : null;
    }
}
