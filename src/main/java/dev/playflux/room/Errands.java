package dev.playflux.room;

import dev.playflux.message.PlayfluxException;
import dev.playflux.message.Undelivered;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * What is asked of a room: it happens on the room's thread, after the reducer at hand if there is one. What is asked from
 * other threads waits in the mailbox, in the order of the calls. What the room's own thread sends meanwhile does not overtake
 * what was sent before: while something sent from outside waits there, it waits behind it. From any thread.
 */
final class Errands<S> {
    private static final int OUTSIDE = 65_536;
    private static final int OWN = 65_536;
    private static final int LOOKS = 100;

    private final RunningRoom<S> room;
    private final AtomicInteger outside = new AtomicInteger();
    /** How much that is sent waits in the mailbox. */
    private final AtomicInteger letters = new AtomicInteger();
    /** How much of that is the room's own. */
    private int own;

    Errands(RunningRoom<S> room) {
        this.room = room;
    }

    /** Does something after the reducer at hand, if there is one and it returns; {@code discarded} hears that it is not done. */
    void ask(Runnable effect, Consumer<? super Throwable> discarded) {
        if (room.mailbox().here()) {
            room.ledger().ask(effect, discarded);
        } else {
            admit();
            inTurn(() -> {
                outside.decrementAndGet();
                unlessOver(effect, discarded);
            });
        }
    }

    /** The same for something that is sent: it leaves behind all that was sent before, from whichever thread. */
    void send(Runnable letter) {
        send(letter, discarded -> {});
    }

    /** The same; {@code discarded} hears that it is not done. */
    void send(Runnable letter, Consumer<? super Throwable> discarded) {
        if (!room.mailbox().here()) {
            admit();
            letters.incrementAndGet();
            inTurn(() -> {
                outside.decrementAndGet();
                leave(letter, discarded);
            });
        } else if (letters.get() == 0) {
            room.ledger().send(letter, discarded);
        } else if (own < OWN) {
            room.ledger().ask(new Place(letter), discarded);
        } else {
            throw new IllegalStateException("more than " + OWN + " sends wait behind those of other threads");
        }
    }

    /** The same for the end of whoever is sent to: at once, unless something that the room has sent waits. */
    void end(Runnable end) {
        if (room.mailbox().here() && own == 0) {
            room.ledger().send(end, discarded -> {});
        } else {
            send(end);
        }
    }

    /** Sends an answer: in its order, but whether or not the reducer at hand returns, and however much waits. */
    void answer(Runnable letter) {
        if (!room.mailbox().here()) {
            letters.incrementAndGet();
            inTurn(() -> leave(letter, discarded -> letter.run()));
        } else if (room.ledger().idle() && letters.get() == 0) {
            letter.run();
        } else {
            new Place(letter).run();
        }
    }

    /** The room's own end: when everything that it has sent has left, or does not for long. On the room's thread. */
    void last(Runnable end) {
        last(end, LOOKS);
    }

    private void last(Runnable end, int looks) {
        if (settled() || looks == 0) {
            end.run();
        } else {
            room.mailbox().soon(() -> last(end, looks - 1));
        }
    }

    /** Whether everything that the room has sent has left. On the room's thread. */
    boolean settled() {
        return own == 0 && room.ledger().idle();
    }

    /** Does something behind what waits in the mailbox, and what is due by then. */
    void inTurn(Runnable task) {
        room.mailbox().soon(() -> room.ledger().next(task));
    }

    private void admit() {
        if (outside.incrementAndGet() > OUTSIDE) {
            outside.decrementAndGet();
            throw new PlayfluxException("room " + room.id() + " has " + OUTSIDE + " calls from outside to handle yet");
        }
    }

    private void unlessOver(Runnable effect, Consumer<? super Throwable> discarded) {
        if (!room.ending().over()) {
            effect.run();
        } else {
            discarded.accept(Undelivered.sessionLost("the room has closed"));
        }
    }

    /** A letter from outside leaves. */
    private void leave(Runnable letter, Consumer<? super Throwable> discarded) {
        letters.decrementAndGet();
        unlessOver(letter, discarded);
    }

    /**
     * The place of a letter of the room's own, behind those from outside that wait. It is taken when the letter is sent, and
     * when its turn has come the letter leaves, unless the reducer that sent it has thrown. One that has not returned what it
     * asked for yet is due before.
     */
    private final class Place implements Runnable {
        private final Runnable letter;
        private boolean returned;

        Place(Runnable letter) {
            this.letter = letter;
            letters.incrementAndGet();
            own++;
            inTurn(this::leave);
        }

        /** The reducer has returned. */
        @Override
        public void run() {
            returned = true;
        }

        private void leave() {
            letters.decrementAndGet();
            own--;
            if (returned) {
                letter.run();
            }
        }
    }
}
