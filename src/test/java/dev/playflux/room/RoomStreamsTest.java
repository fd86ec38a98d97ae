package dev.playflux.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.testing.Peer;
import dev.playflux.testing.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

/** A room as streams, and from outside. */
class RoomStreamsTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private @Nullable Stage stage;

    @AfterEach
    void close() {
        if (stage != null) {
            stage.close();
        }
    }

    private Stage open() {
        return open(counter());
    }

    private Stage open(Game<Long> game) {
        stage = Stage.of(game);
        stage.join();
        return stage;
    }

    private static Game<Long> counter() {
        return Game.named("counter", () -> 0L).onTick((count, tick) -> count + 1);
    }

    @Test
    void statesReplayTheLatestAndCompleteWhenTheRoomCloses() {
        Stage stage = open();
        Room<Long> room = stage.room();
        stage.ticks(3);
        StepVerifier.create(room.states())
                .expectNext(3L)
                .then(() -> stage.ticks(2))
                .expectNext(4L, 5L)
                .then(() -> {
                    room.close("over");
                    stage.ticks(1);
                })
                .expectNext(6L)
                .expectComplete()
                .verify(SOON);
        StepVerifier.create(room.states()).expectNext(6L).expectComplete().verify(SOON);
    }

    @Test
    void whoIsSlowGetsFewerStatesAndTheLatestOne() {
        Stage stage = open();
        Room<Long> room = stage.room();
        StepVerifier.create(room.states(), 1)
                .then(() -> stage.ticks(1))
                .expectNext(1L)
                .then(() -> stage.ticks(1000))
                .thenRequest(1)
                .expectNext(1001L)
                .thenCancel()
                .verify(SOON);
    }

    @Test
    void ticksReplayTheLatestAreConflatedAndCompleteWhenTheRoomCloses() {
        Stage stage = open();
        Room<Long> room = stage.room();
        stage.ticks(3);
        StepVerifier.create(room.ticks(), 1)
                .expectNextMatches(tick -> tick.number() == 3)
                .then(() -> stage.ticks(10))
                .thenRequest(2)
                .expectNextMatches(tick -> tick.number() == 13
                        && tick.time().toMillis() == 650
                        && tick.seconds() == 0.05
                        && tick.room() == room)
                .then(() -> {
                    room.close("over");
                    stage.ticks(1);
                })
                .expectNextMatches(tick -> tick.number() == 14)
                .expectComplete()
                .verify(SOON);
    }

    @Test
    void aTickIsSignalledAfterItsState() {
        Stage stage = open();
        Room<Long> room = stage.room();
        List<String> heard = new ArrayList<>();
        room.states().subscribe(state -> heard.add("state " + state));
        room.ticks().subscribe(tick -> heard.add("tick " + tick.number()));
        stage.ticks(2);
        assertThat(heard).containsExactly("state 1", "tick 1", "state 2", "tick 2");
    }

    @Test
    void aSubscriberThatThrowsHurtsNobodyElse() {
        Stage stage = open();
        Room<Long> room = stage.room();
        List<Long> heard = new ArrayList<>();
        room.states()
                .subscribe(
                        state -> {
                            throw new IllegalStateException("subscriber");
                        },
                        failed -> {});
        room.states().subscribe(heard::add);
        stage.ticks(3);
        assertThat(heard).containsExactly(1L, 2L, 3L);
    }

    @Test
    void theStateIsChangedFromOutsideAndPublishedWithTheNextTick() {
        Stage stage = open(Game.named("plain", () -> 0L));
        Room<Long> room = stage.room();
        stage.ticks(1);
        room.update(count -> count + 41);
        room.update(count -> {
            throw new IllegalStateException("update");
        });
        room.update(count -> count + 1);
        stage.settle();
        assertThat(room.state()).isEqualTo(42);
        assertThat(stage.faults).containsExactly("update of game 'plain': update");
        StepVerifier.create(room.states())
                .expectNext(0L)
                .then(() -> stage.ticks(1))
                .expectNext(42L)
                .thenCancel()
                .verify(SOON);
    }

    @Test
    void messagesFromOutsideLeaveAtOnceAndReachThoseTheyAreFor() {
        Stage stage = open(Game.named("plain", () -> 0L));
        Peer bob = stage.join();
        Peer guest = stage.hello("{'spectate':true}");
        Room<Long> room = stage.room();
        room.broadcast("all", 1);
        room.broadcastExcept(room.player(bob.id()).orElseThrow(), "others", 2);
        room.player(bob.id()).orElseThrow().send("bob", 3);
        stage.settle();
        assertThat(bob.texts("all")).containsExactly("1");
        assertThat(bob.data("others")).isEmpty();
        assertThat(bob.texts("bob")).containsExactly("3");
        assertThat(guest.texts("all")).containsExactly("1");
        assertThat(guest.texts("others")).containsExactly("2");
    }

    @Test
    void theServerKnowsItsRooms() {
        Stage stage = open();
        Room<Long> room = stage.room();
        assertThat(stage.server.rooms()).hasSize(1);
        assertThat(stage.server.room(room.id())).containsSame(room);
        assertThat(stage.server.room("none")).isEmpty();
        assertThat(room.game()).isEqualTo("counter");
        assertThat(room.scheduler()).isSameAs(stage.clock);
    }

    @Test
    void aPipelineOfTheRoomOpensWithItAndIsCancelledWithIt() {
        List<String> heard = new ArrayList<>();
        Stage stage = open(counter()
                .pipeline(room -> room.states()
                        .filter(count -> count % 2 == 0)
                        .doOnNext(count -> heard.add("even " + count))
                        .doOnCancel(() -> heard.add("cancel"))));
        Room<Long> room = stage.room();
        stage.ticks(4);
        room.close("over");
        stage.ticks(1);
        assertThat(heard).containsExactly("even 2", "even 4", "cancel");
    }

    @Test
    void aPipelineOfTheRoomThatThrowsIsReportedAndHurtsNothing() {
        Stage stage = open(counter()
                .pipeline(room -> {
                    throw new IllegalStateException("assembly");
                })
                .pipeline(room -> room.states().doOnNext(count -> {
                    throw new IllegalStateException("operator");
                })));
        stage.ticks(3);
        assertThat(stage.faults)
                .containsExactly("pipeline of game 'counter': assembly", "pipeline of game 'counter': operator");
        assertThat(stage.<Long>room().state()).isEqualTo(3);
    }

    @Test
    void aDefinitionIsNeverChangedByItsMethods() {
        Game<Long> plain = Game.named("plain", () -> 0L);
        plain.onTick((count, tick) -> count + 1).tickRate(100);
        Stage stage = open(plain);
        stage.pass(Duration.ofSeconds(1));
        assertThat(stage.<Long>room().state()).isZero();
        assertThat(stage.<Long>room().time()).isEqualTo(Duration.ofSeconds(1));
    }

    /** A mutable world. */
    private static final class Field {
        private int steps;
        private int pushes;
    }

    record Push(int by) {}

    record Seen(int steps, int pushes) {}

    @Test
    void aSimulationChangesItsWorldInPlaceAndPublishesWhatIsSeen() {
        Game<Field> game = Game.simulation("field", Field::new)
                .on(Push.class, (field, player, push) -> field.pushes += push.by)
                .onTick((field, tick) -> field.steps++)
                .world(Seen.class, field -> new Seen(field.steps, field.pushes));
        stage = Stage.of(game);
        Peer ada = stage.join();
        stage.ticks(70);
        ada.send("push", "{'by':7}");
        stage.ticks(1);
        assertThat(ada.state().path("views").path("world").toString()).contains("\"steps\":71", "\"pushes\":7");
        assertThat(stage.faults).isEmpty();
    }
}
