package dev.playflux.room;

import dev.playflux.message.PlayfluxException;
import dev.playflux.message.Undelivered;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.util.concurrent.Queues;

/**
 * What is asked of a room: it happens on the room's thread, after the reducer at hand if there is one. What is asked from
 * other threads waits in the mailbox; what the room's own thread sends meanwhile does not overtake what was sent before.
 * From any thread.
 */
final class Errands<S> {
    private static final int OUTSIDE = 65_536;

    private final RunningRoom<S> room;
    private final AtomicInteger outside = new AtomicInteger();
    /** What was sent from outside and has not left yet; each is behind a task in the mailbox, too. */
    private final Queue<Errand> letters =
            Queues.<Errand>unboundedMultiproducer().get();

    private final AtomicLong posted = new AtomicLong();
    private long sent;

    Errands(RunningRoom<S> room) {
        this.room = room;
    }

    /** What is asked from outside. Runs on the room's thread. */
    private final class Errand implements Runnable {
        private final Runnable effect;
        private final Consumer<? super Throwable> discarded;
        private boolean done;

        Errand(Runnable effect, Consumer<? super Throwable> discarded) {
            this.effect = effect;
            this.discarded = discarded;
        }

        @Override
        public void run() {
            done = true;
            outside.decrementAndGet();
            if (!room.ending().over()) {
                effect.run();
            } else {
                discarded.accept(Undelivered.sessionLost("the room has closed"));
            }
        }
    }

    /** Does something after the reducer at hand, if there is one and it returns; {@code discarded} hears that it is not done. */
    void ask(Runnable effect, Consumer<? super Throwable> discarded) {
        if (room.mailbox().here()) {
            room.ledger().ask(effect, discarded);
        } else {
            room.mailbox().execute(outside(effect, discarded));
        }
    }

    /** The same for something that is sent: it leaves behind all that was sent before, from whichever thread. */
    void send(Runnable letter, Consumer<? super Throwable> discarded) {
        if (room.mailbox().here()) {
            room.ledger().ask(behind(posted.get(), letter), discarded);
            return;
        }
        Errand errand = outside(letter, discarded);
        posted.incrementAndGet(); // before it can be seen, so that whoever comes after it counts it
        letters.add(errand);
        room.mailbox().execute(() -> sendThrough(errand));
    }

    private Runnable behind(long before, Runnable letter) {
        if (before == sent) {
            return letter;
        }
        return () -> {
            sendUpTo(before);
            letter.run();
        };
    }

    private Errand outside(Runnable effect, Consumer<? super Throwable> discarded) {
        if (outside.incrementAndGet() > OUTSIDE) {
            outside.decrementAndGet();
            throw new PlayfluxException("room " + room.id() + " has " + OUTSIDE + " calls from outside to handle yet");
        }
        return new Errand(effect, discarded);
    }

    private void sendThrough(Errand letter) {
        while (!letter.done && sendNext()) {}
    }

    private void sendUpTo(long count) {
        while (sent < count && sendNext()) {}
    }

    private boolean sendNext() {
        @Nullable Errand next = letters.poll();
        if (next == null) {
            return false;
        }
        sent++;
        room.mailbox().guard(next);
        return true;
    }
}
