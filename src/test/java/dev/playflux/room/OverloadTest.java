package dev.playflux.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.testing.BusyClock;
import dev.playflux.testing.Logged;
import dev.playflux.testing.Peer;
import dev.playflux.testing.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/** A game that takes longer for a step than it has: its thread is busy, and the clock goes on meanwhile. */
class OverloadTest {
    record Nap(int millis) {}

    private final Logged log = new Logged();
    private final List<String> counted = new ArrayList<>();
    private Duration step = Duration.ZERO;
    private final BusyClock clock = BusyClock.set();
    private final Stage stage = Stage.of(slow());

    @AfterEach
    void close() {
        stage.close();
        log.close();
    }

    private Game<Integer> slow() {
        return Game.named("slow", () -> 0)
                .maxPlayers(2)
                .onTick((count, tick) -> {
                    clock.busy(step);
                    return count + 1;
                })
                .on(Nap.class, (count, player, nap) -> {
                    clock.busy(Duration.ofMillis(nap.millis));
                    return count;
                })
                .run("look", String.class, (player, word) -> watched(player.room()));
    }

    /** What the server's watch does while this room's thread is in a handler. */
    private void watched(Room<?> room) {
        Watch watch = ((RunningRoom<?>) room).watch();
        for (int wait : List.of(0, 0, 400, 600, 0)) {
            clock.busy(Duration.ofMillis(wait));
            CompletableFuture.runAsync(watch::look)
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join();
            counted.add(watch.strained() ? "stuck" : "free");
        }
    }

    @Test
    void aStepOfMoreThanTwiceItsTimeIsWarnedOfAndCounted() {
        stage.join().send("nap", "{'millis':90}");
        stage.ticks(10);
        assertThat(stage.tally.overruns).hasValue(0);
        assertThat(log.lines("WARN")).isEmpty();
        stage.join().send("nap", "{'millis':110}");
        stage.ticks(10);
        assertThat(stage.tally.overruns).hasValue(1);
        assertThat(log.lines("WARN"))
                .singleElement()
                .asString()
                .startsWith("room " + stage.room().id() + " of game 'slow' was busy for 110 ms at a stretch")
                .contains("50 ms apart");
    }

    @Test
    void warningsOfEveryTickFillNoLog() {
        stage.join();
        step = Duration.ofMillis(120);
        stage.pass(Duration.ofSeconds(60));
        assertThat(stage.tally.overruns.get()).isGreaterThan(100);
        assertThat(log.lines("WARN").stream().filter(line -> line.contains("at a stretch")))
                .hasSizeBetween(3, 12)
                .last()
                .asString()
                .contains("such warnings that were not logged");
    }

    @Test
    void aRoomThatDoesNotKeepUpTakesNobodyInUntilItDoes() {
        stage.join();
        String room = stage.room().id();
        step = Duration.ofMillis(60);
        stage.pass(Duration.ofSeconds(3));
        Peer late = stage.hello("{'room':'" + room + "'}");
        assertThat(late.refusals()).containsExactly("room_full");
        assertThat(late.closes()).containsExactly(4006);
        Peer anywhere = stage.hello("{'game':'slow'}");
        assertThat(anywhere.refusals()).containsExactly("overloaded");
        assertThat(anywhere.closes()).containsExactly(1013);
        assertThat(stage.hello("{'game':'slow','spectate':true}").closes()).containsExactly(1013);
        step = Duration.ZERO;
        stage.pass(clock.ahead());
        stage.ticks(4);
        assertThat(stage.join().refusals()).as("a few good ticks end nothing").containsExactly("overloaded");
        stage.ticks(20);
        assertThat(stage.join().refusals()).isEmpty();
        assertThat(stage.server.rooms()).hasSize(1);
        assertThat(log.lines("WARN"))
                .anyMatch(line -> line.endsWith("has more to do than it can, and takes nobody in"))
                .anyMatch(line -> line.endsWith("keeps up again"));
    }

