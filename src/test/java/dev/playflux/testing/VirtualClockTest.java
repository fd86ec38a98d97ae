package dev.playflux.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/** The order of tasks, and what becomes of those that are cancelled. */
class VirtualClockTest {
    private static final TimeUnit MS = TimeUnit.MILLISECONDS;

    private final List<String> thrown = new ArrayList<>();
    private final VirtualClock clock = new VirtualClock(error -> thrown.add(error.getMessage()));
    private final List<String> ran = new ArrayList<>();

    private void pass(long millis) {
        clock.until(Duration.ofMillis(millis), () -> false);
    }

    private Runnable task(String name) {
        return () -> ran.add(name + "@" + clock.now(MS));
    }

    record Planned(int number, long at) {}

    @Test
    void tasksRunInTheOrderOfTheirMomentsThenOfTheirComingWhoeverWasCancelled() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        List<Integer> order = new ArrayList<>();
        List<Planned> planned = new ArrayList<>();
        List<Disposable> tasks = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            int number = i;
            long at = random.nextInt(50);
            planned.add(new Planned(number, at));
            tasks.add(clock.schedule(() -> order.add(number), at, MS));
        }
        for (int i = 0; i < 700; i++) {
            int victim = random.nextInt(2000);
            tasks.get(victim).dispose();
            planned.removeIf(plan -> plan.number() == victim);
        }
        pass(100);
        planned.sort(Comparator.comparingLong(Planned::at).thenComparingInt(Planned::number));
        assertThat(order)
                .as("seed " + seed)
                .isEqualTo(planned.stream().map(Planned::number).toList());
        assertThat(clock.waiting()).isZero();
    }

    @Test
    void aCancelledTaskWaitsNoLonger() {
        Disposable late = clock.schedule(task("late"), 1, TimeUnit.HOURS);
        assertThat(clock.waiting()).isEqualTo(1);
        late.dispose();
        assertThat(clock.waiting()).isZero();
        assertThat(late.isDisposed()).isTrue();
    }

    @Test
    void whatATaskAddsForNowRunsInTheSameMomentAfterWhatWasThere() {
        clock.schedule(
                () -> {
                    clock.schedule(task("added"));
                    ran.add("first");
                },
                5,
                MS);
        clock.schedule(task("second"), 5, MS);
        clock.schedule(task("next"), 6, MS);
        pass(10);
        assertThat(ran).containsExactly("first", "second@5", "added@5", "next@6");
    }

    @Test
    void aPeriodicTaskGoesOnThoughItThrowsAndEndsWithItsWorker() {
        Scheduler.Worker worker = clock.createWorker();
        worker.schedulePeriodically(
                () -> {
                    ran.add("tick@" + clock.now(MS));
                    throw new IllegalStateException("tock");
                },
                10,
                20,
                MS);
        pass(60);
        worker.dispose();
        pass(60);
        assertThat(ran).containsExactly("tick@10", "tick@30", "tick@50");
        assertThat(thrown).containsExactly("tock", "tock", "tock");
        assertThatThrownBy(() -> worker.schedule(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void timeStopsWhereItsConditionIsMet() {
        clock.schedule(task("one"), 10, MS);
        clock.schedule(task("two"), 20, MS);
        assertThat(clock.until(Duration.ofMillis(100), () -> ran.contains("one@10")))
                .isTrue();
        assertThat(clock.now(MS)).isEqualTo(10);
        assertThat(clock.until(Duration.ofMillis(5), () -> ran.size() == 2)).isFalse();
        assertThat(clock.now(MS)).isEqualTo(15);
    }

    @Test
    void timeCannotPassInsideOfItself() {
        clock.schedule(() -> clock.until(Duration.ofSeconds(1), () -> false));
        clock.settle();
        assertThat(thrown).singleElement().asString().contains("time passes already");
    }

    @Test
    void tasksOfOtherThreadsRunOnTheClocks() throws InterruptedException {
        Thread other = new Thread(
                () -> clock.schedule(() -> ran.add(Thread.currentThread().getName())));
        other.start();
        other.join(20_000);
        assertThat(ran).isEmpty();
        clock.settle();
        assertThat(ran).containsExactly(Thread.currentThread().getName());
    }
}
