package dev.playflux.room;

import dev.playflux.message.Undelivered;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The state, and the one way to change it: all of a change or nothing. What a change asks for besides (to send, to emit)
 * waits until it has returned, and is forgotten if it throws. On the room's thread; others may read the state.
 */
final class Ledger<S> {
    private static final int TURN = 1000;
    private static final int MOST = 65_536;

    private final Mailbox mailbox;
    private final Consumer<@Nullable Throwable> returned;
    private final List<Effect> asked = new ArrayList<>();
    private final Queue<Runnable> due = new ArrayDeque<>();
    private volatile @Nullable S state;
    private boolean changing;
    private boolean paying;
    private boolean owing;

    /** What a change asks for: what to do if it returns, and what if it throws. */
    private record Effect(Runnable done, Consumer<? super Throwable> discarded) {}

    /** @param returned hears when a change has returned, or what it threw, before anything that it asked for */
    Ledger(Mailbox mailbox, Consumer<@Nullable Throwable> returned) {
        this.mailbox = mailbox;
        this.returned = returned;
    }

    /** The state; there is one as soon as the room has opened. */
    S state() {
        return Objects.requireNonNull(state, "the room has no state yet");
    }

    /** Whether there is a state yet. */
    boolean begun() {
        return state != null;
    }

    /** Tries a change; gives what it threw, and then nothing has changed. */
    @Nullable
    Throwable attempt(Supplier<S> change) {
        changing = true;
        try {
            state = applied(change);
            asked.forEach(effect -> due.add(effect.done));
        } catch (Throwable thrown) {
            discard();
            return thrown;
        } finally {
            changing = false;
            asked.clear();
        }
        pay();
        return null;
    }

    private S applied(Supplier<S> change) {
        S next;
        try {
            next = Objects.requireNonNull(change.get(), "the next state is null");
        } catch (Throwable thrown) {
            returned.accept(thrown);
            throw thrown;
        }
        returned.accept(null);
        return next;
    }

    /** Whoever hears of it may send something else at once. */
    private void discard() {
        changing = false;
        List<Effect> discarded = List.copyOf(asked);
        asked.clear();
        for (Effect effect : discarded) {
            mailbox.guard(() -> effect.discarded.accept(
                    new Undelivered(Undelivered.Cause.DISCARDED, "the reducer that sent it threw")));
        }
    }

    /**
     * Does something after the change at hand, if that returns; at once if there is none.
     *
     * @param discarded hears that it is not done
     */
    void ask(Runnable effect, Consumer<? super Throwable> discarded) {
        if (changing) {
            bound();
            asked.add(new Effect(effect, discarded));
        } else {
            effect.run();
        }
    }

    /**
     * The same for what keeps its order: behind all that changes have asked for and that is due yet.
     *
     * @param discarded hears that it is not done
     */
    void send(Runnable effect, Consumer<? super Throwable> discarded) {
        if (changing) {
            ask(effect, discarded);
            return;
        }
        bound();
        next(effect);
    }

    /** Does something behind all that is due; at once if nothing is. Not within a change. */
    void next(Runnable effect) {
        if (due.isEmpty()) {
            effect.run();
        } else {
            due.add(effect);
        }
    }

    /** Whether nothing is at hand, and nothing due. */
    boolean idle() {
        return !changing && due.isEmpty();
    }

    private void bound() {
        if (asked.size() + due.size() >= MOST) {
            throw new IllegalStateException("more than " + MOST + " sends and events wait for their turn");
        }
    }

    /** Does what is due, one after the other; events without end go on in later turns and starve nobody. */
    private void pay() {
        if (paying || owing) {
            return;
        }
        paying = true;
        for (int i = 0; i < TURN && !due.isEmpty(); i++) {
            mailbox.guard(due.remove());
        }
        paying = false;
        if (!due.isEmpty()) {
            owing = true;
            mailbox.soon(this::payOn);
        }
    }

    private void payOn() {
        owing = false;
        pay();
    }
}