    @Test
    void whoNamesNoRoomComesIntoOneOfAThreadThatKeepsUp() {
        Stage two = Stage.of(spec -> spec.game(slow()).schedulers(List.of(clock, new Another(clock))));
        Peer ada = two.join();
        assertThat(two.server.rooms()).hasSize(1);
        step = Duration.ofMillis(60);
        two.pass(Duration.ofSeconds(3));
        step = Duration.ZERO;
        two.pass(clock.ahead());
        Peer bob = two.join();
        assertThat(bob.refusals()).isEmpty();
        assertThat(bob.id()).isNotEqualTo(ada.id());
        assertThat(two.server.rooms()).hasSize(2).extracting(Room::scheduler).doesNotHaveDuplicates();
        two.server.dispose();
        two.settle();
    }

    /** A second thread of the same time. */
    private record Another(Scheduler clock) implements Scheduler {

        @Override
        public Disposable schedule(Runnable task) {
            return clock.schedule(task);
        }

        @Override
        public Worker createWorker() {
            return clock.createWorker();
        }

        @Override
        public long now(TimeUnit unit) {
            return clock.now(unit);
        }
    }

    @Test
    void aRoomWhoseStepsAreDroppedTakesNobodyIn() {
        stage.join();
        step = Duration.ofMillis(80);
        stage.pass(Duration.ofSeconds(2));
        assertThat(stage.tally.steps.get()).isPositive();
        assertThat(stage.join().refusals()).containsExactly("overloaded");
    }

    @Test
    void aSinglePauseOfTheMachineIsNoOverload() {
        stage.join();
        stage.ticks(20);
        clock.schedule(() -> clock.busy(Duration.ofSeconds(10)));
        stage.pass(Duration.ofSeconds(11));
        assertThat(stage.tally.steps.get()).isGreaterThan(100);
        assertThat(stage.join().refusals()).isEmpty();
    }

    @Test
    void aPauseEverySecondIsNoOverload() {
        stage.join();
        for (int i = 0; i < 20; i++) {
            clock.schedule(() -> clock.busy(Duration.ofMillis(400)));
            stage.pass(Duration.ofSeconds(1));
        }
        assertThat(stage.tally.steps.get()).isPositive();
        assertThat(stage.join().refusals()).isEmpty();
    }

    @Test
    void aStepThatUsesMostOfItsTimeIsNoOverload() {
        stage.join();
        step = Duration.ofMillis(45);
        stage.pass(Duration.ofSeconds(5));
        assertThat(stage.join().refusals()).isEmpty();
        assertThat(log.lines("WARN")).isEmpty();
    }

    @Test
    void aRoomThatIsStuckIsSeenFromOutsideNamedWithItsHandlerAndItsStack() {
        Peer ada = stage.join();
        Watch watch = ((RunningRoom<?>) stage.<Integer>room()).watch();
        watch.look();
        ada.send("look", "'now'");
        stage.ticks(1);
        assertThat(counted)
                .as("looks that follow each other at once tell nothing")
                .containsExactly("free", "free", "free", "stuck", "stuck");
        assertThat(log.lines("WARN"))
                .filteredOn(line -> line.contains("is stuck"))
                .as("once")
                .singleElement()
                .asString()
                .contains("room " + stage.room().id() + " of game 'slow' is stuck in the handler of 'look'");
        assertThat(log.events())
                .anyMatch(event -> event.contains("OverloadTest.watched") && event.contains("is stuck"));
        watch.look();
        assertThat(watch.strained()).isFalse();
        assertThat(log.lines("WARN")).last().asString().endsWith("goes on");
    }

    @Test
    void aRoomThatIsBusyNowAndThenIsNotStuck() {
        Watch watch = watching();
        for (int i = 0; i < 100; i++) {
            stage.ticks(1);
            watch.look();
        }
        assertThat(log.lines("WARN")).isEmpty();
    }

    private Watch watching() {
        stage.join();
        return ((RunningRoom<?>) stage.<Integer>room()).watch();
    }
}
