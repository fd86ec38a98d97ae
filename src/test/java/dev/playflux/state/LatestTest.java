package dev.playflux.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

class LatestTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Latest<Integer> latest = Latest.create();

    @Test
    void aSubscriberGetsTheCurrentValueAndThenEachNewOne() {
        latest.set(1);
        latest.set(2);
        StepVerifier.create(latest.flux())
                .expectNext(2)
                .then(() -> latest.set(3))
                .expectNext(3)
                .then(() -> latest.set(4))
                .expectNext(4)
                .then(latest::complete)
                .expectComplete()
                .verify(TIMEOUT);
    }

    @Test
    void beforeTheFirstValueASubscriberWaits() {
        assertThat(latest.get()).isNull();
        StepVerifier.create(latest.flux())
                .expectSubscription()
                .then(() -> latest.set(1))
                .expectNext(1)
                .thenCancel()
                .verify(TIMEOUT);
        assertThat(latest.get()).isEqualTo(1);
    }

    @Test
    void aSlowSubscriberGetsTheNewestWhenItAsks() {
        latest.set(1);
        StepVerifier.create(latest.flux(), 0)
                .thenRequest(1)
                .expectNext(1)
                .then(() -> latest.set(2))
                .then(() -> latest.set(3))
                .thenRequest(1)
                .expectNext(3)
                .thenRequest(1)
                .then(() -> latest.set(4))
                .expectNext(4)
                .then(() -> latest.set(5))
                .then(latest::complete)
                .thenRequest(1)
                .expectNext(5)
                .expectComplete()
                .verify(TIMEOUT);
    }

    @Test
    void requestsAddUp() {
        List<Integer> got = new ArrayList<>();
        BaseSubscriber<Integer> slow = subscriber(got, 2);
        slow.request(1);
        for (int i = 1; i <= 5; i++) {
            latest.set(i);
        }
        assertThat(got).containsExactly(1, 2, 3);
        slow.request(Long.MAX_VALUE);
        slow.request(Long.MAX_VALUE);
        latest.set(6);
        latest.set(7);
        assertThat(got).containsExactly(1, 2, 3, 5, 6, 7);
    }

    @Test
    void eachSubscriberConflatesForItself() {
        List<Integer> fast = new ArrayList<>();
        List<Integer> slow = new ArrayList<>();
        subscriber(fast, Long.MAX_VALUE);
        BaseSubscriber<Integer> asking = subscriber(slow, 1);
        for (int i = 1; i <= 4; i++) {
            latest.set(i);
        }
        asking.request(1);
        assertThat(fast).containsExactly(1, 2, 3, 4);
        assertThat(slow).containsExactly(1, 4);
    }

    @Test
    void theSameValueSetTwiceIsSignalledTwice() {
        List<Integer> got = new ArrayList<>();
        subscriber(got, Long.MAX_VALUE);
        latest.set(1);
        latest.set(1);
        assertThat(got).containsExactly(1, 1);
    }

    @Test
    void cancelEndsThatSubscriptionOnly() {
        List<Integer> first = new ArrayList<>();
        List<Integer> second = new ArrayList<>();
        BaseSubscriber<Integer> leaving = subscriber(first, Long.MAX_VALUE);
        subscriber(second, Long.MAX_VALUE);
        latest.set(1);
        leaving.cancel();
        leaving.request(1);
        latest.set(2);
        assertThat(first).containsExactly(1);
        assertThat(second).containsExactly(1, 2);
    }

    @Test
    void whoComesAfterTheEndGetsTheLastValueAndTheCompletion() {
        latest.set(1);
        latest.complete();
        latest.set(2);
        assertThat(latest.get()).isEqualTo(1);
        StepVerifier.create(latest.flux()).expectNext(1).expectComplete().verify(TIMEOUT);
        StepVerifier.create(latest.flux(), 0)
                .expectSubscription()
                .thenRequest(1)
                .expectNext(1)
                .expectComplete()
                .verify(TIMEOUT);
        Latest<Integer> empty = Latest.create();
        empty.complete();
        empty.complete();
        StepVerifier.create(empty.flux(), 0).expectComplete().verify(TIMEOUT);
    }

    @Test
    void nullIsRefused() {
        assertThatThrownBy(() -> latest.set(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void behindAnOperatorThatMovesThreadsItStillConflates() {
        StepVerifier.create(latest.flux().publishOn(Schedulers.parallel(), 1), 0)
                .expectSubscription()
                .then(() -> latest.set(0))
                .thenRequest(1)
                .expectNext(0)
                .then(() -> {
                    for (int i = 1; i <= 1000; i++) {
                        latest.set(i);
                    }
                    latest.complete();
                })
                .thenRequest(2)
                .thenConsumeWhile(value -> value < 1000)
                .expectNext(1000)
                .expectComplete()
                .verify(TIMEOUT);
    }

    @Test
    void operatorsOfReactorTakeItForAFlux() {
        TestPublisher<String> end = TestPublisher.create();
        StepVerifier.create(Flux.combineLatest(latest.flux(), latest.flux().map(value -> -value), Integer::sum)
                        .takeUntilOther(end))
                .then(() -> latest.set(1))
                .expectNext(0)
                .then(end::complete)
                .expectComplete()
                .verify(TIMEOUT);
    }

    @Test
    void settingAllocatesNothingPerSubscriber() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        AtomicLong sum = new AtomicLong();
        List<Disposable> subscribers = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            subscribers.add(latest.flux().subscribe(sum::addAndGet));
        }
        int rounds = 200;
        long before = 0;
        for (int i = 0; i < 2 * rounds; i++) {
            before = i == rounds
                    ? threads.getThreadAllocatedBytes(Thread.currentThread().getId())
                    : before;
            latest.set(1);
        }
        long perSet = (threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before) / rounds;
        assertThat(sum.get()).isEqualTo(1000L * 2 * rounds);
        assertThat(perSet).as("bytes for a set to 1000 subscribers").isLessThan(1000);
        subscribers.forEach(Disposable::dispose);
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
