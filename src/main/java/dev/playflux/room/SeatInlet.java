package dev.playflux.room;

import dev.playflux.connection.Inlet;
import dev.playflux.message.Ack;
import dev.playflux.message.BadData;
import dev.playflux.message.CloseReason;
import dev.playflux.message.Failure;
import dev.playflux.message.Message;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The network's side of a seat: decodes, refuses what has no handler or does not fit, and leaves the rest in the room's
 * mailbox. On the wire's loop, but for the quota, which both sides count.
 */
final class SeatInlet<S> implements Inlet {
    private static final int QUOTA = 256;

    private final RunningRoom<S> room;
    private final Seat<S> seat;
    private final AtomicInteger waiting = new AtomicInteger();
    private boolean urgent;
    private boolean left;

    SeatInlet(RunningRoom<S> room, Seat<S> seat) {
        this.room = room;
        this.seat = seat;
    }

    @Override
    public void message(Message message) {
        if (message.action().charAt(0) == '$') {
            protocol(message);
        } else if (message.seq() != 0) {
            refuse(Failure.NOT_ALLOWED, "this server takes no reliable messages", message);
        } else if (seat.spectator()) {
            refuse(Failure.NOT_ALLOWED, "a spectator has no say", message);
        } else {
            application(message);
        }
    }

    private void application(Message message) {
        Handler<S> handler = room.game.handlers.get(message.action());
        if (handler != null) {
            try {
                Object data = message.as(handler.type());
                if (data == null) {
                    refuse(Failure.BAD_DATA, "expected data, was null", message);
                } else {
                    post(message, handler.wakes(), () -> room.play().handle(seat, handler, message, data));
                }
            } catch (BadData bad) {
                refuse(Failure.BAD_DATA, String.valueOf(bad.getMessage()), message);
            } catch (Throwable thrown) {
                // The record's own constructor, or a type that nothing can be read into: the game's fault, not the
                // wire's.
                room.mailbox().execute(() -> room.play().unreadable(seat, handler, message, thrown));
            }
        } else if (room.game.otherwise != null) {
            post(message, true, () -> room.play().otherwise(seat, message));
        } else {
            refuse(Failure.UNKNOWN_ACTION, room.play().unknown(message.action()), message);
        }
    }

    private void post(Message message, boolean wakes, Runnable task) {
        int used = waiting.incrementAndGet();
        if (used > QUOTA) {
            waiting.decrementAndGet();
            refuse(Failure.RATE_LIMITED, "the room has " + QUOTA + " of your messages to handle yet", message);
            return;
        }
        urgent |= wakes || used == QUOTA / 2;
        room.mailbox().post(() -> {
            waiting.decrementAndGet();
            task.run();
        });
    }

    private void refuse(String code, String text, Message message) {
        seat.refuse(Failure.of(code, text, message));
    }

    private void protocol(Message message) {
        switch (message.action()) {
            case "$hello" -> seat.wire().close(CloseReason.protocolError("a second $hello"));
            case "$bye" -> {
                left = true;
                seat.wire().close(CloseReason.DONE);
            }
            case "$ack" -> acknowledged(message);
            case "$resync" -> post(message, false, seat::resync);
            default -> {}
        }
    }

    private void acknowledged(Message message) {
        try {
            Ack ack = Ack.of(message);
            if (ack.seq() > 0) {
                seat.wire().close(CloseReason.protocolError("seq " + ack.seq() + " was never sent"));
            } else if (ack.tick() > 0) {
                seat.heard(ack.tick());
            }
        } catch (BadData bad) {
            refuse(Failure.BAD_DATA, String.valueOf(bad.getMessage()), message);
        }
    }

    @Override
    public void turnEnded() {
        if (urgent) {
            urgent = false;
            room.mailbox().wake();
        }
    }

    @Override
    public void closed(CloseReason reason) {
        boolean deliberate = left;
        room.mailbox().post(() -> {
            if (deliberate) {
                room.door().leave(seat, Leave.BYE);
            } else {
                room.door().lost(seat);
            }
        });
        room.mailbox().wake();
    }
}
