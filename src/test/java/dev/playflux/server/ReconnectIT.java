package dev.playflux.server;

import static dev.playflux.testing.Timed.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.playflux.client.ConnectFailed;
import dev.playflux.client.GameClient;
import dev.playflux.client.GameConnector;
import dev.playflux.client.Status;
import dev.playflux.message.PlayfluxException;
import dev.playflux.room.Game;
import dev.playflux.testing.Timed;
import dev.playflux.testing.Tunnel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Servers go and come back on the same port, and the clients with them. */
class ReconnectIT extends SocketTest {
    private final Queue<String> heard = new ConcurrentLinkedQueue<>();
    private final Game<Board> game =
            Board.GAME.maxPlayers(100).run("note", String.class, (player, note) -> heard.add(note));

    private GameConnector connector(int port) {
        return GameClient.create().uri("ws://127.0.0.1:" + port + "/play");
    }

    private GameClient connect(int port) {
        GameClient client = connector(port).connectNow();
        closing(client::closeNow);
        return client;
    }

    private RunningServer restart(RunningServer server) {
        int port = server.port();
        server.disposeNow();
        RunningServer again =
                GameServer.create().host("127.0.0.1").port(port).game(game).bindNow();
        closing(again::disposeNow);
        return again;
    }

    @Test
    void aClientComesBackWhenItsServerDoes() {
        RunningServer server = serve(GameServer.create().game(game));
        GameClient client = connect(server.port());
        List<Status> status = new CopyOnWriteArrayList<>();
        client.status().subscribe(status::add);
        client.send("note", "before");
        eventually(() -> assertThat(heard).containsExactly("before"));
        RunningServer again = restart(server);
        eventually(
                () -> assertThat(status).hasSizeGreaterThanOrEqualTo(3).last().isInstanceOf(Status.Connected.class));
        assertThat(status.get(0)).isInstanceOf(Status.Connected.class);
        assertThat(status.get(1)).isInstanceOfSatisfying(Status.Reconnecting.class, first -> {
            assertThat(first.why().code()).isEqualTo(1001);
            assertThat(first.attempt()).isEqualTo(1);
        });
        assertThat(client.send("note", "after")).isTrue();
        eventually(() -> assertThat(heard).containsExactly("before", "after"));
        assertThat(client.room()).isEqualTo(again.rooms().iterator().next().id());
        eventually(() -> assertThat(client.state(Board.class))
                .isNotNull()
                .satisfies(board -> assertThat(board.places()).containsOnlyKeys(client.player())));
        client.closeNow();
        assertThat(status)
                .last()
                .isInstanceOfSatisfying(
                        Status.Closed.class,
                        closed -> assertThat(closed.why().code()).isEqualTo(1000));
    }

    @Test
    void aClientThatShallNotComeBackEnds() {
        RunningServer server = serve(GameServer.create().game(game));
        GameClient client = connector(server.port()).reconnect(false).connectNow();
        server.disposeNow();
        assertThat(client.onClose().block(Duration.ofSeconds(10)).code()).isEqualTo(1001);
        assertThat(client.send("note", "too late")).isFalse();
    }

    @Test
    void aClientThatIsKickedDoesNotComeBack() {
        RunningServer server = serve(GameServer.create().game(game));
        GameClient client = connect(server.port());
        server.rooms().iterator().next().players().iterator().next().kick("enough");
        assertThat(client.onClose().block(Duration.ofSeconds(10)).code()).isEqualTo(4003);
    }

    @RepeatedTest(20)
    void whatIsSentRightAfterTheConnectAndRightBeforeTheCloseArrives() {
        RunningServer server = serve(GameServer.create().game(game));
        GameClient client = connector(server.port()).connectNow();
        assertThat(client.send("note", "first")).isTrue();
        assertThat(client.send("note", "last")).isTrue();
        client.closeNow();
        eventually(() -> assertThat(heard).containsExactly("first", "last"));
        eventually(() -> assertThat(server.rooms().iterator().next().players()).isEmpty());
        heard.clear();
    }

    @Test
    void aHundredMessagesRightBeforeTheCloseArrive() {
        RunningServer server = serve(GameServer.create().game(game));
        GameClient client = connector(server.port()).connectNow();
        for (int i = 0; i < 100; i++) {
            assertThat(client.send("note", "" + i)).isTrue();
        }
        client.close().block(Duration.ofSeconds(10));
        eventually(() -> assertThat(heard).hasSize(100));
        assertThat(heard.toArray())
                .isEqualTo(Flux.range(0, 100)
                        .map(i -> "" + i)
                        .collectList()
                        .block()
                        .toArray());
    }

