package dev.playflux.state;

import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * The latest value in one field, that every subscriber reads for itself when it has demand. Each has its own drain loop:
 * who wants it to run counts up, and only who counted up from zero runs it, again until nobody counted meanwhile.
 */
final class LatestFlux<T> extends Flux<T> implements Latest<T> {
    private static final Follower<?>[] NONE = {};

    private final AtomicReference<Follower<?>[]> followers = new AtomicReference<>(NONE);
    private volatile @Nullable Item<T> latest;
    private volatile boolean complete;

    @Override
    public @Nullable T get() {
        Item<T> item = latest;
        return item == null ? null : item.value;
    }

    @Override
    public void set(T value) {
        Objects.requireNonNull(value, "value");
        if (!complete) {
            latest = new Item<>(value);
            drainAll();
        }
    }

    @Override
    public void complete() {
        complete = true;
        drainAll();
    }

    @Override
    public Flux<T> flux() {
        return this;
    }

    @Override
    public void subscribe(CoreSubscriber<? super T> actual) {
        Follower<T> follower = new Follower<>(this, actual);
        actual.onSubscribe(follower);
        add(follower);
        if (follower.ended) {
            remove(follower);
        } else {
            follower.drain();
        }
    }

    private void drainAll() {
        for (Follower<?> follower : followers.get()) {
            follower.drain();
        }
    }

    private void add(Follower<T> follower) {
        followers.updateAndGet(before -> {
            Follower<?>[] after = Arrays.copyOf(before, before.length + 1);
            after[before.length] = follower;
            return after;
        });
    }

    private void remove(Follower<T> follower) {
        followers.updateAndGet(before -> {
            int at = Arrays.asList(before).indexOf(follower);
            if (at < 0) {
                return before;
            }
            Follower<?>[] after = Arrays.copyOf(before, before.length - 1);
            System.arraycopy(before, at + 1, after, at, after.length - at);
            return after;
        });
    }

    /** A value that was set; the same value set twice is two of them. */
    private record Item<T>(T value) {}

    /** One subscriber. */
    private static final class Follower<T> implements Subscription {
        @SuppressWarnings("rawtypes")
        private static final AtomicLongFieldUpdater<Follower> REQUESTED =
                AtomicLongFieldUpdater.newUpdater(Follower.class, "requested");

        private final LatestFlux<T> flux;
        private final CoreSubscriber<? super T> actual;
        private final AtomicInteger drains = new AtomicInteger();
        private volatile long requested;
        private volatile boolean refused;
        private volatile boolean ended;
        private @Nullable Item<T> seen;

        Follower(LatestFlux<T> flux, CoreSubscriber<? super T> actual) {
            this.flux = flux;
            this.actual = actual;
        }

        @Override
        public void request(long n) {
            if (n > 0) {
                Operators.addCap(REQUESTED, this, n);
            } else {
                refused = true;
            }
            drain();
        }

        @Override
        public void cancel() {
            ended = true;
            flux.remove(this);
        }

        void drain() {
            if (drains.getAndIncrement() != 0) {
                return;
            }
            int counted = 1;
            while (counted != 0) {
                if (!ended) {
                    signal();
                }
                counted = drains.addAndGet(-counted);
            }
        }

        /** Signals what is due: one value, the end, or both. */
        private void signal() {
            boolean last = flux.complete; // read before the value: no other value comes after it
            Item<T> item = flux.latest;
            boolean news = item != seen;
            try {
                if (refused) {
                    cancel();
                    actual.onError(new IllegalArgumentException("a request must be for more than 0 (rule 3.9)"));
                    return;
                }
                if (item != null && news && requested != 0) {
                    news = false;
                    seen = item;
                    Operators.produced(REQUESTED, this, 1);
                    actual.onNext(item.value);
                }
                if (last && !news && !ended) {
                    cancel();
                    actual.onComplete();
                }
            } catch (Throwable e) {
                cancel();
                Operators.onErrorDropped(e, actual.currentContext());
            }
        }
    }
}
