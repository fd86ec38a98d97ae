package dev.playflux.transport;

import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.publisher.Mono;

/**
 * Who has what an attempt to connect has opened: its subscriber, or nobody. That is decided once, behind everything that may
 * still drop it, such as a time-out: so nothing stays open that nobody has.
 */
public final class Handover {
    private Handover() {}

    /**
     * An attempt that is subscribed once; signals, cancels and ends as that does. Unless its subscriber gets the value, {@code
     * giveUp} closes what it has opened, on the thread of the end.
     */
    public static <T> Mono<T> of(Mono<T> attempt, Runnable giveUp) {
        AtomicBoolean decided = new AtomicBoolean();
        return attempt.filter(opened -> decided.compareAndSet(false, true)).doFinally(end -> {
            if (decided.compareAndSet(false, true)) {
                giveUp.run();
            }
        });
    }
}
