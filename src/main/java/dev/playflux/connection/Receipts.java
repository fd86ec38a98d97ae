package dev.playflux.connection;

import dev.playflux.message.Ack;
import dev.playflux.message.Failure;
import dev.playflux.message.Message;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/**
 * Tells a peer what became of its reliable messages. A refusal goes out before the acknowledgement that covers it, and only
 * ten failures a second go out at all, so where there are more the acknowledgement waits for them. On the loop.
 */
final class Receipts {
    private static final long PAUSE = 100;

    private final ProtocolWire wire;
    private final Scheduler clock;
    private final Manners manners;
    /** What is still to be told, once each however often its message comes again. */
    private Set<Failure> refused = Set.of();

    private long settled;
    private long told;
    private boolean waiting;

    Receipts(ProtocolWire wire, Scheduler clock, Manners manners) {
        this.wire = wire;
        this.clock = clock;
        this.manners = manners;
    }

    /** The highest number that the peer knows to be settled. */
    long told() {
        return told;
    }

    /** The peer knows it from elsewhere. */
    void told(long seq) {
        told = seq;
        settled = Math.max(settled, seq);
    }

    /** All up to a number are handled, but for these. One that is settled already is told again. */
    void settle(long seq, List<Failure> failures) {
        settled = Math.max(settled, seq);
        if (!failures.isEmpty()) {
            refused = refused.isEmpty() ? new LinkedHashSet<>() : refused;
            refused.addAll(failures);
        }
        tell();
    }

    private void tell() {
        Failure next = next();
        for (; next != null && manners.worthAnAnswer(); next = next()) {
            refused.remove(next);
            wire.tell(next);
        }
        long seq = next == null || next.re() == null ? settled : Math.min(settled, next.re() - 1);
        if (seq > 0 && (seq > told || next == null)) {
            told = Math.max(told, seq);
            wire.add(wire.codec().encode(Message.of("$ack", new Ack(0, seq))));
        }
        if (next != null && !waiting) {
            waiting = true;
            clock.schedule(() -> wire.loop().execute(this::tellOn), PAUSE, TimeUnit.MILLISECONDS);
        }
    }

    private @Nullable Failure next() {
        return refused.isEmpty() ? null : refused.iterator().next();
    }

    private void tellOn() {
        waiting = false;
        if (!wire.closing()) {
            tell();
            wire.flush();
        }
    }
}
