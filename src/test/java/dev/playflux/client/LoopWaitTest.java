package dev.playflux.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.playflux.message.PlayfluxException;
import dev.playflux.room.Game;
import dev.playflux.testing.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.NonBlocking;

/** Waiting on the game's own thread: it pumps meanwhile, wakes for news alone, and never misses what is there. */
class LoopWaitTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration TICK = Duration.ofMillis(50);

    /** How often each word was said, and the tick. */
    record Words(long ticks, Map<String, Integer> counts) {
        Words say(String word) {
            Map<String, Integer> more = new TreeMap<>(counts);
            more.merge(word, 1, Integer::sum);
            return new Words(ticks, more);
        }
    }

    record Say(String word) {}

    private final List<Object> heard = new ArrayList<>();
    private final AtomicInteger parked = new AtomicInteger();
    private @Nullable Stage stage;
    private @Nullable PlayerClient client;

    /** Sleeping lets the stage's time pass: to the next tick, or to the end of the wait. */
    private final Patience patience = new Patience() {
        @Override
        public long now() {
            return stage().clock.now(TimeUnit.NANOSECONDS);
        }

        @Override
        public void park(long nanos) {
            parked.incrementAndGet();
            stage().pass(Duration.ofNanos(Math.min(nanos, TICK.toNanos())));
        }
    };

    @BeforeEach
    void join() {
        stage = Stage.of(Game.named("words", () -> new Words(0, Map.of()))
                .on(Say.class, (words, player, say) -> words.say(say.word()))
                .onTick((words, tick) -> new Words(words.ticks() + 1, words.counts())));
        client = new PlayerClient((ConnectorSpec) stage.client().patience(patience));
        client.start().subscribe();
        stage.settle();
    }

    @AfterEach
    void close() {
        stage().close();
    }

    private Stage stage() {
        return Objects.requireNonNull(stage);
    }

    private GameLoop loop() {
        return Objects.requireNonNull(client).loop();
    }

    @Test
    void theStateThatWasWaitedForComesBackAndIsTheLoops() throws TimeoutException {
        Words found = loop().waitUntil(Words.class, words -> words.ticks() == 7, SECOND);
        assertThat(found.ticks()).isEqualTo(7);
        assertThat(loop().state(Words.class)).isSameAs(found);
    }

    @Test
    void itPumpsMeanwhile() throws TimeoutException {
        loop().schedule(() -> loop().send(new Say("go")));
        loop().waitUntil(Words.class, words -> words.counts().containsKey("go"), SECOND);
    }

    @Test
    void aConditionThatComesTrueAtTheLastMomentIsNoTimeOut() throws TimeoutException {
        Duration untilTheTick = TICK.multipliedBy(4);
        Words found = loop().waitUntil(Words.class, words -> words.ticks() >= 4, untilTheTick);
        assertThat(found.ticks()).isEqualTo(4);
    }

    @Test
    void aConditionThatHoldsAlreadyNeedsNoTimeAtAll() throws TimeoutException {
        stage().ticks(3);
        assertThat(loop().waitUntil(Words.class, words -> true, Duration.ZERO).ticks())
                .isEqualTo(3);
        assertThat(parked).hasValue(0);
    }

    @Test
    void aConditionThatNeverHoldsIsATimeOutAfterALastLook() {
        stage().ticks(1);
        List<Long> seen = new ArrayList<>();
        assertThatThrownBy(() -> loop().waitUntil(Words.class, words -> !seen.add(words.ticks()), SECOND))
                .isInstanceOf(TimeoutException.class)
                .hasMessage("not within 1000 ms: the latest state is Words[ticks=21, counts={}]");
        assertThat(seen).startsWith(1L).endsWith(21L);
    }

    @Test
    void withoutAStateItTimesOutToo() {
        assertThatThrownBy(() -> loop().waitUntil(Words.class, words -> true, Duration.ZERO))
                .isInstanceOf(TimeoutException.class)
                .hasMessage("not within 0 ms: no state has come");
    }

    @Test
    void whatTheConditionThrowsEndsTheWait() {
        stage().ticks(1);
        assertThatThrownBy(() -> loop().waitUntil(
                                Words.class,
                                words -> {
                                    throw new IllegalArgumentException("mine");
                                },
                                SECOND))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("mine");
        assertThat(parked).hasValue(0);
    }

    @Test
    void aFunctionIsTriedUntilItDoesNotThrow() throws TimeoutException {
        loop().send(new Say("ada"));
        Integer count = loop().tryTo(
                        Words.class,
                        words -> Objects.requireNonNull(words.counts().get("ada")),
                        SECOND);
        assertThat(count).isEqualTo(1);
    }

    @Test
    void nullIsAResult() throws TimeoutException {
        stage().ticks(1);
        Integer none = loop().tryTo(Words.class, words -> words.counts().get("nobody"), SECOND);
        assertThat(none).isNull();
        assertThat(parked).as("and is not tried again").hasValue(0);
    }

    @Test
    void aFunctionThatAlwaysThrowsIsATimeOutWithItsCause() {
        stage().ticks(1);
        assertThatThrownBy(() -> loop().tryTo(
                                Words.class,
                                words -> {
                                    throw new IllegalStateException("at " + words.ticks());
                                },
                                SECOND))
                .isInstanceOf(TimeoutException.class)
                .hasRootCauseMessage("at 21");
    }

    @Test
    void aCallbackMayWait() {
        loop().schedule(() -> {
            try {
                heard.add(loop().waitUntil(Words.class, words -> words.ticks() == 5, SECOND)
                        .ticks());
            } catch (TimeoutException late) {
                heard.add(late);
            }
        });
        loop().schedule(() -> heard.add("meanwhile"));
        loop().pump();
        assertThat(heard).containsExactly("meanwhile", 5L);
    }

    @Test
    void aClientThatEndsIsNotWaitedFor() {
        stage().ticks(1);
        loop().schedule(() -> Objects.requireNonNull(client).close());
        assertThatThrownBy(() -> loop().waitUntil(Words.class, words -> false, SECOND))
                .isInstanceOf(PlayfluxException.class)
                .hasMessageContaining("1000");
        assertThat(parked.get()).isLessThan(10);
    }

    @Test
    void anInterruptEndsTheWaitAndStays() {
        stage().ticks(1);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> loop().waitUntil(Words.class, words -> false, SECOND))
                .isInstanceOf(PlayfluxException.class)
                .hasMessageContaining("interrupted");
        assertThat(Thread.interrupted()).isTrue();
    }

    private static final class NetworkThread extends Thread implements NonBlocking {
        NetworkThread(Runnable task) {
            super(task);
        }
    }

    @Test
    void aThreadThatOthersDependOnMustNotWait() throws InterruptedException {
        stage().ticks(1);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread network = new NetworkThread(() -> {
            try {
                loop().waitUntil(Words.class, words -> true, SECOND);
            } catch (TimeoutException | RuntimeException refused) {
                thrown.set(refused);
            }
        });
        network.start();
        network.join(20_000);
        assertThat(thrown.get()).isInstanceOf(IllegalStateException.class).hasMessageContaining("must not wait");
    }

    @Test
    void anotherThreadThanTheOneThatPumpsOnlyWaits() throws InterruptedException {
        loop().on("news", String.class, heard::add).schedule(() -> heard.add("task"));
        loop().pump();
        loop().schedule(() -> heard.add("later"));
        stage().ticks(3);
        AtomicReference<Object> found = new AtomicReference<>();
        Thread other = new Thread(() -> {
            try {
                found.set(loop().waitUntil(Words.class, words -> words.ticks() == 3, Duration.ofSeconds(5)));
            } catch (TimeoutException late) {
                found.set(late);
            }
        });
        other.start();
        other.join(20_000);
        assertThat(found.get()).isEqualTo(new Words(3, Map.of()));
        assertThat(heard).containsExactly("task");
        assertThat(loop().state(Words.class)).as("the loop's own is as it was").isNull();
    }

    /** The second waits while the first is between its decision to pump and its first pump. */
    @Test
    void ofTwoThreadsThatWaitBeforeAnybodyHasPumpedOnePumps() throws Exception {
        AtomicReference<PlayerClient> waited = new AtomicReference<>();
        AtomicReference<@Nullable Object> other = new AtomicReference<>();
        Thread second = new Thread(() -> {
            try {
                other.set(waited.get().loop().waitUntil(Words.class, words -> true, Duration.ZERO));
            } catch (TimeoutException | RuntimeException late) {
                other.set(late);
            }
        });
        Patience begun = new Patience() {
            @Override
            public long now() {
                if (second.getState() == Thread.State.NEW) {
                    second.start();
                    Stage.join(second);
                }
                return stage().clock.now(TimeUnit.NANOSECONDS);
            }

            @Override
            public void park(long nanos) {
                patience.park(nanos);
            }
        };
        PlayerClient both = new PlayerClient((ConnectorSpec) stage().client().patience(begun));
        waited.set(both);
        both.start().subscribe();
        stage().ticks(1);
        both.loop().schedule(() -> heard.add(Thread.currentThread()));
        both.loop().waitUntil(Words.class, words -> !heard.isEmpty(), SECOND);
        assertThat(heard).containsExactly(Thread.currentThread());
        assertThat(other.get()).isInstanceOf(Words.class);
    }

    @Test
    void aThreadThatMustNotWaitLeavesThePumpingToOthers() throws Exception {
        stage().ticks(1);
        loop().schedule(() -> heard.add("task"));
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread network = new NetworkThread(
                () -> thrown.set(catchThrowable(() -> loop().waitUntil(Words.class, words -> true, SECOND))));
        network.start();
        network.join(20_000);
        assertThat(thrown.get()).isInstanceOf(IllegalStateException.class);
        loop().waitUntil(Words.class, words -> true, SECOND);
        assertThat(heard).containsExactly("task");
    }

    @Test
    void aWaitLeavesNobodyBehindWhoHearsTheNews() throws TimeoutException {
        Sinks.Many<String> news = Sinks.many().multicast().directBestEffort();
        Object found = new Vigil(news.asFlux(), patience, () -> "nothing")
                .keep(SECOND, () -> news.currentSubscriberCount() == 1 ? new Vigil.Found<>("there") : null, () -> null);
        assertThat(found).isEqualTo("there");
        assertThat(news.currentSubscriberCount()).isZero();
    }

    @Test
    @Timeout(60)
    void newsWakesWhoSleeps() throws TimeoutException {
        Sinks.Many<String> news = Sinks.many().multicast().directBestEffort();
        AtomicReference<String> there = new AtomicReference<>();
        Thread teller = new Thread(() -> {
            while (news.currentSubscriberCount() == 0) {
                Thread.onSpinWait();
            }
            there.set("there");
            news.tryEmitNext("look");
        });
        teller.setDaemon(true);
        Patience asleep = new Patience() {
            @Override
            public long now() {
                return System.nanoTime();
            }

            @Override
            public void park(long nanos) {
                LockSupport.parkNanos(nanos);
            }
        };
        teller.start();
        long start = System.nanoTime();
        new Vigil(news.asFlux(), asleep, () -> "nothing")
                .keep(
                        Duration.ofSeconds(30),
                        () -> there.get() == null ? null : new Vigil.Found<>(there.get()),
                        () -> null);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    }

    /** Does something instead of sleeping, and tells what would have woken who sleeps. */
    private PlayerClient sleeping(Runnable meanwhile) {
        Patience asleep = new Patience() {
            @Override
            public long now() {
                return stage().clock.now(TimeUnit.NANOSECONDS);
            }

            @Override
            public void park(long nanos) {
                LockSupport.parkNanos(1);
                meanwhile.run();
                long start = System.nanoTime();
                LockSupport.parkNanos(Duration.ofSeconds(30).toNanos());
                heard.add(System.nanoTime() - start < Duration.ofSeconds(15).toNanos() ? "woken" : "slept");
            }
        };
        PlayerClient joined = new PlayerClient((ConnectorSpec) stage().client().patience(asleep));
        joined.start().subscribe();
        stage().ticks(1);
        return joined;
    }

    private void lose() {
        stage().network.cut();
        stage().settle();
    }

    @Test
    void aStatusWakesWhoSleeps() throws TimeoutException {
        GameLoop loop = sleeping(this::lose).loop();
        loop.onDisconnected(heard::add);
        loop.waitUntil(Words.class, words -> heard.stream().anyMatch(Disconnected.class::isInstance), SECOND);
        assertThat(heard).startsWith("woken").hasSize(2);
    }

    @Test
    void aWaitInsideAWaitLeavesTheOuterOneToBeWoken() throws TimeoutException {
        AtomicReference<GameLoop> loop = new AtomicReference<>();
        loop.set(sleeping(() -> loop.get().schedule(() -> heard.add("task"))).loop());
        loop.get().schedule(() -> {
            try {
                loop.get().waitUntil(Words.class, words -> true, SECOND);
                heard.add("inner");
            } catch (TimeoutException late) {
                heard.add(late);
            }
        });
        loop.get().waitUntil(Words.class, words -> heard.contains("task"), SECOND);
        assertThat(heard).containsExactly("inner", "woken", "task");
    }

    @Test
    void whoWaitsForEverMayDoSo() throws TimeoutException {
        stage().ticks(1);
        assertThat(loop().waitUntil(Words.class, words -> words.ticks() > 3, Duration.ofDays(1_000_000_000))
                        .ticks())
                .isEqualTo(4);
    }

    @Test
    void aTaskOfAnotherThreadWakesWhoSleeps() throws InterruptedException {
        TaskQueue queue = new TaskQueue(heard::add);
        Thread asleep =
                new Thread(() -> LockSupport.parkNanos(Duration.ofSeconds(30).toNanos()));
        queue.wake(asleep);
        asleep.start();
        assertThat(queue.offered(new TaskQueue.Task(() -> {}))).isTrue();
        asleep.join(10_000);
        assertThat(asleep.isAlive()).isFalse();
    }

    @Test
    void aWorkerForgetsWhatHasRun() {
        LoopWorker worker = new LoopWorker(loop());
        worker.schedule(() -> heard.add("one"));
        worker.schedule(() -> heard.add("two"));
        loop().pump();
        assertThat(heard).containsExactly("one", "two");
        assertThat(worker.scheduled().size()).isZero();
    }
}
