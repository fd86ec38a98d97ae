package dev.playflux.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.playflux.client.GameClient;
import dev.playflux.server.GameServer;
import dev.playflux.server.RunningServer;
import dev.playflux.testing.Peer;
import dev.playflux.testing.Stage;
import dev.playflux.transport.MemoryTransport;
import dev.playflux.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** How rooms and seats end: once, and with everything that was sent before. */
class RoomEndTest {

    record Go() {}

    record Note(String text) {}

    private final List<String> heard = new ArrayList<>();
    private @Nullable Stage stage;

    @AfterEach
    void close() {
        if (stage != null) {
            stage.close();
        }
    }

    private Stage play(Game<String> game) {
        stage = Stage.of(game);
        return stage;
    }

    private Game<String> game() {
        return Game.named("end", () -> "");
    }

    /** On real threads: the worker is late, so that a tick is due before the end that has been asked for meanwhile. */
    @Test
    void aRoomThatEndsWithATickThatIsLatePlaysNoStepAfterOnCloseAndClosesOnce() throws Exception {
        List<String> log = new CopyOnWriteArrayList<>();
        Scheduler worker = Schedulers.newSingle("room-end");
        Scheduler wires = Schedulers.newSingle("room-end-wires");
        MemoryTransport network = Transport.memory(wires);
        RunningServer server = GameServer.create()
                .port(1)
                .transport(network)
                .schedulers(List.of(worker))
                .game(game().tickRate(240)
                        .onTick((state, tick) -> {
                            log.add("step");
                            return state;
                        })
                        .onClose((state, room) -> {
                            log.add("close");
                            return null;
                        }))
                .bindNow();
        GameClient.create().uri("ws://memory:1/play").transport(network).connectNow();
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        worker.schedule(() -> {
            held.countDown();
            try {
                release.await(5, TimeUnit.SECONDS);
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(held.await(5, TimeUnit.SECONDS)).isTrue();
        Mono.delay(Duration.ofMillis(50)).block(Duration.ofSeconds(5));
        server.rooms().iterator().next().close("over");
        server.dispose();
        release.countDown();
        server.onDispose().block(Duration.ofSeconds(5));
        await().until(() -> log.contains("close")); // a server does not wait for a room that is stuck
        worker.dispose();
        wires.dispose();
        assertThat(log).filteredOn("close"::equals).hasSize(1);
        assertThat(log).endsWith("close");
    }

    @Test
    void whoComesWhileARoomClosesGetsAnotherRoom() {
        Stage stage = play(game().run(Go.class, (player, go) -> player.room().close("over")));
        Peer ada = stage.join();
        ada.send("go", "{}");
        stage.settle();
        Peer bob = stage.join();
        stage.ticks(2);
        assertThat(ada.closes()).containsExactly(4009);
        assertThat(bob.closes()).isEmpty();
        assertThat(bob.data("$welcome")).hasSize(1);
        assertThat(stage.room().players()).extracting(Player::id).containsExactly(bob.id());
    }

    @Test
    void whatIsSentBeforeAKickArrives() {
        Stage stage = play(game().run(Go.class, (player, go) -> {
            player.send(new Note("farewell"));
            player.kick("enough");
        }));
        Peer ada = stage.join();
        ada.send("go", "{}");
        stage.ticks(2);
        assertThat(ada.closes()).containsExactly(4003);
        assertThat(ada.data("note")).hasSize(1);
    }

    @Test
    void aPlayerKickedInOnJoinLeavesNoPipelineBehind() {
        AtomicInteger running = new AtomicInteger();
        Stage stage = play(game().onJoin((state, player) -> {
                    if (player.id().equals("p2")) {
                        player.kick("not you");
                    }
                    return state;
                })
                .pipeline(
                        Note.class,
                        (player, notes) -> Flux.interval(Duration.ofSeconds(1))
                                .doOnSubscribe(s -> running.incrementAndGet())
                                .doFinally(s -> running.decrementAndGet())));
        stage.join();
        Peer bob = stage.join();
        stage.ticks(2);
        assertThat(bob.closes()).containsExactly(4003);
        assertThat(stage.room().players()).hasSize(1);
        assertThat(running).as("pipelines of players in the room").hasValue(1);
    }

    @Test
    void aRoomMayBeKeptForEver() {
        Stage stage = play(game().keepEmpty(Duration.ofSeconds(Long.MAX_VALUE)));
        stage.join().close();
        stage.pass(Duration.ofHours(1));
        assertThat(stage.server.rooms()).hasSize(1);
        assertThat(stage.faults).isEmpty();
    }

    @Test
    void anActionThatCannotBeReadIsTheGamesFaultAndNotTheConnectionsEnd() {
        record Broken(int n) {
            Broken {
                if (n < 0) {
                    throw new AssertionError("n");
                }
            }
        }
        Stage stage = play(game().on(Broken.class, (state, player, broken) -> state + broken.n()));
        Peer ada = stage.join();
        ada.write("[{'action':'broken','data':{'n':-1}},{'action':'broken','data':{'n':1}}]");
        stage.ticks(2);
        assertThat(ada.refusals()).containsExactly("handler_failed");
        Room<String> room = stage.room();
        assertThat(room.state()).isEqualTo("1");
    }

    @Test
    void aHelloThatIsRefusedIsNotFollowedByAnother() {
        Stage stage = play(game().onJoin((state, player) -> {
            heard.add(player.id());
            return state;
        }));
        Peer ada = stage.connect();
        ada.write("[{'action':'$hello','data':{'room':{}}},{'action':'$hello','data':{}}]");
        stage.ticks(2);
        assertThat(ada.refusals()).containsExactly("bad_data");
        assertThat(ada.closes()).containsExactly(1002);
        assertThat(heard).isEmpty();
    }
}
