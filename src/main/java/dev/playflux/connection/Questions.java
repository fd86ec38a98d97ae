package dev.playflux.connection;

import dev.playflux.message.BadData;
import dev.playflux.message.Body;
import dev.playflux.message.Message;
import dev.playflux.message.Refused;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/**
 * The questions of one side of a session that wait for a reply, by the number of the message that asked. Bounded: the
 * oldest makes room for a new one if nobody can wait for it any more. One thread.
 */
public final class Questions {
    /** How many may wait. */
    public static final int MOST = 256;

    private final Map<Long, Asked> open = new LinkedHashMap<>(4);
    private final Scheduler clock;
    private final long patience;

    /** Who asked, and when. */
    private record Asked(Asker asker, long at) {}

    /** The body of a {@code $reply}. */
    private record Reply(
            long re, @Nullable Body ok, @Nullable Refusal error) {}

    /** What a question was refused with. */
    private record Refusal(@Nullable String code, @Nullable String message) {}

    /** Hears, once, the answer to a question. */
    public interface Asker {

        /** The answer. */
        void answered(Body answer);

        /** There is none. */
        void failed(Throwable why);
    }

    /** Questions that nobody waits for any more after this many nanoseconds. */
    public Questions(Scheduler clock, long patience) {
        this.clock = clock;
        this.patience = patience;
    }

    /** Whether one more may be asked. */
    public boolean open() {
        if (open.size() < MOST) {
            return true;
        }
        long now = clock.now(TimeUnit.NANOSECONDS);
        Map.Entry<Long, Asked> oldest = open.entrySet().iterator().next();
        if (now - oldest.getValue().at < patience) {
            return false;
        }
        open.remove(oldest.getKey());
        return true;
    }

    /** A message asked; its reply will name its number. */
    public void asked(long seq, Asker asker) {
        open.put(seq, new Asked(asker, clock.now(TimeUnit.NANOSECONDS)));
    }

    /**
     * A {@code $reply} came; one that nobody waits for means nothing.
     *
     * @throws BadData if it is none
     */
    public void replied(Message message) {
        Reply reply = message.as(Reply.class);
        if (reply == null) {
            throw new BadData("expected an object");
        }
        Asked asked = open.remove(reply.re);
        if (asked == null) {
            return;
        }
        if (reply.error != null) {
            asked.asker.failed(Refused.by(reply.error.code, reply.error.message));
        } else {
            asked.asker.answered(reply.ok == null ? Body.of(null) : reply.ok);
        }
    }

    /** No reply will come any more. */
    public void fail(Throwable why) {
        List<Asked> waiting = new ArrayList<>(open.values());
        open.clear();
        waiting.forEach(asked -> asked.asker.failed(why));
    }
}
