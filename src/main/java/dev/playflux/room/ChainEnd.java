package dev.playflux.room;

import dev.playflux.action.Chain;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.util.concurrent.Queues;

/**
 * Where the results of one player's operators go: to the game, on the room's thread, in the order in which the operators
 * emitted them. Each has its own turn, after the reducer at hand or in the mailbox; whichever comes first takes those before
 * it along.
 */
final class ChainEnd<S> implements Chain.End<Object> {
    private static final int OVERDUE = 256;

    private final RunningRoom<S> room;
    private final Seat<S> seat;
    private final Handler<S> handler;
    private final Queue<Result> results =
            Queues.<Result>unboundedMultiproducer().get();
    private final AtomicInteger overdue = new AtomicInteger();

    ChainEnd(RunningRoom<S> room, Seat<S> seat, Handler<S> handler) {
        this.room = room;
        this.seat = seat;
        this.handler = handler;
    }

    /** A result. What is not final belongs to the room's thread. */
    private static final class Result {
        private final Object value;
        /** Reduced, or taken back with what the reducer asked for in which it was emitted. */
        private boolean over;

        Result(Object value) {
            this.value = value;
        }
    }

    @Override
    public void next(Object value) {
        if (handler.end() instanceof Handler.Ignore) {
            return;
        }
        Result result = new Result(value);
        if (room.mailbox().here()) {
            results.add(result);
            try {
                room.ledger().ask(() -> end(result), discarded -> forget(result));
            } catch (RuntimeException tooMuch) {
                forget(result);
                throw tooMuch;
            }
        } else if (overdue.incrementAndGet() > OVERDUE) {
            overdue.decrementAndGet();
            room.settings().metrics().dropped(handler.action());
        } else {
            results.add(result);
            room.errands().inTurn(() -> {
                overdue.decrementAndGet();
                endThrough(result);
            });
        }
    }

    /** A result whose message may be at hand. */
    private void end(Result result) {
        while (!result.over && results.peek() != result) {
            endFirst();
        }
        if (!result.over) {
            results.remove();
            result.over = true;
            room.play().end(seat, handler, result.value);
        }
    }

    private void endThrough(Result result) {
        while (!result.over) {
            endFirst();
        }
    }

    /** One that is late has no message at hand any more. */
    private void endFirst() {
        Result first = results.remove();
        if (!first.over) {
            first.over = true;
            room.play().endLate(seat, handler, first.value);
        }
    }

    private void forget(Result result) {
        result.over = true;
        for (Result first = results.peek(); first != null && first.over; first = results.peek()) {
            results.remove();
        }
    }

    @Override
    public void failed(Throwable error) {
        room.mailbox().execute(() -> room.play().endFailed(seat, handler, error));
    }
}
