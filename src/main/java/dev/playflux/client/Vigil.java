package dev.playflux.client;

import dev.playflux.message.PlayfluxException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/**
 * A thread's wait for something that a state or a callback brings. It is woken by what it waits for, and never polls.
 *
 * @param news wakes it with each signal
 * @param patience how it waits
 * @param sight what there was instead, for who reads that it was in vain
 */
record Vigil(Flux<?> news, Patience patience, Supplier<String> sight) {
    private static final Duration LONGEST = Duration.ofDays(365);

    /** For this thread: refused at once if others depend on it, before anybody relies on its waiting. */
    Vigil {
        if (Schedulers.isInNonBlockingThread()) {
            throw new IllegalStateException("thread '" + Thread.currentThread().getName()
                    + "' must not wait: others depend on it; wait on a thread of the game's own");
        }
    }

    /** What was looked for, which may be null. */
    record Found<R>(@Nullable R result) {}

    /**
     * Waits for it. Whatever ends the wait is noticed before a last look, not after it.
     *
     * @param look null as long as it is not there
     * @param end why there will be no more news; null as long as there will
     */
    <R> @Nullable R keep(Duration timeout, Supplier<@Nullable Found<R>> look, Supplier<@Nullable String> end)
            throws TimeoutException {
        long most = (timeout.compareTo(LONGEST) > 0 ? LONGEST : timeout).toNanos();
        Thread thread = Thread.currentThread();
        Disposable waking =
                news.subscribe(any -> LockSupport.unpark(thread), thrown -> {}, () -> LockSupport.unpark(thread));
        try {
            long start = patience.now();
            while (true) {
                long left = most - (patience.now() - start);
                String over = end.get();
                Found<R> found = look.get();
                if (found != null) {
                    return found.result();
                }
                refuse(over, thread);
                if (left <= 0) {
                    throw new TimeoutException("not within " + timeout.toMillis() + " ms: " + sight.get());
                }
                patience.park(left);
            }
        } finally {
            waking.dispose();
        }
    }

    private static void refuse(@Nullable String over, Thread thread) {
        if (over != null) {
            throw new PlayfluxException("waited in vain: " + over);
        }
        if (thread.isInterrupted()) {
            throw new PlayfluxException("interrupted while it waited");
        }
    }
}
