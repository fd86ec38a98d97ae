package dev.playflux.room;

import dev.playflux.connection.Inlet;
import dev.playflux.connection.Outbox;
import dev.playflux.connection.Sequence;
import dev.playflux.connection.Wire;
import dev.playflux.message.Ack;
import dev.playflux.message.BadData;
import dev.playflux.message.CloseReason;
import dev.playflux.message.Failure;
import dev.playflux.message.Message;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The network's side of a seat: decodes, refuses what has no handler or does not fit, keeps reliable messages in their
 * order, and leaves the rest in the room's mailbox. On the wire's loop, but for the quota, which both sides count.
 */
final class SeatInlet<S> implements Inlet {
    private static final int QUOTA = 256;

    private final RunningRoom<S> room;
    private final Seat<S> seat;
    private final Line<S> line;
    private final Sequence sequence;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger repeated = new AtomicInteger();
    private @Nullable String brought;
    private boolean urgent;
    private boolean left;

    SeatInlet(RunningRoom<S> room, Seat<S> seat, Line<S> line, long received, boolean adopts) {
        this.room = room;
        this.seat = seat;
        this.line = line;
        this.sequence = new Sequence(line.wire(), received, adopts);
    }

    /** From now on what comes was sent by somebody who may have read the welcome, and the token that it brought. */
    void listening(String token) {
        brought = token;
    }

    @Override
    public void message(Message message) {
        if (brought != null) {
            seat.confirm(brought);
            brought = null;
        }
        if (message.seq() != 0 && !inOrder(message)) {
            return;
        }
        if (message.action().charAt(0) == '$') {
            protocol(message);
        } else if (seat.spectator()) {
            refuse(Failure.NOT_ALLOWED, "a spectator has no say", message);
        } else {
            application(message);
        }
    }

    /** Whether a reliable message is the next one. One that comes again is only answered again. */
    private boolean inOrder(Message message) {
        long seq = message.seq();
        Sequence.Place place = sequence.take(seq);
        if (place == Sequence.Place.AGAIN) {
            again(seq);
        }
        return place == Sequence.Place.NEXT;
    }

    /** No more come again at a time than may be unacknowledged. */
    private void again(long seq) {
        if (repeated.incrementAndGet() > Outbox.MESSAGES) {
            repeated.decrementAndGet();
            return;
        }
        urgent = true;
        room.mailbox().post(() -> {
            repeated.decrementAndGet();
            ifHere(() -> seat.again(seq));
        });
    }

    /** Runs a task unless the client has come back on another connection meanwhile. On the room's thread. */
    private void ifHere(Runnable task) {
        if (seat.line() == line) {
            task.run();
        }
    }

    private void application(Message message) {
        Handler<S> handler = room.game.handlers.get(message.action());
        if (handler != null) {
            try {
                Object data = handler.data(message);
                if (data == null) {
                    refuse(Failure.BAD_DATA, "expected data, was null", message);
                } else {
                    boolean wakes = message.ask() || handler.wakes();
                    post(message, wakes, () -> room.play().handle(seat, handler, message, data));
                }
            } catch (BadData bad) {
                refuse(Failure.BAD_DATA, String.valueOf(bad.getMessage()), message);
            } catch (Throwable thrown) {
                // The record's own constructor, or a type that nothing can be read into: the game's fault, not the
                // wire's.
                room.mailbox().execute(() -> ifHere(() -> room.play().unreadable(seat, handler, message, thrown)));
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
            ifHere(task);
        });
    }

    @Override
    public void refused(Wire wire, Message message, Failure failure) {
        if (message.seq() == 0 || inOrder(message)) {
            refuse(message, failure);
        }
    }

    private void refuse(String code, String text, Message message) {
        refuse(message, Failure.of(code, text, message));
    }

    /** A reliable message is answered by the room, in its turn. */
    private void refuse(Message message, Failure failure) {
        if (message.seq() == 0) {
            line.wire().refuse(failure);
        } else {
            urgent = true;
            room.mailbox().post(() -> ifHere(() -> seat.refuse(message, failure)));
        }
    }

    private void protocol(Message message) {
        switch (message.action()) {
            case "$hello" -> line.wire().close(CloseReason.protocolError("a second $hello"));
            case "$bye" -> {
                left = true;
                line.wire().close(CloseReason.DONE);
            }
            case "$ack" -> acknowledged(message);
            case "$resync" ->
                post(message, message.seq() != 0, () -> {
                    line.resync();
                    taken(message);
                });
            case "$reply" -> post(message, true, () -> seat.replied(message));
            default -> {
                if (message.seq() != 0) {
                    post(message, true, () -> taken(message));
                }
            }
        }
    }

    /** A message of the protocol's own is handled; it has no answer, so who asks for one hears of nothing. */
    private void taken(Message message) {
        seat.replies().reply(message, null);
        seat.accept(message);
    }

    private void acknowledged(Message message) {
        try {
            Ack ack = Ack.of(message);
            if (ack.seq() > 0) {
                room.mailbox().post(() -> ifHere(() -> seat.acknowledged(ack.seq())));
            }
            if (ack.tick() > 0) {
                line.heard(ack.tick());
            }
            if (message.seq() != 0) {
                post(message, true, () -> taken(message));
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
        room.mailbox()
                .soon(() -> ifHere(() -> {
                    if (deliberate) {
                        room.door().leave(seat, Leave.BYE);
                    } else {
                        room.door().lost(seat, reason);
                    }
                }));
    }
}
