package dev.playflux.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
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
    private static final int ROUNDS = 100_000;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ConcurrentLinkedQueue<String> broken = new ConcurrentLinkedQueue<>();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    /** Checks the rules of signals. */
    private final class Checked implements CoreSubscriber<Integer> {
        private final AtomicInteger inside = new AtomicInteger();
        private volatile int last = -1;
        private volatile boolean ended;
        private volatile Subscription subscription;

        @Override
        public void onSubscribe(Subscription subscription) {
            this.subscription = subscription;
        }

        @Override
        public void onNext(Integer value) {
            check(inside.getAndIncrement() == 0, "overlapping signals");
            check(value > last, value + " after " + last);
            check(!ended, "a signal after the end");
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
            check(!ended, "completed twice");
            ended = true;
        }

        private void check(boolean holds, String rule) {
            if (!holds) {
                broken.add(rule);
            }
        }
    }

    /** Two threads that do something at the same time, again and again, and wait for each other after each round. */
    private final class Duel {
        private final AtomicInteger ready = new AtomicInteger();
        private volatile boolean over;

        void fight(Round round) throws Exception {
            Future<?> other = threads.submit(() -> {
                for (int i = 0; meet(2 * i); i++) {
                    round.there(i);
                    meet(2 * i + 1);
                }
            });
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
            try {
                for (int i = 0; i < ROUNDS && System.nanoTime() < deadline; i++) {
                    round.before(i);
                    assertThat(meet(2 * i)).as("the other thread came").isTrue();
                    round.here(i);
                    assertThat(meet(2 * i + 1)).as("the other thread came").isTrue();
                    round.after(i);
                    assertThat(broken).as("round %d", i).isEmpty();
                }
            } finally {
                over = true;
                other.get(20, TimeUnit.SECONDS);
            }
        }

        private boolean meet(int point) {
            int both = 2 * (point + 1);
            ready.incrementAndGet();
            for (long spins = 0; ready.get() < both && !over && spins < 1_000_000_000; spins++) {
                if (spins % 1024 == 1023) {
                    Thread.yield();
                } else {
                    Thread.onSpinWait();
                }
            }
            return ready.get() >= both;
        }
    }

    private interface Round {
        default void before(int i) {}

        void here(int i);

        void there(int i);

        void after(int i);
    }

    @Test
    void aValueThatIsSetWhileAnotherIsTakenComesNext() throws Exception {
        Latest<Integer> latest = Latest.create();
        CountDownLatch taking = new CountDownLatch(1);
        CountDownLatch set = new CountDownLatch(1);
        List<Integer> got = new ArrayList<>();
        latest.flux().subscribe(value -> {
            got.add(value);
            if (value == 1) {
                taking.countDown();
                await(set);
            }
        });
        Future<?> setting = threads.submit(() -> latest.set(1));
        await(taking);
        Future<?> other = threads.submit(() -> {
            latest.set(2);
            latest.complete();
        });
        other.get(20, TimeUnit.SECONDS);
        assertThat(got).containsExactly(1);
        set.countDown();
        setting.get(20, TimeUnit.SECONDS);
        assertThat(got).containsExactly(1, 2);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(5, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void askingAndSettingAtTheSameTimeLosesNothing() throws Exception {
        Latest<Integer> latest = Latest.create();
        Checked subscriber = new Checked();
        latest.flux().subscribe(subscriber);
        new Duel().fight(new Round() {
            @Override
            public void here(int i) {
                latest.set(i);
            }

            @Override
            public void there(int i) {
                subscriber.subscription.request(1);
            }

            @Override
            public void after(int i) {
                assertThat(subscriber.last).isEqualTo(i);
            }
        });
    }

    @Test
    void theLastValueComesBeforeTheCompletion() throws Exception {
        new Duel().fight(new Round() {
            private volatile Latest<Integer> latest = Latest.create();
            private volatile Checked subscriber = new Checked();

            @Override
            public void before(int i) {
                latest = Latest.create();
                subscriber = new Checked();
                latest.flux().subscribe(subscriber);
            }

            @Override
            public void here(int i) {
                latest.set(1);
                for (int n = 0; n < i % 64; n++) {
                    Thread.onSpinWait();
                }
                latest.set(2);
                latest.complete();
            }

            @Override
            public void there(int i) {
                for (int n = 0; n < 500 && !subscriber.ended; n++) {
                    subscriber.subscription.request(1);
                }
            }

            @Override
            public void after(int i) {
                assertThat(subscriber.last).isEqualTo(2);
                assertThat(subscriber.ended).isTrue();
            }
        });
    }

    @Test
    void whoComesWhileAValueIsSetGetsItAndTheEnd() throws Exception {
        new Duel().fight(new Round() {
            private volatile Latest<Integer> latest = Latest.create();
            private volatile Checked subscriber = new Checked();

            @Override
            public void before(int i) {
                latest = Latest.create();
                subscriber = new Checked();
            }

            @Override
            public void here(int i) {
                latest.set(1);
                if (i % 2 == 0) {
                    latest.complete();
                }
            }

            @Override
            public void there(int i) {
                latest.flux().subscribe(subscriber);
                subscriber.subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void after(int i) {
                assertThat(subscriber.last).isEqualTo(1);
                assertThat(subscriber.ended).isEqualTo(i % 2 == 0);
            }
        });
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
                    guest.subscription.request(2);
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
            guest.get(20, TimeUnit.SECONDS);
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
