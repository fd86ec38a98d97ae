package dev.playflux.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One task at a time, in order, where the connection is. */
@Timeout(60)
class TurnsTest {
    private final Turns turns = new Turns();
    private final List<String> ran = new ArrayList<>();

    private Runnable task(String name) {
        return () -> ran.add(name);
    }

    @Test
    void withoutAConnectionATaskRunsAtOnceAndWhatItBringsAfterIt() {
        turns.execute(() -> {
            turns.execute(task("second"));
            ran.add("first");
        });
        assertThat(ran).containsExactly("first", "second");
    }

    @Test
    void aTaskThatThrowsStopsNoOther() {
        turns.execute(() -> {
            throw new IllegalStateException("for the log");
        });
        turns.execute(task("next"));
        assertThat(ran).containsExactly("next");
    }

    @Test
    void withAConnectionTasksRunOnItsLoopAndWhatItForgetsRunsWhenItEnds() {
        List<Runnable> loop = new ArrayList<>();
        turns.execute(() -> turns.enter(loop::add));
        turns.execute(task("a"));
        turns.execute(task("b"));
        assertThat(loop).as("one run for both").hasSize(1);
        loop.remove(0).run();
        assertThat(ran).containsExactly("a", "b");
        turns.execute(task("c"));
        turns.execute(task("d"));
        Runnable forgotten = loop.remove(0);
        turns.leave();
        assertThat(ran).containsExactly("a", "b", "c", "d");
        turns.execute(task("e"));
        forgotten.run();
        assertThat(ran).containsExactly("a", "b", "c", "d", "e");
    }

    @Test
    void aRunThatIsLateForItsLoopLeavesTheTasksToTheNext() {
        List<Runnable> first = new ArrayList<>();
        List<Runnable> second = new ArrayList<>();
        turns.execute(() -> turns.enter(first::add));
        turns.execute(() -> turns.enter(second::add));
        first.get(0).run();
        turns.execute(task("a"));
        first.forEach(Runnable::run);
        assertThat(ran).isEmpty();
        second.forEach(Runnable::run);
        assertThat(ran).containsExactly("a");
    }

    /** Threads bring tasks while loops come and go. */
    @Test
    void noTaskIsLostDoubledOrOvertakenHoweverTheThreadsRace() throws Exception {
        int threads = 4;
        int each = 20_000;
        ConcurrentLinkedQueue<int[]> done = new ConcurrentLinkedQueue<>();
        AtomicBoolean inside = new AtomicBoolean();
        AtomicInteger together = new AtomicInteger();
        List<ExecutorService> loops = List.of(Executors.newSingleThreadExecutor(), Executors.newSingleThreadExecutor());
        CountDownLatch rest = new CountDownLatch(threads * each);
        List<Thread> bringing = IntStream.range(0, threads)
                .mapToObj(thread -> new Thread(() -> {
                    for (int i = 0; i < each; i++) {
                        int number = i;
                        turns.execute(() -> {
                            together.addAndGet(inside.getAndSet(true) ? 1 : 0);
                            done.add(new int[] {thread, number});
                            inside.set(false);
                            rest.countDown();
                        });
                    }
                }))
                .toList();
        bringing.forEach(Thread::start);
        for (int i = 0; rest.getCount() > 0; i++) {
            Executor loop = loops.get(i % 2);
            turns.execute(() -> turns.enter(loop));
            CountDownLatch left = new CountDownLatch(1);
            loop.execute(() -> {
                turns.leave();
                left.countDown();
            });
            assertThat(left.await(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(rest.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(together).hasValue(0);
        assertThat(done).hasSize(threads * each);
        for (int thread = 0; thread < threads; thread++) {
            int which = thread;
            assertThat(done.stream().filter(one -> one[0] == which).map(one -> one[1]))
                    .containsExactlyElementsOf(IntStream.range(0, each).boxed().toList());
        }
        for (Thread thread : bringing) {
            thread.join(10_000);
        }
        loops.forEach(ExecutorService::shutdown);
    }
}
