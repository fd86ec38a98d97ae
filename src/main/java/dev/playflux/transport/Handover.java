package dev.playflux.transport;

import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.publisher.Mono;

/**
 * Who has the link of an attempt to connect: its subscriber, or nobody. That is decided once, behind everything that may
 * still drop the link, such as a time-out: so none stays open that nobody has.
 */
final class Handover {
    private Handover() {}

    /** An attempt that is subscribed once. Unless its subscriber gets the link, {@code giveUp} closes what it has opened. */
    static Mono<Link> of(Mono<Link> attempt, Runnable giveUp) {
        AtomicBoolean decided = new AtomicBoolean();
        return attempt.filter(link -> decided.compareAndSet(false, true)).doFinally(end -> {
            if (decided.compareAndSet(false, true)) {
                giveUp.run();
            }
        });
    }
}