    @Test
    void fiftyClientsComeBackAtOnce(TestReporter reporter) {
        RunningServer server = serve(GameServer.create().game(game));
        List<GameClient> clients = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            clients.add(connect(server.port()));
        }
        RunningServer again = restart(server);
        long start = System.nanoTime();
        await().atMost(Duration.ofSeconds(30)).until(() -> players(again) == 50);
        reporter.publishEntry("ms until all were back", "" + (System.nanoTime() - start) / 1_000_000);
        assertThat(again.rooms()).hasSize(1);
        // The server knows of each before the client does.
        clients.forEach(client -> eventually(() ->
                assertThat(client.send("note", String.valueOf(client.player()))).isTrue()));
        eventually(() -> assertThat(heard).hasSize(50).doesNotHaveDuplicates());
        Mono.when(clients.stream().map(GameClient::close).toList()).block(Duration.ofSeconds(20));
        eventually(() -> assertThat(players(again)).isZero());
    }

    @Test
    void twoHundredWhoseConnectionsAreCutAtOnceAreBackWithinFiveSecondsEachInItsSeat(TestReporter reporter)
            throws Exception {
        List<String> away = new CopyOnWriteArrayList<>();
        List<String> back = new CopyOnWriteArrayList<>();
        RunningServer server = serve(GameServer.create()
                .game(game.maxPlayers(200)
                        .onAway((board, player) -> {
                            away.add(player.id());
                            return board;
                        })
                        .onBack((board, player) -> {
                            back.add(player.id());
                            return board;
                        })));
        Tunnel tunnel = closing(new Tunnel(server.port(), () -> Tunnel.Cut.NEVER));
        List<GameClient> clients = Flux.range(0, 200)
                .flatMap(i -> connector(tunnel.port()).connect(), 20)
                .collectList()
                .block(Duration.ofSeconds(60));
        clients.forEach(client -> closing(client::closeNow));
        List<String> ids = clients.stream().map(GameClient::player).toList();
        List<Status> status = new CopyOnWriteArrayList<>();
        clients.forEach(client -> client.status().skip(1).subscribe(status::add));
        within(Duration.ofSeconds(5), () -> {
            List.of(heard, away, back, status).forEach(Collection::clear);
            long start = System.nanoTime();
            // Whoever came back before the loss is noticed would only replace its older connection.
            tunnel.cut(() -> eventually(() -> assertThat(away).hasSize(200)));
            List<Mono<Void>> notes = clients.stream()
                    .map(client -> client.deliver("note", "from " + client.player()))
                    .toList();
            Mono.when(notes).block(Duration.ofSeconds(20));
            Duration took = Timed.since(start);
            reporter.publishEntry("ms until all were heard again", "" + took.toMillis());
            assertThat(heard).hasSize(200).doesNotHaveDuplicates();
            assertThat(clients).extracting(GameClient::player).isEqualTo(ids).doesNotHaveDuplicates();
            assertThat(status)
                    .filteredOn(Status.Connected.class::isInstance)
                    .hasSize(200)
                    .containsOnly(new Status.Connected(true));
            assertThat(away).containsExactlyInAnyOrderElementsOf(ids);
            assertThat(back).containsExactlyInAnyOrderElementsOf(ids);
            return took;
        });
        Mono.when(clients.stream().map(GameClient::close).toList()).block(Duration.ofSeconds(20));
    }

    private static int players(RunningServer server) {
        return server.rooms().stream().mapToInt(room -> room.players().size()).sum();
    }

    @Test
    void aServerThatIsAwayForLongIsTriedAgainAndAgain() {
        RunningServer server = serve(GameServer.create().game(game));
        GameClient client = connect(server.port());
        List<Status> status = new CopyOnWriteArrayList<>();
        client.status().subscribe(status::add);
        int port = server.port();
        server.disposeNow();
        eventually(() -> assertThat(status)
                .filteredOn(Status.Reconnecting.class::isInstance)
                .hasSizeGreaterThan(3));
        assertThat(client.send("note", "into the void")).isFalse();
        RunningServer again =
                GameServer.create().host("127.0.0.1").port(port).game(game).bindNow();
        closing(again::disposeNow);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(status).last().isInstanceOf(Status.Connected.class));
        assertThat(heard).isEmpty();
    }

    @Test
    void aClientSaysWhyItCannotConnect() {
        RunningServer server = serve(GameServer.create().game(game));
        assertThatThrownBy(connector(server.port()).game("chess")::connectNow)
                .isInstanceOfSatisfying(ConnectFailed.class, failed -> {
                    assertThat(failed.failure()).isNotNull();
                    assertThat(failed.failure().code()).isEqualTo("room_not_found");
                    assertThat(failed.reason().code()).isEqualTo(4005);
                });
        int port = server.port();
        server.disposeNow();
        assertThatThrownBy(connector(port)::connectNow)
                .isInstanceOf(PlayfluxException.class)
                .hasMessageContaining("" + port);
    }

    @Test
    void clientsThatComeAndGoLeaveNothingBehind() {
        RunningServer server = serve(GameServer.create().game(game));
        // As many as make every loop of the network start its thread.
        for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
            connector(server.port()).connectNow().closeNow();
        }
        eventually(() -> assertThat(players(server)).isZero());
        Footprint before = Footprint.now();
        for (int i = 0; i < 30; i++) {
            connector(server.port()).connectNow().closeNow();
        }
        eventually(() -> assertThat(players(server)).isZero());
        Footprint.isBackTo(before, 1_000_000);
    }
}
