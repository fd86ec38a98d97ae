package dev.playflux.client;

import dev.playflux.message.Failure;
import dev.playflux.message.Message;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import reactor.core.scheduler.Scheduler;

/**
 * What a client brings to its game loop, in the order of the network. Before anybody asks for the loop the beginning is kept,
 * so that nothing is lost between a connect that returns and the callbacks that follow it. Told by one thread at a time.
 */
final class LoopInbox {
    private static final int MOST = 1024;
    private static final int EARLY = 256;
    private static final long BEGINNING = TimeUnit.SECONDS.toNanos(5);

    private final Scheduler clock;
    private final Callbacks callbacks = new Callbacks();
    private final TaskQueue tasks = new TaskQueue(thrown -> callbacks.threw("task", thrown));
    private volatile Life life = Life.UNBORN;
    private volatile boolean asked;
    private final AtomicLong dropped = new AtomicLong();
    private long since;

    LoopInbox(Scheduler clock) {
        this.clock = clock;
    }

    TaskQueue tasks() {
        return tasks;
    }

    Callbacks callbacks() {
        return callbacks;
    }

    /** How far the client has come. From any thread. */
    Life life() {
        return life;
    }

    /** Somebody asks for the loop: from now on all is kept, and what is left of the beginning. From any thread. */
    void ask() {
        if (!asked) {
            synchronized (this) {
                if (!asked && !begins()) {
                    forget();
                }
                asked = true;
            }
        }
    }

    private boolean begins() {
        return life == Life.UNBORN || clock.now(TimeUnit.NANOSECONDS) - since <= BEGINNING;
    }

    void message(Message message) {
        bring(() -> callbacks.message(message));
    }

    /** A state has come, which is no news of the loop's: but it says that time has passed. */
    void state() {
        if (!asked && tasks.hasNews()) {
            forgetLate();
        }
    }

    private synchronized void forgetLate() {
        if (!asked && !begins()) {
            forget();
        }
    }

    void refused(Failure failure) {
        bring(() -> callbacks.refused(failure));
    }

    void status(Status status) {
        Life now = life.next(status);
        if (now.connection() == 1 && life.connection() == 0) {
            began();
        }
        life = now;
    }

    private synchronized void began() {
        since = clock.now(TimeUnit.NANOSECONDS);
    }

    /** What came before the news is told before it. */
    private void bring(BooleanSupplier heard) {
        Life then = life;
        BooleanSupplier news = () -> {
            boolean lived = callbacks.lives(then);
            return heard.getAsBoolean() || lived;
        };
        if (asked || !early(news)) {
            keep(news, MOST);
        }
    }

    private void keep(BooleanSupplier news, int most) {
        if (!tasks.offered(news, most) && !tasks.isDisposed()) {
            dropped.incrementAndGet();
        }
    }

    /** Tells how much was dropped since the last time, if it was any. On the thread that pumps. */
    boolean missed() {
        long count = dropped.get() == 0 ? 0 : dropped.getAndSet(0);
        return count > 0 && callbacks.missed(count);
    }

    private void forget() {
        tasks.clear();
        dropped.set(0);
    }

    /** Whether it is early news: kept if there is room, and forgotten if nobody asks for a while. */
    private synchronized boolean early(BooleanSupplier news) {
        if (asked) {
            return false;
        }
        if (begins()) {
            keep(news, EARLY);
        } else {
            forget();
        }
        return true;
    }
}
