package dev.playflux.server;

import static dev.playflux.testing.Timed.A_SECOND_OR_SO;
import static dev.playflux.testing.Timed.within;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.playflux.action.Actions;
import dev.playflux.connection.Connection;
import dev.playflux.message.PlayfluxException;
import dev.playflux.metrics.Metrics;
import dev.playflux.room.Game;
import dev.playflux.testing.Timed;
import dev.playflux.transport.RawSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

/** Servers come up and go down: with the right port, or an error that says why; and they leave nothing behind. */
class ServerLifecycleIT extends SocketTest {
    private static final GameServer BOARD =
            GameServer.create().host("127.0.0.1").port(0).game(Board.GAME);
    private static final GameServer STREAMS = GameServer.create()
            .host("127.0.0.1")
            .port(0)
            .handle(Actions.on("say", String.class, (connection, said) -> said));

    @Test
    void portZeroIsAnyFreeOne() {
        RunningServer one = serve(BOARD);
        RunningServer other = serve(BOARD);
        assertThat(one.port()).isBetween(1024, 65_535).isNotEqualTo(other.port());
        servesSomebodyNew(one.port());
        servesSomebodyNew(other.port());
    }

    @Test
    void aTakenPortIsAnErrorInTheCallersThread() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            Footprint before = Footprint.now();
            GameServer definition = BOARD.port(taken.getLocalPort());
            for (int i = 0; i < 5; i++) {
                assertThatThrownBy(definition::bindNow)
                        .isInstanceOf(PlayfluxException.class)
                        .hasMessageContaining("port " + taken.getLocalPort())
                        .hasMessageContaining("taken");
            }
            Footprint.isBackTo(before, 1_000_000);
        }
    }

    @Test
    void aHostThatDoesNotExistIsAnErrorToo() {
        assertThatThrownBy(BOARD.host("192.0.2.1")::bindNow)
                .isInstanceOf(PlayfluxException.class)
                .hasMessageContaining("192.0.2.1");
    }

    @Test
    void nothingToServeIsRefused() {
        assertThatThrownBy(GameServer.create()::bindNow)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nothing to serve");
    }

    @Test
    void gamesAndStreamsTogetherAreRefused() {
        assertThatThrownBy(BOARD.handle(Actions.on("say", String.class, (connection, said) -> said))::bind)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("handle");
    }

    @Test
    void twoGamesOfOneNameAreRefused() {
        assertThatThrownBy(BOARD.game(Game.named("board", () -> 1))::bindNow)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'board'");
    }

    @Test
    void anEndTellsEverybodyAndFreesPortAndThreads(TestReporter reporter) throws Exception {
        serve(BOARD).disposeNow();
        Footprint before = Footprint.now();
        within(A_SECOND_OR_SO, () -> {
            Duration took = anEndTellsEverybody();
            reporter.publishEntry("ms to end", "" + took.toMillis());
            return took;
        });
        Footprint.isBackTo(before, 1_000_000);
    }

    private Duration anEndTellsEverybody() throws IOException {
        RunningServer server = serve(BOARD);
        List<RawClient> players = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            players.add(closing(RawClient.welcome(server.port())));
        }
        RawClient silent = closing(RawClient.silent(server.port()));
        RawSocket unheard = closing(new RawSocket(server.port()));
        unheard.send("GET /play HT");
        long start = System.nanoTime();
        server.dispose();
        assertThat(server.isDisposed()).isTrue();
        server.onDispose().block(Duration.ofSeconds(10));
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        for (RawClient player : players) {
            assertThat(player.closeCode()).isEqualTo(1001);
            player.close();
        }
        assertThat(silent.closeCode()).isEqualTo(1001);
        silent.close();
        assertThat(unheard.gone()).isTrue();
        unheard.close();
        assertThat(server.rooms()).isEmpty();
        new ServerSocket(server.port()).close();
        server.disposeNow();
        return took;
    }

    @RepeatedTest(10)
    void socketsThatHaveSaidLittleEndToo() throws IOException {
        RunningServer server = serve(BOARD);
        List<RawSocket> sockets = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            RawSocket socket = closing(new RawSocket(server.port()));
            if (i % 2 == 0) {
                socket.send("GET /play HT");
            }
            sockets.add(socket);
        }
        server.disposeNow();
        for (RawSocket socket : sockets) {
            assertThat(socket.gone()).isTrue();
        }
    }

    @Test
    void connectionsAreToldToo() {
        RunningServer server = serve(STREAMS);
        RawClient client = closing(RawClient.welcome(server.port()));
        await().until(() -> server.connections().open().size() == 1);
        Connection connection = server.connections().open().iterator().next();
        server.disposeNow();
        assertThat(client.closeCode()).isEqualTo(1001);
        assertThat(connection.closed().block(Duration.ofSeconds(5)).code()).isEqualTo(1001);
        assertThat(server.connections().open()).isEmpty();
        assertThat(server.connections().left().count().block(Duration.ofSeconds(5)))
                .isZero();
    }

    @Test
    void twentyServersInARowOnOnePortLeaveNothingBehind() {
        RunningServer first = serve(BOARD);
        int port = first.port();
        servesSomebodyNew(port);
        first.disposeNow();
        Footprint before = Footprint.now();
        for (int i = 0; i < 20; i++) {
            RunningServer next = BOARD.port(port).bindNow();
            RawClient client = closing(RawClient.welcome(port));
            next.dispose();
            assertThat(client.closeCode()).isEqualTo(1001);
            client.close();
            next.onDispose().block(Duration.ofSeconds(5));
        }
        Footprint.isBackTo(before, 1_000_000);
    }

    @Test
    void anEndWhileClientsComeIn() throws InterruptedException {
        serve(BOARD).disposeNow();
        Footprint before = Footprint.now();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        int late = 0;
        for (int round = 0; round < 5; round++) {
            RunningServer server = serve(BOARD);
            AtomicBoolean over = new AtomicBoolean();
            AtomicInteger welcomed = new AtomicInteger();
            CountDownLatch ended = new CountDownLatch(4);
            for (int i = 0; i < 4; i++) {
                threads.execute(() -> {
                    comeIn(server.port(), over, welcomed);
                    ended.countDown();
                });
            }
            await().until(() -> welcomed.get() > 20);
            late += Timed.late(Timed.of(server::disposeNow), A_SECOND_OR_SO);
            assertThat(server.rooms()).isEmpty();
            over.set(true);
            ended.await();
        }
        assertThat(late)
                .as("ends that took longer than a pause of the machine explains")
                .isLessThan(2);
        threads.shutdown();
        Footprint.isBackTo(before, 1_000_000);
    }

    /** One client after the other, until the server is gone. */
    private static void comeIn(int port, AtomicBoolean over, AtomicInteger welcomed) {
        while (!over.get()) {
            try {
                RawClient.welcome(port).close();
                welcomed.incrementAndGet();
            } catch (UncheckedIOException | AssertionError gone) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void onDisposeWaitsForTheEnd() {
        RunningServer server = serve(BOARD);
        CountDownLatch ended = new CountDownLatch(1);
        server.onDispose().subscribe(nothing -> {}, thrown -> {}, ended::countDown);
        assertThat(ended.getCount()).isEqualTo(1);
        server.disposeNow();
        assertThat(ended.getCount()).isZero();
        server.onDispose().block(Duration.ofSeconds(1));
    }

    @Test
    void aConnectionIsCountedOnce() {
        AtomicInteger opened = new AtomicInteger();
        AtomicInteger closed = new AtomicInteger();
        RunningServer server = serve(BOARD.metrics(new Metrics() {
            @Override
            public void connectionOpened() {
                opened.incrementAndGet();
            }

            @Override
            public void connectionClosed(int code) {
                closed.incrementAndGet();
            }
        }));
        for (int i = 0; i < 3; i++) {
            RawClient client = RawClient.welcome(server.port());
            client.say("{\"action\":\"$bye\"}");
            assertThat(client.closeCode()).isEqualTo(1000);
            client.close();
        }
        server.disposeNow();
        assertThat(opened).hasValue(3);
        assertThat(closed).hasValue(3);
    }

    private static HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(10))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void aPageAndTheCallersRoutesStandBesideTheSocket(@TempDir Path page) throws IOException, InterruptedException {
        Files.writeString(page.resolve("index.html"), "<h1>Tag</h1>");
        Files.writeString(page.resolve("tag.js"), "let x");
        RunningServer server = serve(BOARD.files("/", page)
                .routes(routes -> routes.get("/scores", (request, response) -> response.sendString(Mono.just("ada 3"))))
                .routes(routes ->
                        routes.get("/tag.js", (request, response) -> response.sendString(Mono.just("the caller's")))));
        int port = server.port();
        assertThat(get(port, "/").body()).isEqualTo("<h1>Tag</h1>");
        assertThat(get(port, "/").headers().firstValue("content-type").orElseThrow())
                .startsWith("text/html");
        assertThat(get(port, "/scores").body()).isEqualTo("ada 3");
        assertThat(get(port, "/tag.js").body()).isEqualTo("the caller's");
        assertThat(get(port, "/nowhere").statusCode()).isEqualTo(404);
        assertThat(get(port, "/%2e%2e/%2e%2e/etc/passwd").statusCode()).isBetween(400, 404);
        servesSomebodyNew(port);
    }

    @Test
    void healthTellsHowManyThereAre() throws IOException, InterruptedException {
        RunningServer server = serve(BOARD);
        closing(RawClient.welcome(server.port()));
        closing(RawClient.welcome(server.port()));
        HttpResponse<String> health = get(server.port(), "/health");
        assertThat(health.statusCode()).isEqualTo(200);
        assertThat(health.headers().firstValue("content-type").orElseThrow()).startsWith("application/json");
        assertThat(health.body()).isEqualTo("{\"status\":\"up\",\"connections\":2,\"rooms\":1}");
    }

    @Test
    void theBrowsersClientIsServed() throws IOException, InterruptedException {
        HttpResponse<String> client = get(serve(BOARD).port(), "/playflux.js");
        assertThat(client.statusCode()).isEqualTo(200);
        assertThat(client.headers().firstValue("content-type").orElseThrow()).startsWith("text/javascript");
        assertThat(client.body()).contains("export").isEqualTo(resource("playflux.js"));
    }

    private static String resource(String name) throws IOException {
        try (var stream = GameServer.class.getResourceAsStream("/dev/playflux/" + name)) {
            return stream == null ? "" : new String(stream.readAllBytes(), UTF_8);
        }
    }

    @ParameterizedTest
    @CsvSource({"true, did you mean 'steer'?", "false, ''"})
    void inDevelopmentAnErrorSaysMore(boolean development, String hint) {
        GameServer definition = GameServer.create().game(Board.GAME);
        int port = serve(development ? definition.development() : definition).port();
        RawClient client = closing(RawClient.welcome(port));
        client.say("{\"action\":\"stear\"}");
        String message = client.refusal().message();
        assertThat(message).contains(hint).contains("stear");
        assertThat(message.contains("steer")).isEqualTo(development);
        RawClient murphy = closing(RawClient.silent(port));
        murphy.say("{\"action\":\"$hello\",\"data\":{\"options\":{\"name\":\"Murphy\"}}}");
        assertThat(murphy.refusal().message().contains("a secret of the server"))
                .isEqualTo(development);
    }
}
