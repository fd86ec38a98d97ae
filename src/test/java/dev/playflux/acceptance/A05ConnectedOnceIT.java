package dev.playflux.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.playflux.client.ConnectFailed;
import dev.playflux.client.Disconnected;
import dev.playflux.client.Disconnected.Reason;
import dev.playflux.client.GameClient;
import dev.playflux.client.GameConnector;
import dev.playflux.client.GameLoop;
import dev.playflux.codec.Codec;
import dev.playflux.room.Game;
import dev.playflux.server.GameServer;
import dev.playflux.server.RunningServer;
import dev.playflux.testing.TappedTransport;
import dev.playflux.testing.Tunnel;
import dev.playflux.transport.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who connects hears so once, loses neither the first word nor the last, and is told why it ends. */
@Timeout(60)
class A05ConnectedOnceIT {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");

    record Say(String text) {}

    /** What the server heard. */
    private final Queue<String> said = new ConcurrentLinkedQueue<>();

    /** What the client's callbacks heard. */
    private final List<Object> heard = new ArrayList<>();

    private RunningServer server;

    @BeforeEach
    void serve() {
        Game<Integer> talk = Game.named("talk", () -> 0)
                .maxPlayers(1)
                .onJoin((count, player) -> {
                    player.send("rules", "be kind");
                    return count + 1;
                })
                .run(Say.class, (player, say) -> {
                    said.add(say.text());
                    if (say.text().equals("rude")) {
                        player.send("last", "that was too much");
                        player.kick("rude");
                    }
                });
        server = GameServer.create().host("127.0.0.1").port(0).game(talk).bindNow();
    }

    @AfterEach
    void stop() {
        server.disposeNow();
    }

    private static GameConnector connector(int port) {
        return GameClient.create().uri("ws://127.0.0.1:" + port + "/play");
    }

    private GameClient join() {
        return connector(server.port()).connectNow();
    }

    private GameLoop listen(GameClient client) {
        return client.loop()
                .onConnected(() -> heard.add("connected"))
                .onResumed(() -> heard.add("resumed"))
                .onDisconnected(heard::add)
                .on("rules", String.class, heard::add)
                .on("last", String.class, heard::add);
    }

    private static void pumped(GameLoop loop, BooleanSupplier done) {
        await().pollInSameThread()
                .pollInterval(Duration.ofMillis(5))
                .atMost(SOON)
                .until(() -> {
                    loop.pump();
                    return done.getAsBoolean();
                });
    }

    /** Joins, ends somehow, and gives how that was told. */
    private Disconnected end(GameConnector connector, Consumer<GameClient> ending) {
        GameClient client = connector.connectNow();
        GameLoop loop = listen(client);
        pumped(loop, () -> heard.size() == 2);
        ending.accept(client);
        pumped(loop, () -> heard.stream().anyMatch(Disconnected.class::isInstance));
        client.closeNow();
        assertThat(heard).startsWith("connected", "be kind").hasSize(3);
        return (Disconnected) heard.get(2);
    }

    @Test
    void theFirstWordAndTheLastOneArriveAndTheConnectionIsHeardOnce() {
        for (int i = 0; i < 30; i++) {
            heard.clear();
            said.clear();
            GameClient client = join();
            client.send(new Say("first"));
            GameLoop loop = listen(client);
            pumped(loop, () -> heard.size() == 2);
            client.send(new Say("last"));
            client.closeNow();
            loop.pump();
            loop.pump();
            assertThat(heard).hasSize(3).startsWith("connected", "be kind");
            assertThat(heard.get(2)).isInstanceOfSatisfying(Disconnected.class, closed -> {
                assertThat(closed.reason()).isEqualTo(Reason.CLOSED);
                assertThat(closed.returning()).isFalse();
            });
            await().atMost(SOON).untilAsserted(() -> assertThat(said).containsExactly("first", "last"));
        }
    }

    @Test
    void aKickHasItsReasonAfterTheLastWord() {
        GameClient client = join();
        GameLoop loop = listen(client);
        client.send(new Say("rude"));
        pumped(loop, () -> heard.size() == 4);
        assertThat(heard).startsWith("connected", "be kind", "that was too much");
        Disconnected kicked = (Disconnected) heard.get(3);
        assertThat(kicked.reason()).isEqualTo(Reason.KICKED);
        assertThat(kicked.text()).isEqualTo("rude");
        assertThat(kicked.returning()).isFalse();
    }

    @Test
    void aDeadPortSaysSo() throws IOException {
        int dead;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            dead = free.getLocalPort();
        }
        ConnectFailed failed =
                catchThrowableOfType(ConnectFailed.class, () -> connector(dead).connectNow());
        assertThat(failed.why()).isEqualTo(Reason.LOST);
        assertThat(failed).hasMessageContaining(":" + dead).hasMessageContaining("refused");
        assertThat(failed.getCause()).isNotNull();
    }

    @Test
    void whomTheServerRefusesIsToldWhy() {
        GameClient only = join();
        ConnectFailed full = catchThrowableOfType(
                ConnectFailed.class,
                () -> connector(server.port()).room(only.room()).connectNow());
        assertThat(full.why()).isEqualTo(Reason.REFUSED);
        assertThat(full.failure().code()).isEqualTo("room_full");
        only.closeNow();
    }

    @Test
    void aServerThatStopsIsAShutdown() {
        Disconnected end = end(connector(server.port()), client -> server.disposeNow());
        assertThat(end.reason()).isEqualTo(Reason.SHUTDOWN);
        assertThat(end.returning()).isTrue();
    }

    @Test
    void aRoomThatEndsIsAClose() {
        Disconnected end = end(
                connector(server.port()),
                client -> server.room(client.room()).orElseThrow().close("the match is over"));
        assertThat(end.reason()).isEqualTo(Reason.CLOSED);
        assertThat(end.text()).isEqualTo("the match is over");
        assertThat(end.returning()).isFalse();
    }

    @Test
    void aLineThatBreaksIsALoss() throws IOException {
        try (Tunnel tunnel = new Tunnel(server.port(), () -> Tunnel.Cut.NEVER)) {
            Disconnected end = end(connector(tunnel.port()).reconnect(false), client -> {
                try {
                    tunnel.cut();
                } catch (IOException broken) {
                    throw new AssertionError(broken);
                }
            });
            assertThat(end.reason()).isEqualTo(Reason.LOST);
            assertThat(end.returning()).isFalse();
        }
    }

    @Test
    void aNewerConnectionOfTheSameSessionReplacesIt() {
        Queue<String> received = new ConcurrentLinkedQueue<>();
        GameConnector tapped = connector(server.port())
                .codec(Codec.json())
                .transport(new TappedTransport(Transport.webSocket(), bytes -> received.add(new String(bytes, UTF_8))));
        List<WebSocket> newer = new ArrayList<>();
        Disconnected end = end(tapped, client -> newer.add(resume(received)));
        newer.forEach(WebSocket::abort);
        assertThat(end.reason()).isEqualTo(Reason.REPLACED);
        assertThat(end.returning()).isFalse();
    }

    private WebSocket resume(Queue<String> received) {
        Matcher token = TOKEN.matcher(String.join("", received));
        assertThat(token.find()).isTrue();
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + server.port() + "/play"), new WebSocket.Listener() {})
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
        socket.sendText(
                        "{\"action\":\"$hello\",\"data\":{\"resume\":{\"token\":\"" + token.group(1)
                                + "\",\"seq\":0}}}",
                        true)
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
        return socket;
    }
}
