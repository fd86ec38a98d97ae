package dev.playflux.room;

import dev.playflux.message.PlayfluxException;
import dev.playflux.recording.Recorded;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * What one subscriber hears of a room: pages of entries, one a tick, so that nobody is woken for each. On the room's thread,
 * which never waits: who is behind by too much hears no more.
 */
final class Tape {
    private static final int PAGE = 1024;
    private static final int MOST = 65_536;
    private static final long HEAVIEST = 32L << 20;

    /** What the smallest entry counts, so that one bound holds for many small ones and a few large ones. */
    private static final long LEAST = HEAVIEST / MOST;

    private final Sinks.Many<Page> sink = Sinks.many().unicast().onBackpressureBuffer();
    private final AtomicLong behind = new AtomicLong();
    private final int every;
    private List<Recorded> page = new ArrayList<>();
    private long weight;
    private long steps;
    private volatile boolean over;

    /** Entries and their weight. */
    private record Page(List<Recorded> entries, long weight) {}

    /** @param every how many steps there are between two checkpoints */
    Tape(int every) {
        this.every = every;
    }

    void add(Recorded entry) {
        page.add(entry);
        weight += Math.max(LEAST, Recorded.weight(entry));
        if (page.size() >= PAGE || weight >= HEAVIEST / 8) {
            turn();
        }
    }

    /** A step is over; whether a checkpoint is due after it. */
    boolean due() {
        return ++steps % every == 0;
    }

    /** A checkpoint, if one is due here. */
    void checkpoint(Recorded checkpoint) {
        if (steps % every == 0) {
            add(checkpoint);
        }
    }

    /** Hands over what there is. */
    void turn() {
        if (!page.isEmpty() && !over) {
            // One page is always taken: a single entry may be as large as a state.
            long waiting = behind.getAndAdd(weight);
            if (waiting > 0 && waiting + weight > HEAVIEST) {
                over = true;
                sink.tryEmitError(new PlayfluxException(
                        "a recording is behind by more than " + MOST + " entries, or " + (HEAVIEST >> 20) + " MiB"));
            } else {
                over = sink.tryEmitNext(new Page(page, weight)).isFailure();
            }
        }
        page = new ArrayList<>();
        weight = 0;
    }

    /** Whether nobody listens any more. */
    boolean over() {
        return over;
    }

    /** Ends it because something cannot be recorded. */
    void fail(String why) {
        add(new Recorded.Ended(why));
        end();
    }

    void end() {
        turn();
        over = true;
        sink.tryEmitComplete();
    }

    /** The pages; for one subscriber, who has taken a page when it has got it. */
    Flux<List<Recorded>> pages() {
        return sink.asFlux().doOnCancel(() -> over = true).map(page -> {
            behind.addAndGet(-page.weight);
            return page.entries;
        });
    }

    /** The entries; for one subscriber, who has taken a page when it has got the last of it. */
    Flux<Recorded> entries() {
        return sink.asFlux()
                .doOnCancel(() -> over = true)
                .concatMap(page -> Flux.fromIterable(page.entries).doOnComplete(() -> behind.addAndGet(-page.weight)));
    }
}
