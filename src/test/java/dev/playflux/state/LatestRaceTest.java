package dev.playflux.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;

/** One thread sets; subscribers come, ask and go on others. Nobody misses the last value, and no two signals overlap. */
class LatestRaceTest {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ConcurrentLinkedQueue<String> broken = new ConcurrentLinkedQueue<>();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    /** Checks the rules of signals; asks one at a time, on whatever thread it is told to. */
    private final class Checked implements CoreSubscriber<Integer> {
        private final CountDownLatch ended = new CountDownLatch(1);
        private final AtomicInteger inside = new AtomicInteger();
        private volatile int last = -1;
        private volatile Subscription subscription;

        @Override
        public void onSubscribe(Subscription subscription) {
            this.subscription = subscription;
        }

        void ask() {
            subscription.request(1);
        }

        @Override
        public void onNext(Integer value) {
            check(inside.getAndIncrement() == 0, "overlapping signals");
            check(value > last, value + " after " + last);
            check(ended.getCount() == 1, "a signal after the end");
            last = value;
            inside.decrementAndGet();
        }

        @Override
        public void onError(Throwable error) {
            broken.add(error.toString());
        }

        @Override
        public void onComplete() {
            check(inside.getAndIncrement() == 0, "completion overlaps a signal");
            ended.countDown();
        }

        private void check(boolean holds, String rule) {
            if (!holds) {
                broken.add(rule);
            }
        }
    }

    @Test
    void askingAndSettingAtTheSameTimeLosesNothing() throws Exception {
        for (int round = 0; round < 200; round++) {
            Latest<Integer> latest = Latest.create();
            CyclicBarrier start = new CyclicBarrier(3);
            Checked one = new Checked();
            Checked two = new Checked();
            latest.flux().subscribe(one);
            latest.flux().subscribe(two);
            Future<?> first = asking(one, start);
            Future<?> second = asking(two, start);
            start.await(5, TimeUnit.SECONDS);
            for (int i = 0; i <= 300; i++) {
                latest.set(i);
            }
            latest.complete();
            first.get(5, TimeUnit.SECONDS);
            second.get(5, TimeUnit.SECONDS);
            assertThat(List.of(one.last, two.last)).as("round %d", round).containsOnly(300);
            assertThat(broken).isEmpty();
        }
    }

    /** Asks for the next value only when the one before has come. */
    private Future<?> asking(Checked subscriber, CyclicBarrier start) {
        return threads.submit(() -> {
            start.await(5, TimeUnit.SECONDS);
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(4);
            while (subscriber.ended.getCount() != 0) {
                int seen = subscriber.last;
                subscriber.ask();
                while (subscriber.last == seen && subscriber.ended.getCount() != 0) {
                    if (System.nanoTime() > deadline) {
                        throw new AssertionError("asked, but nothing came after " + seen);
                    }
                    Thread.onSpinWait();
                }
            }
            return null;
        });
    }

    @Test
    void whoComesWhileAValueIsSetGetsIt() throws Exception {
        for (int round = 0; round < 3000; round++) {
            Latest<Integer> latest = Latest.create();
            CyclicBarrier start = new CyclicBarrier(2);
            Checked late = new Checked();
            Future<?> coming = threads.submit(() -> {
                start.await(5, TimeUnit.SECONDS);
                latest.flux().subscribe(late);
                late.subscription.request(Long.MAX_VALUE);
                return null;
            });
            start.await(5, TimeUnit.SECONDS);
            latest.set(1);
            latest.set(2);
            coming.get(5, TimeUnit.SECONDS);
            assertThat(late.last).as("round %d", round).isEqualTo(2);
            latest.complete();
            assertThat(late.ended.await(5, TimeUnit.SECONDS)).isTrue();
            assertThat(broken).isEmpty();
        }
    }

    @Test
    void whoComesWhileItEndsIsCompleted() throws Exception {
        for (int round = 0; round < 3000; round++) {
            Latest<Integer> latest = Latest.create();
            latest.set(1);
            CyclicBarrier start = new CyclicBarrier(2);
            Checked late = new Checked();
            Future<?> coming = threads.submit(() -> {
                start.await(5, TimeUnit.SECONDS);
                latest.flux().subscribe(late);
                late.subscription.request(Long.MAX_VALUE);
                return null;
            });
            start.await(5, TimeUnit.SECONDS);
            latest.set(2);
            latest.complete();
            coming.get(5, TimeUnit.SECONDS);
            assertThat(late.ended.await(5, TimeUnit.SECONDS))
                    .as("round %d", round)
                    .isTrue();
            assertThat(late.last).isEqualTo(2);
            assertThat(broken).isEmpty();
        }
    }

    @Test
    void subscribersComeAndGoWhileValuesAreSet() throws Exception {
        Latest<Integer> latest = Latest.create();
        CountDownLatch stop = new CountDownLatch(1);
        List<Future<?>> guests = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            guests.add(threads.submit(() -> {
                while (stop.getCount() != 0) {
                    Checked guest = new Checked();
                    latest.flux().subscribe(guest);
                    guest.ask();
                    guest.ask();
                    guest.subscription.cancel();
                }
            }));
        }
        Checked stays = new Checked();
        latest.flux().subscribe(stays);
        stays.subscription.request(Long.MAX_VALUE);
        for (int i = 0; i <= 100_000; i++) {
            latest.set(i);
        }
        stop.countDown();
        for (Future<?> guest : guests) {
            guest.get(5, TimeUnit.SECONDS);
        }
        assertThat(stays.last).isEqualTo(100_000);
        assertThat(latest)
                .extracting("followers")
                .extracting(followers -> ((AtomicReference<?>) followers).get())
                .asInstanceOf(InstanceOfAssertFactories.ARRAY)
                .as("subscribers that are left")
                .hasSize(1);
        assertThat(broken).isEmpty();
    }
}
