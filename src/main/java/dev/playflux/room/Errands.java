package dev.playflux.room;

import dev.playflux.message.PlayfluxException;
import dev.playflux.message.Undelivered;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** What is asked of a room: it happens on the room's thread, after the reducer at hand if there is one. From any thread. */
final class Errands<S> {
    private static final int OUTSIDE = 65_536;

    private final RunningRoom<S> room;
    private final AtomicInteger outside = new AtomicInteger();

    Errands(RunningRoom<S> room) {
        this.room = room;
    }

    /** Does something after the reducer at hand, if there is one and it returns; {@code discarded} hears that it is not done. */
    void ask(Runnable effect, Consumer<? super Throwable> discarded) {
        if (room.mailbox().here()) {
            room.ledger().ask(effect, discarded);
            return;
        }
        if (outside.incrementAndGet() > OUTSIDE) {
            outside.decrementAndGet();
            throw new PlayfluxException("room " + room.id() + " has " + OUTSIDE + " calls from outside to handle yet");
        }
        room.mailbox().execute(() -> {
            outside.decrementAndGet();
            if (!room.ending().over()) {
                effect.run();
            } else {
                discarded.accept(Undelivered.sessionLost("the room has closed"));
            }
        });
    }
}
