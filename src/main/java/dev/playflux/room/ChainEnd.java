package dev.playflux.room;

import dev.playflux.action.Chain;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.util.concurrent.Queues;

/**
 * Where the results of one player's operators go: to the game, on the room's thread, in the order in which the operators
 * emitted them. Those of other threads wait in the mailbox, and for no longer than until the next one of the room's own.
 */
final class ChainEnd<S> implements Chain.End<Object> {
    private static final int OVERDUE = 256;

    private final RunningRoom<S> room;
    private final Seat<S> seat;
    private final Handler<S> handler;
    private final Queue<Object> late = Queues.<Object>unboundedMultiproducer().get();
    private final AtomicInteger overdue = new AtomicInteger();

    ChainEnd(RunningRoom<S> room, Seat<S> seat, Handler<S> handler) {
        this.room = room;
        this.seat = seat;
        this.handler = handler;
    }

    @Override
    public void next(Object result) {
        if (handler.end() instanceof Handler.Ignore) {
            return;
        }
        if (room.mailbox().here()) {
            room.ledger().ask(() -> end(result), discarded -> {});
        } else if (overdue.incrementAndGet() > OVERDUE) {
            overdue.decrementAndGet();
            room.settings().metrics().dropped(handler.action());
        } else {
            late.add(result);
            room.mailbox().execute(this::endLate);
        }
    }

    private void end(Object result) {
        endLate();
        room.play().end(seat, handler, result);
    }

    /** What is late has no message at hand any more. */
    private void endLate() {
        for (int left = overdue.get(); left > 0; left--) {
            Object result = late.poll();
            if (result != null) {
                overdue.decrementAndGet();
                room.play().endLate(seat, handler, result);
            }
        }
    }

    @Override
    public void failed(Throwable error) {
        room.mailbox().execute(() -> room.play().endFailed(seat, handler, error));
    }
}
