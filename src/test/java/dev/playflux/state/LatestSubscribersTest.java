package dev.playflux.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Hooks;

/** Subscribers that do more in a signal than to take it. */
class LatestSubscribersTest {
    private final Latest<Integer> latest = Latest.create();

    @Test
    void aSubscriberMaySetAndRequestInItsOwnSignal() {
        List<Integer> got = new ArrayList<>();
        latest.flux().subscribe(new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                request(1);
            }

            @Override
            protected void hookOnNext(Integer value) {
                got.add(value);
                request(1);
                if (value < 100_000) {
                    latest.set(value + 1);
                }
            }
        });
        latest.set(1);
        assertThat(got).hasSize(100_000).endsWith(99_999, 100_000);
    }

    @Test
    void aSubscriberMayLeaveInItsOwnSignal() {
        List<Integer> got = new ArrayList<>();
        List<Integer> other = new ArrayList<>();
        latest.set(0);
        latest.flux().take(1).subscribe(got::add);
        latest.flux().takeUntil(value -> value == 1).subscribe(got::add);
        subscriber(other, Long.MAX_VALUE);
        latest.set(1);
        latest.set(2);
        assertThat(got).containsExactly(0, 0, 1);
        assertThat(other).containsExactly(0, 1, 2);
    }

    @Test
    void aSubscriberMayLeaveInOnSubscribe() {
        latest.flux().subscribe(new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                subscription.cancel();
            }

            @Override
            protected void hookOnNext(Integer value) {
                throw new AssertionError(value);
            }
        });
        latest.set(1);
        assertThat(latest)
                .extracting("followers")
                .extracting(followers -> ((AtomicReference<?>) followers).get())
                .asInstanceOf(InstanceOfAssertFactories.ARRAY)
                .isEmpty();
    }

    @Test
    void aSubscriberMayBringAnotherInItsSignal() {
        List<Integer> got = new ArrayList<>();
        latest.flux().take(2).subscribe(value -> latest.flux().subscribe(inner -> got.add(10 * value + inner)));
        latest.set(1);
        latest.set(2);
        latest.set(3);
        assertThat(got).containsExactlyInAnyOrder(11, 12, 22, 13, 23);
    }

    @Test
    void aSubscriberThatThrowsIsCancelledAndTheOthersAreNot() {
        List<Throwable> dropped = new ArrayList<>();
        List<Integer> before = new ArrayList<>();
        List<Integer> after = new ArrayList<>();
        Hooks.onErrorDropped(dropped::add);
        try {
            subscriber(before, Long.MAX_VALUE);
            Error broken = new StackOverflowError("broken");
            latest.flux().subscribe(new Throwing(broken));
            subscriber(after, Long.MAX_VALUE);
            latest.set(1);
            latest.set(2);
            assertThat(dropped).containsExactly(broken);
        } finally {
            Hooks.resetOnErrorDropped();
        }
        assertThat(before).containsExactly(1, 2);
        assertThat(after).containsExactly(1, 2);
    }

    /** Not a BaseSubscriber, which would catch what its hook throws. */
    private static final class Throwing implements reactor.core.CoreSubscriber<Integer> {
        private final Error broken;

        Throwing(Error broken) {
            this.broken = broken;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(Integer value) {
            throw broken;
        }

        @Override
        public void onError(Throwable error) {
            throw new AssertionError(error);
        }

        @Override
        public void onComplete() {
            throw new AssertionError("completed");
        }
    }

    @Test
    void aRequestForNothingIsAnError() {
        List<Throwable> errors = new ArrayList<>();
        latest.flux().subscribe(new reactor.core.CoreSubscriber<>() {
            @Override
            public void onSubscribe(Subscription subscription) {
                subscription.request(0);
                subscription.request(-1);
            }

            @Override
            public void onNext(Integer value) {
                throw new AssertionError(value);
            }

            @Override
            public void onError(Throwable error) {
                errors.add(error);
            }

            @Override
            public void onComplete() {
                throw new AssertionError("completed");
            }
        });
        latest.set(1);
        latest.complete();
        assertThat(errors).hasSize(1).first().isInstanceOf(IllegalArgumentException.class);
    }

    private BaseSubscriber<Integer> subscriber(List<Integer> got, long demand) {
        BaseSubscriber<Integer> subscriber = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                subscription.request(demand);
            }

            @Override
            protected void hookOnNext(Integer value) {
                got.add(value);
            }
        };
        latest.flux().subscribe(subscriber);
        return subscriber;
    }
}
