package dev.playflux.room;

import dev.playflux.message.PlayfluxException;
import dev.playflux.message.Undelivered;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
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
    /** What was sent from outside; each has a task in the mailbox, too. */
    private final Queue<Errand> letters =
            Queues.<Errand>unboundedMultiproducer().get();
    /** Those that the room's thread has seen, how many it has seen so far, and how many have left. */
    private final Queue<Errand> seen = new ArrayDeque<>();

    private long sighted;
    private long sent;

    Errands(RunningRoom<S> room) {
        this.room = room;
    }

    /** What is asked from outside. */
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
            admit();
            post(new Errand(effect, discarded));
        }
    }

    /** The same for something that is sent: it leaves behind all that was sent before, from whichever thread. */
    void send(Runnable letter, Consumer<? super Throwable> discarded) {
        if (room.mailbox().here()) {
            sight();
            room.ledger().send(behind(sighted, letter), discarded);
        } else {
            Errand errand = new Errand(letter, discarded);
            admit();
            letters.add(errand);
            post(() -> {
                sight();
                room.ledger().send(() -> sendThrough(errand), lost -> {});
            });
        }
    }

    private void admit() {
        if (outside.incrementAndGet() > OUTSIDE) {
            outside.decrementAndGet();
            throw new PlayfluxException("room " + room.id() + " has " + OUTSIDE + " calls from outside to handle yet");
        }
    }

    /** A letter may leave before its turn comes; its place in the mailbox is what counts for the bound. */
    private void post(Runnable task) {
        room.mailbox().execute(() -> {
            outside.decrementAndGet();
            task.run();
        });
    }

    private void sight() {
        for (Errand next = letters.poll(); next != null; next = letters.poll()) {
            seen.add(next);
            sighted++;
        }
    }

    private Runnable behind(long before, Runnable letter) {
        if (before == sent) {
            return letter;
        }
        return () -> {
            while (sent < before) {
                sendNext();
            }
            letter.run();
        };
    }

    private void sendThrough(Errand letter) {
        while (!letter.done) {
            sendNext();
        }
    }

    private void sendNext() {
        sent++;
        room.mailbox().guard(seen.remove());
    }
}
