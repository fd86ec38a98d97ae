package dev.playflux.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.testing.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A line is cut at each moment of a join: whoever had a seat by then leaves it, and the room ends. */
class CutJoinTest {
    private final List<String> told = new ArrayList<>();
    private final Game<String> game = Game.named("cut", () -> "-")
            .grace(Duration.ofMillis(200))
            .keepEmpty(Duration.ofMillis(200))
            .onJoin((state, player) -> tell("join"))
            .onAway((state, player) -> tell("away"))
            .onLeave((state, player, why) -> tell("leave"));

    private String tell(String what) {
        told.add(what);
        return what;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void itsSeatIsNotKeptForEver(int latency) {
        int joins = 0;
        int rooms = 0;
        for (int millis = 0; millis <= 4 * latency; millis++) {
            for (int hops = 0; hops < 16; hops++) {
                told.clear();
                Stage stage = Stage.of(server -> server.game(game).schedulers(List.of(new InTurn())));
                stage.network.latency(Duration.ofMillis(latency));
                Scheduler.Worker worker = stage.clock.createWorker();
                int after = hops;
                int at = millis;
                worker.schedule(
                        () -> {
                            worker.schedule(() -> cut(stage, worker, after), at, TimeUnit.MILLISECONDS);
                            stage.client().reconnect(false).connect().subscribe(client -> {}, failed -> {});
                        },
                        5,
                        TimeUnit.MILLISECONDS);
                stage.pass(Duration.ofMillis(6 + 4L * latency));
                rooms += stage.server.rooms().size();
                stage.pass(Duration.ofSeconds(2));
                assertThat(stage.server.rooms())
                        .as(told + " after a cut " + hops + " steps after " + millis + " ms")
                        .isEmpty();
                assertThat(told).isIn(List.of(), List.of("join", "away", "leave"));
                joins += told.isEmpty() ? 0 : 1;
                stage.close();
            }
        }
        assertThat(joins).isPositive();
        assertThat(rooms).isGreaterThanOrEqualTo(joins);
    }

    private static void cut(Stage stage, Scheduler.Worker worker, int hops) {
        Runnable next = hops == 0 ? stage.network::cut : () -> cut(stage, worker, hops - 1);
        worker.schedule(next, 0, TimeUnit.NANOSECONDS);
    }

    /** The virtual clock, which lets a task without a delay overtake others: here it waits for its turn, as on another thread. */
    private record InTurn() implements Scheduler {

        @Override
        public Disposable schedule(Runnable task) {
            return VirtualTimeScheduler.get().schedule(task, 0, TimeUnit.NANOSECONDS);
        }

        @Override
        public long now(TimeUnit unit) {
            return VirtualTimeScheduler.get().now(unit);
        }

        @Override
        public Worker createWorker() {
            Worker worker = VirtualTimeScheduler.get().createWorker();
            return new Worker() {
                @Override
                public Disposable schedule(Runnable task) {
                    return worker.schedule(task, 0, TimeUnit.NANOSECONDS);
                }

                @Override
                public Disposable schedulePeriodically(Runnable task, long delay, long period, TimeUnit unit) {
                    return worker.schedulePeriodically(task, delay, period, unit);
                }

                @Override
                public void dispose() {
                    worker.dispose();
                }
            };
        }
    }
}
