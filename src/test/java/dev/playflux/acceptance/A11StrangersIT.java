package dev.playflux.acceptance;

import static dev.playflux.transport.RawSocket.BINARY;
import static dev.playflux.transport.RawSocket.FIN;
import static dev.playflux.transport.RawSocket.PING;
import static dev.playflux.transport.RawSocket.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.playflux.client.GameClient;
import dev.playflux.client.GameConnector;
import dev.playflux.client.Status;
import dev.playflux.codec.Codec;
import dev.playflux.message.CloseReason;
import dev.playflux.message.Host;
import dev.playflux.message.Refused;
import dev.playflux.room.Game;
import dev.playflux.server.GameServer;
import dev.playflux.server.RunningServer;
import dev.playflux.testing.Tally;
import dev.playflux.transport.RawSocket;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

/** A11: hostile input from strangers stops nothing; only the host may close a room. */
@Timeout(90)
class A11StrangersIT {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int STRANGERS = 3;

    /** The next number of somebody who counts. */
    record Count(int number) {}

    record World(int counted, long steps) {}

    private final List<String> faults = new CopyOnWriteArrayList<>();
    private final List<GameClient> clients = new ArrayList<>();
    private final Tally tally = new Tally();
    private RunningServer server;

    @BeforeEach
    void serve() {
        server = GameServer.create()
                .host("127.0.0.1")
                .port(0)
                .metrics(tally)
                .game(game("hosted"))
                .game(game("other"))
                .onError((where, thrown) -> faults.add(where + ": " + thrown))
                .bindNow();
    }

    private static Game<World> game(String name) {
        return Game.named(name, () -> new World(0, 0))
                .hosted()
                .onTick((world, tick) -> new World(world.counted(), world.steps() + 1))
                .on(Count.class, (world, player, count) -> {
                    Refused.unless(count.number() == world.counted() + 1, "miscounted", "after " + world.counted());
                    return new World(count.number(), world.steps());
                });
    }

    @AfterEach
    void stop() {
        clients.forEach(GameClient::closeNow);
        server.disposeNow();
    }

    private GameConnector connector(String game, Codec codec) {
        return GameClient.create()
                .uri("ws://127.0.0.1:" + server.port() + "/play")
                .game(game)
                .codec(codec);
    }

    private GameClient join(GameConnector connector) {
        GameClient client = connector.connectNow();
        clients.add(client);
        return client;
    }

    static List<Codec> codecs() {
        return List.of(Codec.json(), Codec.cbor());
    }

    /** What a stranger says on a socket of its own. */
    private interface Attack {
        void on(RawSocket socket) throws IOException;
    }

    private static Attack raw(byte[] bytes) {
        return socket -> socket.send(bytes);
    }

    private static Attack says(String... messages) {
        return socket -> {
            upgrade(socket, "");
            for (String message : messages) {
                socket.frame(FIN | TEXT, message);
            }
        };
    }

    private static void upgrade(RawSocket socket, String more) throws IOException {
        socket.upgrade("/play", RawSocket.KEY, "Sec-WebSocket-Version: 13" + more);
    }

    private static String hello(String data) {
        return "{\"action\":\"$hello\",\"data\":" + data + "}";
    }

    private static String[] after(String hello, String... messages) {
        return Stream.concat(Stream.of(hello), Stream.of(messages)).toArray(String[]::new);
    }

