package dev.playflux.connection;

import dev.playflux.codec.Codec;
import dev.playflux.codec.Encoded;
import dev.playflux.message.Failure;
import dev.playflux.message.Message;
import dev.playflux.message.Undelivered;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/**
 * The reliable messages of a session, both ways, over all its connections. One thread at a time.
 *
 * <p>A client learns of a refusal by an {@code $error}, which may be lost with the connection, while the number of the
 * refused message counts as handled. So refusals are remembered until the client surely has them: for as long as a dead
 * connection may go unnoticed, or until the client has sent more than it may without knowing. One that comes back before is
 * told the number before the first of them, sends them again, and is refused again.
 */
public final class Correspondence {
    static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

    private final Outbox outbox;
    private final Questions questions;
    private final Scheduler clock;
    private @Nullable Map<Long, Refusal> refusals;
    private long handled;
    private boolean adopts;
    /** The last of our numbers that was stored, until the client tells of those that were not. */
    private long stored = Long.MAX_VALUE;

    /** A refusal, and when it was written down. */
    private record Refusal(Failure failure, long at) {}

    /**
     * Goes on after numbers that are 0 for a new session.
     *
     * @param sent the last that the server has sent
     * @param handled the last of the client's that is handled
     */
    public Correspondence(Scheduler clock, long sent, long handled) {
        this.clock = clock;
        this.outbox = new Outbox(sent);
        this.questions = new Questions(clock, PATIENCE);
        this.handled = handled;
    }

    /** What the server has sent. */
    public Outbox outbox() {
        return outbox;
    }

    /** What the server has asked. */
    public Questions questions() {
        return questions;
    }

    /** The last of the client's messages that is handled. */
    public long handled() {
        return handled;
    }

    /** The last of the client's messages of which the client surely knows that it is handled, and how. */
    public long known() {
        return refusals == null || refusals.isEmpty()
                ? handled
                : refusals.keySet().iterator().next() - 1;
    }

    /** The numbers are as old as the last save of a server that was killed: those that the client knows are taken over. */
    public void adopt() {
        adopts = true;
        stored = outbox.last();
    }

    /** Whether the numbers are still as old as a save. */
    public boolean stale() {
        return adopts || stored != Long.MAX_VALUE;
    }

    /** What the server has sent before, and the client not acknowledged. */
    public void restore(Message message, Codec codec) {
        outbox.restore(message, codec);
    }

    /** Whether the next of the client's messages may have any number. */
    public boolean adopts() {
        return adopts;
    }

    /** Whether a client that has our messages up to this one can go on. */
    public boolean continues(long seq) {
        if (seq > stored) {
            outbox.skip(stored, seq);
            stored = Long.MAX_VALUE;
            questions.fail(Undelivered.sessionLost("the server has forgotten its number"));
        }
        return outbox.plausible(seq);
    }

    /** One more of the client's messages is handled. */
    public void handled(long seq) {
        adopts = false;
        handled = seq;
        forgetOld();
    }

    /** Where a client hears what became of its reliable messages: its connection of the moment. */
    public interface Receipted {

        /** The messages up to a number are handled; the last of them may have been refused. */
        void settle(long seq, @Nullable Failure refusal);
    }

    /** A message is handled; a reliable one is acknowledged. */
    public void accept(Message message, Receipted line) {
        if (message.seq() > handled) {
            handled(message.seq());
            line.settle(message.seq(), null);
        }
    }

    /** Refuses a reliable message: a question in its reply. False if it is none, or is answered already: nothing happens. */
    public boolean refuse(Message message, Failure failure, Replies replies, Receipted line) {
        if (message.seq() <= handled) {
            return false;
        }
        if (message.ask()) {
            replies.refuse(message, failure);
            accept(message, line);
        } else {
            refused(message.seq(), failure);
            line.settle(message.seq(), failure);
        }
        return true;
    }

    /** One more is refused. */
    public void refused(long seq, Failure failure) {
        handled(seq);
        refusals = refusals == null ? new LinkedHashMap<>(2) : refusals;
        refusals.put(seq, new Refusal(failure, clock.now(TimeUnit.NANOSECONDS)));
    }

    /** The client is on another connection, and may have missed what was told on the last one. */
    public void resumed() {
        stored = Long.MAX_VALUE;
        if (refusals != null) {
            long now = clock.now(TimeUnit.NANOSECONDS);
            refusals.replaceAll((seq, refusal) -> new Refusal(refusal.failure, now));
        }
    }

    /** Why a message was refused that the client sends again; null if it was not. */
    public @Nullable Failure refusal(long seq) {
        Refusal refusal = refusals == null ? null : refusals.get(seq);
        return refusal == null ? null : refusal.failure;
    }

    private void forgetOld() {
        if (refusals == null || refusals.isEmpty()) {
            return;
        }
        long now = clock.now(TimeUnit.NANOSECONDS);
        Iterator<Map.Entry<Long, Refusal>> oldest = refusals.entrySet().iterator();
        while (oldest.hasNext() && isOld(oldest.next(), now)) {
            oldest.remove();
        }
    }

    private boolean isOld(Map.Entry<Long, Refusal> refusal, long now) {
        return handled - refusal.getKey() >= Outbox.MESSAGES || now - refusal.getValue().at >= PATIENCE;
    }

    /**
     * Numbers a message and keeps it; null if too much is unacknowledged.
     *
     * @throws dev.playflux.message.NotEncodable if it cannot travel
     */
    public @Nullable Encoded send(Message message, Codec codec, Outcome outcome) {
        return outbox.add(message, codec, outcome);
    }

    /**
     * Asks a question.
     *
     * @param ship sends it as the next reliable message, and tells at once if it cannot
     */
    public void ask(Questions.Asker asker, Consumer<Outcome> ship) {
        if (!questions.open()) {
            asker.failed(new Undelivered(Undelivered.Cause.OVERFLOW, "too many questions wait for a reply"));
            return;
        }
        boolean[] failed = {false};
        ship.accept(new Outcome() {
            @Override
            public void acknowledged() {}

            @Override
            public void failed(Throwable why) {
                failed[0] = true;
                asker.failed(why);
            }
        });
        if (!failed[0]) {
            questions.asked(outbox.last(), asker);
        }
    }

    /** The session is over. */
    public void end(Throwable why) {
        outbox.fail(why);
        questions.fail(why);
    }
}
