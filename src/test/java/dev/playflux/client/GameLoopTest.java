package dev.playflux.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playflux.room.Game;
import dev.playflux.room.Room;
import dev.playflux.testing.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.test.StepVerifier;

/** Everything runs inside pump, on the thread that pumps. */
class GameLoopTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    record Say(int n) {}

    private final List<Object> ran = new ArrayList<>();
    private @Nullable Stage stage;
    private @Nullable GameClient client;

    @BeforeEach
    void join() {
        stage = Stage.of(Game.named("count", () -> 0L).onTick((count, tick) -> count + 1));
        AtomicReference<GameClient> joined = new AtomicReference<>();
        stage.client().connect().subscribe(joined::set);
        stage.settle();
        client = joined.get();
    }

    @AfterEach
    void close() {
        stage().close();
    }

    private Stage stage() {
        return Objects.requireNonNull(stage);
    }

    private GameClient client() {
        return Objects.requireNonNull(client);
    }

    private GameLoop loop() {
        return client().loop();
    }

    private void broadcast(Object data) {
        Room<Long> room = stage().room();
        room.broadcast("say", data);
        stage().settle();
    }

    @Test
    void itIsTheSameOneEachTime() {
        assertThat(client().loop()).isSameAs(client().loop());
    }

    @Test
    void nothingRunsButInsidePump() {
        loop().on(Say.class, ran::add);
        loop().schedule(() -> ran.add("task"));
        broadcast(new Say(1));
        stage().ticks(20);
        assertThat(ran).isEmpty();
        assertThat(loop().pump()).isEqualTo(2);
        assertThat(ran).containsExactly("task", new Say(1));
        assertThat(loop().pump()).isZero();
    }

    @Test
    void everythingRunsOnTheCallersThread() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        loop().on(Say.class, say -> threads.add(Thread.currentThread()));
        client().states(Long.class).publishOn(loop(), 1).subscribe(state -> threads.add(Thread.currentThread()));
        broadcast(new Say(1));
        stage().ticks(1);
        Thread pumping = new Thread(() -> loop().pump());
        pumping.start();
        pumping.join(SOON.toMillis());
        assertThat(threads).hasSize(2).containsOnly(pumping);
    }

    @Test
    void aLimitLeavesTheRestForTheNextPump() {
        for (int i = 0; i < 5; i++) {
            int n = i;
            loop().schedule(() -> ran.add(n));
        }
        assertThat(loop().pump(2)).isEqualTo(2);
        assertThat(ran).containsExactly(0, 1);
        assertThat(loop().pump(2)).isEqualTo(2);
        assertThat(loop().pump(2)).isEqualTo(1);
        assertThat(ran).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void whatACallbackAddsWaitsForTheNextPump() {
        loop().schedule(() -> {
            ran.add("outer");
            loop().schedule(() -> ran.add("inner"));
        });
        assertThat(loop().pump()).isEqualTo(1);
        assertThat(ran).containsExactly("outer");
        loop().pump();
        assertThat(ran).containsExactly("outer", "inner");
    }

    @Test
    void aCallbackThatThrowsDoesNotStopTheOthers() {
        loop().on(Say.class, say -> {
            if (say.n == 1) {
                throw new IllegalStateException("one");
            }
            ran.add(say);
        });
        for (int i = 0; i < 3; i++) {
            broadcast(new Say(i));
        }
        assertThat(loop().pump()).isEqualTo(3);
        assertThat(ran).containsExactly(new Say(0), new Say(2));
    }

    @Test
    void aMessageThatDoesNotFitLosesItselfOnly() {
        loop().on(Say.class, ran::add);
        broadcast("no say");
        broadcast(new Say(2));
        loop().pump();
        assertThat(ran).containsExactly(new Say(2));
    }

    @Test
    void atMost1024MessagesWait() {
        loop().on(Say.class, ran::add);
        for (int i = 0; i < 1100; i++) {
            broadcast(new Say(i));
        }
        loop().pump();
        assertThat(ran).hasSize(1024).startsWith(new Say(0));
        broadcast(new Say(5000));
        loop().pump();
        assertThat(ran).endsWith(new Say(5000));
    }

    @Test
    void theStateIsTheSameInstanceUntilTheNextPump() {
        assertThat(loop().state(Long.class)).isNull();
        stage().ticks(1);
        assertThat(loop().state(Long.class)).isNull();
        loop().pump();
        Long state = loop().state(Long.class);
        assertThat(state).isEqualTo(1);
        stage().ticks(300);
        assertThat(loop().state(Long.class)).isSameAs(state);
        loop().pump();
        assertThat(loop().state(Long.class)).isEqualTo(301);
    }

    @Test
    void statesMovedWithAPrefetchOfOneAreTheLatest() {
        List<Long> states = new ArrayList<>();
        client().states(Long.class).publishOn(loop(), 1).subscribe(states::add);
        stage().ticks(1);
        loop().pump();
        stage().ticks(500);
        loop().pump();
        loop().pump();
        assertThat(states.size()).isLessThanOrEqualTo(3);
        assertThat(states).startsWith(1L).endsWith(501L);
    }

    @Test
    void aDelayedTaskRunsInTheFirstPumpAfterItsDelay() {
        Disposable task = loop().schedule(() -> ran.add("late"), 100, TimeUnit.MILLISECONDS);
        stage().pass(Duration.ofMillis(99));
        assertThat(loop().pump()).isZero();
        stage().pass(Duration.ofMillis(1));
        assertThat(ran).isEmpty();
        assertThat(loop().pump()).isEqualTo(1);
        assertThat(ran).containsExactly("late");
        assertThat(task).isNotNull();
    }

    @Test
    void aDisposedTaskDoesNotRun() {
        Disposable now = loop().schedule(() -> ran.add("now"));
        Disposable late = loop().schedule(() -> ran.add("late"), 10, TimeUnit.MILLISECONDS);
        Disposable queued = loop().schedule(() -> ran.add("queued"), 10, TimeUnit.MILLISECONDS);
        now.dispose();
        late.dispose();
        stage().ticks(1);
        queued.dispose();
        assertThat(loop().pump()).isZero();
        assertThat(ran).isEmpty();
        assertThat(now.isDisposed()).isTrue();
    }

    @Test
    void aPeriodicTaskRunsOnceAPumpHoweverManyPeriodsHavePassed() {
        Disposable periodic = loop().schedulePeriodically(() -> ran.add("again"), 0, 10, TimeUnit.MILLISECONDS);
        stage().pass(Duration.ofSeconds(1000));
        assertThat(loop().pump()).isEqualTo(1);
        stage().pass(Duration.ofMillis(5));
        assertThat(loop().pump()).isZero();
        stage().pass(Duration.ofMillis(5));
        assertThat(loop().pump()).isEqualTo(1);
        stage().pass(Duration.ofMillis(10));
        periodic.dispose();
        assertThat(loop().pump()).as("queued before it was disposed").isZero();
        stage().pass(Duration.ofSeconds(10));
        assertThat(loop().pump()).isZero();
        assertThat(ran).hasSize(2);
    }

    @Test
    void aPeriodicTaskThatThrowsGoesOn() {
        AtomicInteger count = new AtomicInteger();
        loop().schedulePeriodically(
                        () -> {
                            count.incrementAndGet();
                            throw new IllegalStateException("each time");
                        },
                        10,
                        10,
                        TimeUnit.MILLISECONDS);
        for (int i = 0; i < 3; i++) {
            stage().pass(Duration.ofMillis(10));
            loop().pump();
        }
        assertThat(count).hasValue(3);
    }

    @Test
    void aWorkersTasksRunInOrderAndEndTogether() {
        Scheduler.Worker worker = loop().createWorker();
        worker.schedule(() -> ran.add(1));
        worker.schedule(() -> ran.add(2));
        loop().pump();
        assertThat(ran).containsExactly(1, 2);
        worker.schedule(() -> ran.add("now"));
        worker.schedule(() -> ran.add("late"), 10, TimeUnit.MILLISECONDS);
        worker.schedulePeriodically(() -> ran.add("again"), 10, 10, TimeUnit.MILLISECONDS);
        worker.dispose();
        assertThat(worker.isDisposed()).isTrue();
        stage().ticks(10);
        loop().pump();
        assertThat(ran).containsExactly(1, 2);
        assertThatThrownBy(() -> worker.schedule(() -> {})).isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> worker.schedulePeriodically(() -> {}, 1, 1, TimeUnit.MILLISECONDS))
                .isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void operatorsOfReactorWorkOnIt() {
        StepVerifier.create(Flux.range(0, 1000).publishOn(loop()).count())
                .then(() -> {
                    while (loop().pump() > 0) {
                        ran.add("pumped");
                    }
                })
                .expectNext(1000L)
                .expectComplete()
                .verify(SOON);
        StepVerifier.create(Mono.delay(Duration.ofMillis(10), loop()).subscribeOn(loop()))
                .then(() -> {
                    loop().pump();
                    stage().pass(Duration.ofMillis(10));
                    loop().pump();
                })
                .expectNext(0L)
                .expectComplete()
                .verify(SOON);
    }

    @Test
    void tooManyTasksAreRejectedInTheCaller() {
        for (int i = 0; i < 65_536; i++) {
            loop().schedule(() -> {});
        }
        assertThatThrownBy(() -> loop().schedule(() -> {}))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("GameLoop.pump()");
        loop().schedule(() -> ran.add("late"), 10, TimeUnit.MILLISECONDS);
        loop().on(Say.class, ran::add);
        broadcast(new Say(1));
        stage().ticks(1);
        assertThat(loop().pump()).isEqualTo(65_536);
        broadcast(new Say(2));
        loop().pump();
        assertThat(ran).as("who had to miss one hears the next").containsExactly(new Say(2));
        ran.clear();
        loop().schedule(() -> ran.add("room again"));
        loop().pump();
        assertThat(ran).containsExactly("room again");
    }

    @Test
    void aDisposedLoopRunsNothingMore() {
        loop().schedule(() -> ran.add("before"));
        loop().dispose();
        assertThat(loop().isDisposed()).isTrue();
        assertThat(loop().pump()).isZero();
        assertThatThrownBy(() -> loop().schedule(() -> {})).isInstanceOf(RejectedExecutionException.class);
        assertThat(ran).isEmpty();
    }

    @Test
    void aPeriodicTaskThatOnceFoundNoRoomGoesOn() {
        loop().schedulePeriodically(() -> ran.add("again"), 10, 10, TimeUnit.MILLISECONDS);
        for (int i = 0; i < 65_536; i++) {
            loop().schedule(() -> {});
        }
        stage().pass(Duration.ofMillis(10));
        assertThat(loop().pump()).isEqualTo(65_536);
        assertThat(ran).isEmpty();
        stage().pass(Duration.ofMillis(10));
        loop().pump();
        assertThat(ran).containsExactly("again");
    }

    @Test
    void aDisposedLoopLeavesNoTimers() {
        long before = stage().clock.getScheduledTaskCount();
        TaskQueue queue = new TaskQueue(ran::add);
        LoopSchedule schedule = new LoopSchedule(queue, stage().clock);
        schedule.later(() -> ran.add("done"), 1, TimeUnit.MILLISECONDS);
        schedule.later(() -> {}, 1, TimeUnit.SECONDS).dispose();
        schedule.periodically(() -> {}, 1, 1, TimeUnit.MINUTES).dispose();
        stage().pass(Duration.ofMillis(1));
        assertThat(schedule.timers().size()).as("what has ended is not kept").isZero();
        Disposable late = schedule.later(() -> ran.add("late"), 1, TimeUnit.HOURS);
        Disposable again = schedule.periodically(() -> ran.add("again"), 1, 1, TimeUnit.HOURS);
        assertThat(schedule.timers().size()).isEqualTo(2);
        Disposable.Composite timers = schedule.timers();
        schedule.dispose();
        assertThat(timers.isDisposed()).isTrue();
        assertThat(schedule.isDisposed()).isTrue();
        late.dispose();
        again.dispose();
        assertThatThrownBy(() -> schedule.later(() -> {}, 1, TimeUnit.SECONDS))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("disposed");
    }

    @Test
    void aWorkerKeepsNeitherWhatHasEndedNorWhatTheLoopDoesNotTake() {
        Disposable.Composite kept = Disposables.composite();
        LoopWorker worker = new LoopWorker(loop(), kept);
        worker.schedule(() -> ran.add("once"));
        Disposable late = worker.schedule(() -> ran.add("late"), 1, TimeUnit.SECONDS);
        Disposable periodic = worker.schedulePeriodically(() -> ran.add("again"), 1, 1, TimeUnit.SECONDS);
        assertThat(kept.size()).isEqualTo(3);
        loop().pump();
        late.dispose();
        periodic.dispose();
        assertThat(kept.size()).isZero();
        assertThat(periodic.isDisposed()).isTrue();
        loop().dispose();
        assertThatThrownBy(() -> worker.schedule(() -> {})).isInstanceOf(RejectedExecutionException.class);
        assertThat(kept.size()).isZero();
        assertThat(ran).containsExactly("once");
    }

    /** A timer that fires when the test says so, after its end too: as one whose thread was just about to. */
    private static final class LateTimer implements Scheduler.Worker {
        private final Disposable ended = Disposables.single();
        private Runnable firing = () -> {};

        @Override
        public Disposable schedule(Runnable task) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Disposable schedulePeriodically(Runnable task, long initialDelay, long period, TimeUnit unit) {
            firing = task;
            return ended;
        }

        @Override
        public void dispose() {
            ended.dispose();
        }

        @Override
        public boolean isDisposed() {
            return ended.isDisposed();
        }
    }

    private static Scheduler with(Scheduler.Worker worker) {
        return new Scheduler() {
            @Override
            public Disposable schedule(Runnable task) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Worker createWorker() {
                return worker;
            }
        };
    }

    @Test
    void aPeriodicTaskRunsNoMoreOnceItIsDisposedEvenIfItsTimerIsJustFiring() {
        TaskQueue queue = new TaskQueue(ran::add);
        LateTimer timer = new LateTimer();
        Disposable periodic =
                new LoopSchedule(queue, with(timer)).periodically(() -> ran.add("again"), 1, 1, TimeUnit.SECONDS);
        timer.firing.run();
        assertThat(queue.run(9)).isEqualTo(1);
        periodic.dispose();
        timer.firing.run();
        assertThat(queue.run(9)).isZero();
        assertThat(ran).containsExactly("again");
    }
}
