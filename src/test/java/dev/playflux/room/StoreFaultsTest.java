package dev.playflux.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.server.GameServer;
import dev.playflux.server.RunningServer;
import dev.playflux.testing.Peer;
import dev.playflux.testing.Stage;
import dev.playflux.transport.Transport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

/** What cannot be kept, or not be read back: nobody is stuck, and nothing is thrown away. */
class StoreFaultsTest {
    record Seen(int step) {}

    record Small(int count) {}

    record Large(List<String> count) {}

    record Ring(String bell) {}

    /** A world that no document can hold. */
    static final class Loop {
        final Loop self = this;
        int steps;
    }

    private final List<String> heard = new ArrayList<>();
    private final Store memory = Store.memory();
    private @Nullable Stage stage;

    @AfterEach
    void close() {
        if (stage != null) {
            stage.close();
        }
    }

    private Stage play(Game<?> game) {
        stage = Stage.of(spec -> spec.game(game).store(memory));
        return stage;
    }

    private List<String> documents() {
        return Objects.requireNonNull(memory.load()
                .map(document -> new String(document, StandardCharsets.UTF_8))
                .collectList()
                .block(Duration.ofSeconds(5)));
    }

    /** An event that breaks when it is read back. */
    record Broken(int count) {
        private static boolean breaks;

        Broken {
            if (breaks) {
                throw new StackOverflowError("as of an event that nests too deep");
            }
        }
    }

    @Test
    void aRoomWhoseEventBreaksEverythingDoesNotKeepTheServerFromListening() {
        try {
            Game<Small> game =
                    Game.named("kept", () -> new Small(1)).when(Broken.class, (small, room, broken) -> small);
            Stage first = play(game);
            first.join();
            first.room().after(Duration.ofSeconds(10), new Broken(1));
            first.ticks(1);
            first.close();
            Broken.breaks = true;
            Stage second = play(game);
            assertThat(second.server.port()).isEqualTo(1);
            assertThat(second.faults).containsExactly("the store of game 'kept': as of an event that nests too deep");
            second.pass(Duration.ofSeconds(1));
            assertThat(documents()).as("stays in the store").hasSize(1);
        } finally {
            Broken.breaks = false;
        }
    }

    @Test
    void aRoomThatHangsIsWaitedForNoLongerThanFiveSeconds() {
        Stage first = play(Game.named("kept", () -> new Small(1)));
        first.join();
        first.ticks(1);
        first.close();
        VirtualTimeScheduler clock = VirtualTimeScheduler.getOrSet();
        CountDownLatch hangs = new CountDownLatch(1);
        Scheduler hanging = Schedulers.fromExecutorService(Executors.newSingleThreadScheduledExecutor());
        hanging.schedule(() -> await(hangs));
        List<RunningServer> bound = new ArrayList<>();
        GameServer.create()
                .port(1)
                .transport(Transport.memory(clock))
                .schedulers(List.of(hanging))
                .game(Game.named("kept", () -> new Small(2)))
                .store(memory)
                .bind()
                .subscribe(bound::add);
        clock.advanceTimeBy(Duration.ofMillis(4999));
        assertThat(bound).isEmpty();
        clock.advanceTimeBy(Duration.ofMillis(1));
        assertThat(bound).hasSize(1);
        hangs.countDown();
        bound.get(0).dispose();
        clock.advanceTimeBy(Duration.ofSeconds(10));
        hanging.dispose();
        VirtualTimeScheduler.reset();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aMutableWorldThatCannotBeWrittenIsReportedOnceAndItsRoomEndsAsWithoutAStore() {
        Stage stage = play(Game.simulation("loop", Loop::new)
                .onTick((world, tick) -> world.steps++)
                .onClose((world, room) -> Mono.fromRunnable(() -> heard.add("close")))
                .world(Seen.class, world -> new Seen(world.steps)));
        Peer ada = stage.join();
        stage.pass(Duration.ofSeconds(9));
        assertThat(stage.faults).singleElement().asString().startsWith("the store");
        assertThat(ada.state().path("tick").asLong()).isGreaterThan(170);
        stage.server.dispose();
        stage.pass(Duration.ofMillis(100));
        assertThat(heard).containsExactly("close");
        assertThat(ada.closes()).containsExactly(1001);
    }

    @Test
    void aRoomThatANewVersionOfItsGameCannotReadStaysInTheStore() {
        Stage first = play(Game.named("kept", () -> new Small(1)));
        first.join();
        first.pass(Duration.ofSeconds(3));
        first.close();
        List<String> kept = documents();
        Stage second = play(Game.named("kept", () -> new Large(List.of())));
        second.ticks(3);
        assertThat(second.server.rooms()).isEmpty();
        assertThat(second.faults).hasSize(1);
        assertThat(documents()).isEqualTo(kept);
    }

    @Test
    void anEventThatCannotBeReadKeepsItsRoomInTheStoreToo() {
        Game<Small> game = Game.named("kept", () -> new Small(1)).when(Ring.class, (state, room, ring) -> state);
        Stage first = play(game);
        first.join();
        first.room().after(Duration.ofHours(1), new Ring("late"));
        first.pass(Duration.ofSeconds(3));
        String room = first.room().id();
        first.close();
        String broken = documents().get(0).replace("\"late\"", "[7]");
        memory.save(room, broken.getBytes(StandardCharsets.UTF_8)).block(Duration.ofSeconds(5));
        Stage second = play(game);
        second.ticks(3);
        assertThat(second.server.rooms()).isEmpty();
        assertThat(second.faults).hasSize(1);
        assertThat(documents()).containsExactly(broken);
    }
}
