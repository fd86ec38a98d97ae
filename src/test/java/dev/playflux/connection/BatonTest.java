package dev.playflux.connection;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A session that goes from thread to thread, while others bring it tasks and its threads end. */
class BatonTest {
    private static final int BRINGERS = 3;
    private static final int TASKS = 3000;

    /** What the session would be: nobody else may touch it at the same time, and each must see what the last one did. */
    private final List<List<Integer>> done = new ArrayList<>();

    private final AtomicInteger inside = new AtomicInteger();
    private int count;
    private Loop holder;

    private void task(int bringer, int number) {
        assertThat(inside.incrementAndGet()).isEqualTo(1);
        done.get(bringer).add(number);
        count++;
        inside.decrementAndGet();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void everyTaskRunsOnceInItsBringersOrderAndNeverTwoAtATime(long seed) throws Exception {
        List<ExecutorService> threads = new ArrayList<>();
        Loop first = loop(threads);
        Baton baton = new Baton(new Baton.Runner(first, null, () -> {}));
        holder = first;
        Phaser finished = new Phaser(1);
        for (int i = 0; i < BRINGERS; i++) {
            int bringer = i;
            done.add(new ArrayList<>());
            finished.register();
            Thread thread = new Thread(() -> {
                for (int number = 0; number < TASKS; number++) {
                    int next = number;
                    finished.register();
                    baton.execute(() -> {
                        task(bringer, next);
                        finished.arriveAndDeregister();
                    });
                }
                finished.arriveAndDeregister();
            });
            thread.setDaemon(true);
            thread.start();
        }
        Random random = new Random(seed);
        for (int i = 0; i < 100; i++) {
            Loop next = loop(threads);
            Baton.Runner runner = new Baton.Runner(next, null, () -> {});
            if (random.nextInt(3) == 0) {
                next.thread.submit(() -> baton.ended(runner)).get(20, SECONDS);
                next.ended = true;
            }
            boolean ends = random.nextBoolean();
            finished.register();
            baton.execute(() -> {
                baton.pass(runner);
                if (!next.ended) {
                    holder.ended |= ends;
                    holder = next;
                }
                finished.arriveAndDeregister();
            });
        }
        int phase = finished.arrive();
        finished.awaitAdvanceInterruptibly(phase, 20, SECONDS);
        threads.forEach(ExecutorService::shutdownNow);
        assertThat(count).as("seed %d", seed).isEqualTo(BRINGERS * TASKS);
        for (List<Integer> one : done) {
            assertThat(one).isSorted().hasSize(TASKS).doesNotHaveDuplicates();
        }
    }

    private static Loop loop(List<ExecutorService> threads) {
        ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
            Thread made = new Thread(task);
            made.setDaemon(true);
            return made;
        });
        threads.add(thread);
        return new Loop(thread);
    }

    /** A loop that drops what comes after its end, and what waits then. */
    private static final class Loop implements Executor {
        private final ExecutorService thread;
        private volatile boolean ended;

        Loop(ExecutorService thread) {
            this.thread = thread;
        }

        @Override
        public void execute(Runnable task) {
            thread.execute(() -> {
                if (!ended) {
                    task.run();
                }
            });
        }
    }
}