    private static byte[] noise(int seed, int length) {
        byte[] bytes = new byte[length];
        new java.util.Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** Everything that a stranger tries, some of it with what it could know of the room. */
    private static Map<String, Attack> attacks(String room, String host) {
        String watch = hello("{\"room\":\"" + room + "\",\"spectate\":true}");
        String sit = hello("{\"room\":\"" + room + "\"}");
        String[] seizures = {
            "{\"action\":\"host.close\",\"data\":{\"reason\":\"mine\"}}",
            "{\"action\":\"host.close\",\"data\":{\"reason\":\"mine\"},\"seq\":1}",
            "{\"action\":\"host.close\",\"data\":{\"player\":\"" + host + "\"},\"seq\":2,\"ask\":true}",
            "{\"action\":\"host.kick\",\"data\":{\"player\":\"" + host + "\",\"reason\":\"out\"}}",
            "{\"action\":\"host.pause\",\"player\":\"" + host + "\",\"session\":\"" + host + "\"}"
        };
        return Map.ofEntries(
                Map.entry("noise before a request", raw(noise(1, 4096))),
                Map.entry("half a request", raw("GET /play HTTP/1.1\r\nHost: x".getBytes())),
                Map.entry("a request of no end", raw(("GET /play HTTP/1.1\r\nA: " + "x".repeat(60_000)).getBytes())),
                Map.entry("noise in a frame", socket -> {
                    upgrade(socket, "");
                    socket.frame(FIN | TEXT, noise(2, 500));
                }),
                Map.entry("noise in binary", socket -> {
                    upgrade(socket, "\r\nSec-WebSocket-Protocol: playflux.v1.cbor");
                    socket.frame(FIN | BINARY, noise(3, 500));
                }),
                Map.entry("an unmasked frame", socket -> {
                    upgrade(socket, "");
                    socket.send(new byte[] {(byte) (FIN | TEXT), 2, '{', '}'});
                }),
                Map.entry("a length of 2^62", socket -> {
                    upgrade(socket, "");
                    socket.send(new byte[] {(byte) (FIN | TEXT), (byte) 0xff, 0x40, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4});
                }),
                Map.entry("a flood of pings", socket -> {
                    upgrade(socket, "");
                    for (int i = 0; i < 500; i++) {
                        socket.frame(FIN | PING, "x");
                    }
                }),
                Map.entry("no hello", says(seizures)),
                Map.entry("two hellos", says(sit, sit)),
                Map.entry(
                        "the end of a session that is another's",
                        says(hello("{\"resume\":{\"token\":\"" + host + "\",\"seq\":0}}"), "{\"action\":\"$bye\"}")),
                Map.entry(
                        "names of the protocol",
                        says(after(
                                sit,
                                "{\"action\":\"$welcome\"}",
                                "{\"action\":\"$state\"," + "\"data\":{\"tick\":9}}",
                                "{\"action\":\"disconnected\"}",
                                "{\"action\":\"__proto__\"}"))),
                Map.entry("numbers out of order", says(after(sit, "{\"action\":\"count\",\"seq\":7}"))),
                Map.entry(
                        "an acknowledgement of nothing",
                        says(after(sit, "{\"action\":\"$ack\",\"data\":{\"seq\":9}}"))),
                Map.entry("depth", says(after(sit, "[".repeat(5_000)))),
                Map.entry(
                        "bodies that do not fit",
                        says(after(
                                sit,
                                IntStream.range(0, 50)
                                        .mapToObj(i -> "{\"action\":\"count\",\"data\":"
                                                + List.of("null", "[]", "\"x\"", "1e999")
                                                        .get(i % 4) + "}")
                                        .toArray(String[]::new)))),
                Map.entry("a player takes over", says(after(sit, seizures))),
                Map.entry("a spectator takes over", says(after(watch, seizures))),
                Map.entry("the host of another room takes over", says(after(hello("{\"game\":\"other\"}"), seizures))),
                Map.entry(
                        "a flood of messages",
                        says(after(
                                sit,
                                IntStream.range(0, 2_000)
                                        .mapToObj(i -> "{\"action\":\"host.close\"}")
                                        .toArray(String[]::new)))));
    }

    /** All at once, each of them several times; what the server does with each is tried elsewhere. */
    private void attack(String room, String host, List<String> tried) {
        List<Thread> threads = new ArrayList<>();
        attacks(room, host).forEach((name, attack) -> {
            Thread thread = new Thread(() -> {
                int connected = 0;
                for (int i = 0; i < STRANGERS; i++) {
                    try (RawSocket socket = new RawSocket(server.port())) {
                        connected++;
                        attack.on(socket);
                        socket.endOutput();
                        socket.ends();
                    } catch (IOException hungUp) {
                        // The server may do so at any moment.
                    }
                }
                if (connected == STRANGERS) {
                    tried.add(name);
                }
            });
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        });
        threads.forEach(A11StrangersIT::join);
    }

    private static void join(Thread thread) {
        try {
            thread.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatStrangersSendStopsNothing() {
        GameClient ada = join(connector("hosted", Codec.cbor()));
        GameClient bob = join(connector("hosted", Codec.json()));
        List<Status> status = new CopyOnWriteArrayList<>();
        ada.status().subscribe(status::add);
        bob.status().subscribe(status::add);
        List<Integer> told = new CopyOnWriteArrayList<>();
        Mono<Void> counting = reactor.core.publisher.Flux.range(1, 300)
                .delayElements(Duration.ofMillis(10))
                .concatMap(number -> ada.deliver(new Count(number)).doOnSuccess(done -> told.add(number)))
                .then()
                .cache();
        counting.subscribe(done -> {}, lost -> faults.add("ada: " + lost));
        List<String> tried = new CopyOnWriteArrayList<>();
        attack(ada.room(), String.valueOf(ada.player()), tried);
        assertThat(tried).hasSize(attacks("", "").size());
        assertThat(tally.refused)
                .as("the server has read it")
                .contains("not_allowed", "rate_limited", "bad_data", "bad_message", "room_not_found");
        counting.block(PATIENCE);
        assertThat(told).as("each of them, in order").hasSize(300).isSorted();
        eventually(bob, 300);
        assertThat(status)
                .as("nobody was cut")
                .containsExactly(new Status.Connected(false), new Status.Connected(false));
        assertThat(faults).isEmpty();
        GameClient late = join(connector("hosted", Codec.cbor()));
        assertThat(late.room()).isEqualTo(ada.room());
        eventually(late, 300);
        long steps = counted(late).steps();
        await().atMost(PATIENCE).until(() -> counted(late).steps() > steps + 5);
        ada.deliver(new Host.Pause()).block(PATIENCE);
        assertThat(server.room(ada.room()).orElseThrow().paused())
                .as("ada hosts it still")
                .isTrue();
    }

    private static World counted(GameClient client) {
        World world = client.state(World.class);
        return world == null ? new World(0, 0) : world;
    }

    private static void eventually(GameClient client, int counted) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(counted(client).counted()).isEqualTo(counted));
    }

    /** The code of a refusal, or what else became of it. */
    private static String outcome(Mono<?> mono) {
        return String.valueOf(mono.<String>map(value -> "answered " + value)
                .defaultIfEmpty("done")
                .onErrorResume(Refused.class, refused -> Mono.just(refused.code()))
                .block(PATIENCE));
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void onlyTheHostMayCloseARoom(Codec codec) {
        GameClient ada = join(connector("hosted", codec));
        GameClient bob = join(connector("hosted", codec));
        GameClient watching = join(connector("hosted", codec).spectate());
        GameClient stranger = join(connector("other", codec));
        List<String> errors = new CopyOnWriteArrayList<>();
        bob.errors().subscribe(failure -> errors.add(failure.code()));
        for (GameClient client : List.of(bob, watching)) {
            assertThat(outcome(client.deliver(new Host.Close("mine")))).isEqualTo("not_allowed");
            assertThat(outcome(client.ask(new Host.Close("mine"), Object.class)))
                    .isEqualTo("not_allowed");
            assertThat(outcome(client.deliver(new Host.Kick(String.valueOf(ada.player()), "mine"))))
                    .isEqualTo("not_allowed");
        }
        bob.send(new Host.Close("mine"));
        await().atMost(PATIENCE).until(() -> errors.contains("not_allowed"));
        assertThat(outcome(stranger.deliver(new Host.Close("my own")))).isEqualTo("done");
        assertThat(stranger.onClose().block(PATIENCE)).isEqualTo(new CloseReason(4009, "my own"));
        assertThat(outcome(ada.deliver(new Count(1)))).as("the room goes on").isEqualTo("done");
        eventually(bob, 1);
        assertThat(outcome(ada.deliver(new Host.Close("good night")))).isEqualTo("done");
        for (GameClient client : List.of(ada, bob, watching)) {
            assertThat(client.onClose().block(PATIENCE)).isEqualTo(new CloseReason(4009, "good night"));
        }
        await().atMost(PATIENCE).until(() -> server.rooms().isEmpty());
        assertThat(faults).isEmpty();
        assertThat(join(connector("hosted", codec)).room()).isNotEqualTo(ada.room());
    }
}
