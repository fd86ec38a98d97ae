package dev.playflux.acceptance;

import static dev.playflux.transport.RawSocket.BINARY;
import static dev.playflux.transport.RawSocket.FIN;
import static dev.playflux.transport.RawSocket.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.client.GameClient;
import dev.playflux.client.Status;
import dev.playflux.metrics.Metrics;
import dev.playflux.room.Game;
import dev.playflux.room.Player;
import dev.playflux.room.Room;
import dev.playflux.server.Footprint;
import dev.playflux.server.GameServer;
import dev.playflux.server.RawClient;
import dev.playflux.server.RunningServer;
import dev.playflux.server.SocketTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A08: what a client does wrong costs a bounded amount of memory, has its reason, and nobody else notices. */
class A08AbuseIT extends SocketTest {
    private static final int MEGABYTE = 1_000_000;
    private static final int TOLD = 4000;
    private static final int SPOKEN = 250;
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final String FILLING = "x".repeat(4_000);

    private final AtomicInteger dropped = new AtomicInteger();
    private final Queue<Integer> closes = new ConcurrentLinkedQueue<>();
    private final List<Status> status = new CopyOnWriteArrayList<>();
    private final List<Integer> heard = Collections.synchronizedList(new ArrayList<>());
    private RunningServer server;
    private GameClient ada;
    private Room<?> room;

    /** What the room tells. */
    record News(int number, String filling) {}

    /** Ada plays while somebody else misbehaves. */
    @BeforeEach
    void adaPlays() {
        Game<Integer> game = Game.named("sum", () -> 0)
                .grace(Duration.ZERO)
                .on("add", Integer.class, (sum, player, number) -> sum + number);
        server = serve(GameServer.create().game(game).metrics(new Metrics() {
            @Override
            public void connectionClosed(int code) {
                closes.add(code);
            }

            @Override
            public void dropped(String where) {
                dropped.incrementAndGet();
            }
        }));
        ada = GameClient.create()
                .uri("ws://127.0.0.1:" + server.port() + "/play")
                .connectNow();
        closing(ada::closeNow);
        ada.status().subscribe(status::add);
        ada.on(News.class).map(News::number).subscribe(heard::add);
        room = server.rooms().iterator().next();
    }

    /** Her connection has been the same all the time, what she sends is handled and she sees it; and somebody new is served. */
    @AfterEach
    void adaNoticedNothing() {
        ada.deliver("add", 1).block(Duration.ofSeconds(10));
        eventually(() -> assertThat(ada.state(Integer.class)).isEqualTo(1));
        assertThat(status).containsExactly(new Status.Connected(false));
        closing(RawClient.welcome(server.port())).next("$state");
    }

    /** The heap has not grown, and direct memory by no more than a few of the chunks that Netty takes it in. */
    private static void isBounded(Footprint before) {
        Footprint now = Footprint.now();
        assertThat(now.heap() - before.heap()).as("bytes kept").isLessThan(MEGABYTE);
        assertThat(now.direct() - before.direct()).as("direct bytes").isLessThan(16 * MEGABYTE);
    }

    /**
     * Tells the room these numbers, and no faster than ada hears them, since she may have only so much waiting. The deaf one
     * is not silent, else it might be closed for that.
     */
    private void tell(RawClient deaf, int from, int to) {
        for (int number = from; number < to; number++) {
            if (number % SPOKEN == 0) {
                deaf.say("{\"action\":\"add\",\"data\":0}");
            }
            room.broadcast(new News(number, FILLING));
            hears(number - 2);
        }
        hears(to);
    }

    private void hears(int count) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (heard.size() < count) {
            LockSupport.parkNanos(100_000);
            assertThat(System.nanoTime()).as("heard " + heard.size()).isLessThan(deadline);
        }
    }

    private void refused(RawClient client, String code) {
        assertThat(client.refusal().code()).isEqualTo(code);
    }

    @Test
    void whoNeverReadsIsSentNoMoreThanALittleAndIsThenClosedWithItsReason() {
        RawClient deaf = closing(RawClient.narrow(server.port(), 4096, "{}"));
        Player<?> player = room.player(deaf.welcome().path("player").asString()).orElseThrow();
        tell(deaf, 0, TOLD / 2);
        Footprint before = Footprint.now();
        tell(deaf, TOLD / 2, TOLD);
        isBounded(before);
        assertThat(heard)
                .as("ada heard all")
                .isEqualTo(IntStream.range(0, TOLD).boxed().toList());
        assertThat(dropped).as("what the deaf one is not sent").hasValueGreaterThan(TOLD / 2);
        assertThat(closes).isEmpty();
        for (int i = 0; i < 100; i++) {
            player.deliver(new News(i, FILLING)).onErrorComplete().subscribe();
        }
        eventually(() -> assertThat(closes).as("too much unacknowledged").containsExactly(4007));
        assertThat(room.players()).hasSize(1);
        isBounded(before);
    }

    @Test
    void aLengthOfFourGibibytesIsRefusedBeforeAnyOfThemCame() throws IOException {
        Footprint before = Footprint.now();
        RawClient huge = closing(RawClient.welcome(server.port()));
        huge.socket()
                .send(ByteBuffer.allocate(14)
                        .put((byte) (FIN | TEXT))
                        .put((byte) 0xff)
                        .putLong(1L << 32)
                        .putInt(0x12345678)
                        .array());
        assertThat(huge.closeCode()).isEqualTo(1009);
        isBounded(before);
    }

    @Test
    void namesOfTheProtocolAreRefusedAndNamesOfCallbacksAreNothingSpecial() {
        RawClient client = closing(RawClient.welcome(server.port()));
        for (String name : List.of("$welcome", "$state", "$error", "$move", "$connected", "$")) {
            client.say("{\"action\":\"" + name + "\"}");
            refused(client, "reserved_action");
        }
        client = closing(RawClient.welcome(server.port())); // of ten refusals a second each is told
        for (String name : List.of("connected", "disconnected", "error", "onLeave", "__proto__", "constructor")) {
            client.say("{\"action\":\"" + name + "\"}");
            refused(client, "unknown_action");
        }
        client.say("{\"action\":\"add\",\"data\":0,\"seq\":1}");
        assertThat(client.next("$ack").path("data").path("seq").asInt()).isEqualTo(1);
        assertThat(closes).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void garbageIsRefusedAndWhoInsistsIsClosed(long seed) throws IOException {
        Random random = new Random(seed);
        RawClient json = closing(RawClient.welcome(server.port()));
        json.say("{\"action\"");
        refused(json, "bad_message");
        for (int i = 0; i < 10; i++) {
            json.say(random.ints(200, ' ', '~')
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString());
        }
        assertThat(json.closeCode()).as("seed " + seed).isEqualTo(1008);
        RawClient wrong = closing(RawClient.welcome(server.port()));
        byte[] noise = new byte[500];
        random.nextBytes(noise);
        wrong.socket().frame(FIN | BINARY, noise);
        assertThat(wrong.closeCode()).isEqualTo(1003);
        RawClient unreadable = closing(RawClient.welcome(server.port()));
        noise[0] = (byte) 0xff;
        unreadable.socket().frame(FIN | TEXT, noise);
        assertThat(unreadable.closeCode()).isEqualTo(1007);
    }
}
