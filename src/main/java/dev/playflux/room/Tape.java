package dev.playflux.room;

import dev.playflux.message.PlayfluxException;
import dev.playflux.recording.Recorded;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * What one subscriber hears of a room: pages of entries, one a tick, so that nobody is woken for each. On the room's thread,
 * which never waits: who is behind by too many entries hears no more.
 */
final class Tape {
    private static final int PAGE = 1024;
    private static final int MOST = 65_536;

    private final Sinks.Many<List<Recorded>> sink = Sinks.many().unicast().onBackpressureBuffer();
    private final AtomicInteger behind = new AtomicInteger();
    private final int every;
    private List<Recorded> page = new ArrayList<>();
    private long steps;
    private volatile boolean over;

    /** @param every how many steps there are between two checkpoints */
    Tape(int every) {
        this.every = every;
    }

    void add(Recorded entry) {
        page.add(entry);
        if (page.size() >= PAGE) {
            turn();
        }
    }

    /** Whether a checkpoint is due after this step. */
    boolean due() {
        return ++steps % every == 0;
    }

    /** Hands over what there is. */
    void turn() {
        if (!page.isEmpty() && !over) {
            if (behind.addAndGet(page.size()) > MOST) {
                over = true;
                sink.tryEmitError(new PlayfluxException("a recording is behind by more than " + MOST + " entries"));
            } else {
                over = sink.tryEmitNext(page).isFailure();
            }
        }
        page = new ArrayList<>();
    }

    /** Whether nobody listens any more. */
    boolean over() {
        return over;
    }

    void end() {
        turn();
        over = true;
        sink.tryEmitComplete();
    }

    /** The pages; for one subscriber. Each is taken when its subscriber says so by {@link #taken}. */
    Flux<List<Recorded>> pages() {
        return sink.asFlux().doOnCancel(() -> over = true);
    }

    /** The entries; for one subscriber. */
    Flux<Recorded> entries() {
        return pages().<Recorded>flatMapIterable(page -> page).doOnNext(entry -> taken(1));
    }

    void taken(int entries) {
        behind.addAndGet(-entries);
    }
}
