package dev.playflux.room;

import dev.playflux.message.PlayfluxException;
import dev.playflux.recording.Page;
import dev.playflux.recording.Recorded;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * What one subscriber hears of a room: pages of entries, one a tick, so that nobody is woken for each. On the room's thread,
 * which never waits: who is behind by too much hears no more.
 */
final class Tape {
    private final Sinks.Many<Page> sink = Sinks.many().unicast().onBackpressureBuffer();
    private final AtomicLong behind = new AtomicLong();
    private final int every;
    private Page page = new Page();
    private long steps;
    private volatile boolean over;

    /** @param every how many steps there are between two checkpoints */
    Tape(int every) {
        this.every = every;
    }

    void add(Recorded entry) {
        page.add(entry);
        if (page.full()) {
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
        if (page.weight() == 0) {
            return;
        }
        if (!over && page.fits(behind.getAndAdd(page.weight()))) {
            over = sink.tryEmitNext(page).isFailure();
        } else if (!over) {
            over = true;
            sink.tryEmitError(new PlayfluxException("a recording is behind by more than " + Page.MOST + " entries, or "
                    + (Page.HEAVIEST >> 20) + " MiB"));
        }
        page = page.next();
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
    Flux<Page> pages() {
        return sink.asFlux().doOnCancel(() -> over = true).doOnNext(page -> behind.addAndGet(-page.weight()));
    }

    /** The entries; for one subscriber, who has taken a page when it has got the last of it. */
    Flux<Recorded> entries() {
        return sink.asFlux()
                .doOnCancel(() -> over = true)
                .concatMap(
                        page -> Flux.fromIterable(page.entries()).doOnComplete(() -> behind.addAndGet(-page.weight())));
    }
}
