package dev.playflux.server;

import static dev.playflux.testing.Timed.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.playflux.action.Actions;
import dev.playflux.connection.Connection;
import dev.playflux.room.Game;
import dev.playflux.room.Room;
import dev.playflux.testing.Timed;
import dev.playflux.transport.RawSocket;
import java.io.IOException;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * Two hundred clients vanish in the middle of a broadcast, by a reset each, some in the middle of a word: none stays
 * listed, each has left once, and the server holds what it held before.
 */
@Tag("timing")
class VanishingClientsIT extends SocketTest {
    private static final int CLIENTS = 200;
    private static final Duration BROADCAST = Duration.ofMillis(2);
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final long SPARE = 1_000_000;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final AtomicLong broadcasts = new AtomicLong();

    @AfterEach
    void stopBroadcast() {
        timer.shutdownNow();
    }

    private void broadcast(Runnable send) {
        timer.scheduleAtFixedRate(send, 0, BROADCAST.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static List<RawClient> connect(int port) {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(RawClient.welcome(port));
        }
        return clients;
    }

    /** One after the other, as fast as may be; every third has begun to say something. */
    private static void vanish(List<RawClient> clients) throws IOException {
        for (int i = 0; i < clients.size(); i++) {
            RawClient client = clients.get(i);
            if (i % 3 == 0) {
                client.socket().send(new byte[] {(byte) (RawSocket.FIN | RawSocket.TEXT), (byte) 0xfe, 1});
            }
            client.vanish();
        }
    }

    @Test
    void ofTwoHundredConnectionsNoneStays(TestReporter reporter) throws Exception {
        RunningServer server = serve(GameServer.create().handle(Actions.on("say", String.class, (who, said) -> said)));
        Queue<String> joined = new ConcurrentLinkedQueue<>();
        Queue<String> left = new ConcurrentLinkedQueue<>();
        server.connections().joined().map(Connection::id).subscribe(joined::add);
        server.connections().left().map(Connection::id).subscribe(left::add);
        Queue<Reference<?>> gone = new ConcurrentLinkedQueue<>();
        server.connections().left().map(WeakReference::new).subscribe(gone::add);
        Map<String, Long> news = Map.of("number", 1L);
        broadcast(() -> {
            broadcasts.incrementAndGet();
            server.connections().broadcast("news", news);
        });
        IntSupplier listed = () -> server.connections().open().size();
        vanishAndForget(reporter, server.port(), listed);
        Footprint before = Footprint.now();
        within(SOON, () -> vanishAndForget(reporter, server.port(), listed));
        eventually(() -> assertThat(left).hasSameSizeAs(joined));
        assertThat(left)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(joined)
                .hasSizeGreaterThanOrEqualTo(2 * CLIENTS);
        areForgotten(gone);
        Footprint.isBackTo(before, SPARE);
    }

    @Test
    void ofTwoHundredPlayersNoneStays(TestReporter reporter) throws Exception {
        Queue<Reference<?>> gone = new ConcurrentLinkedQueue<>();
        Queue<String> joined = new ConcurrentLinkedQueue<>();
        Queue<String> left = new ConcurrentLinkedQueue<>();
        Game<Board> game = Board.GAME
                .maxPlayers(CLIENTS)
                .tickRate(100)
                .grace(Duration.ZERO)
                .keepEmpty(Duration.ofMinutes(1))
                .onJoin((board, player) -> {
                    joined.add(player.id());
                    return board.with(player.id(), new Board.Place(0, 0));
                })
                .onTick((board, tick) -> board.tick())
                .onLeave((board, player, why) -> {
                    gone.add(new WeakReference<>(player));
                    left.add(player.id());
                    return board.with(player.id(), null);
                });
        RunningServer server = serve(GameServer.create().game(game));
        RawClient.welcome(server.port()).vanish();
        Room<?> room = server.rooms().iterator().next();
        Map<String, Long> news = Map.of("number", 1L);
        broadcast(() -> {
            broadcasts.incrementAndGet();
            room.broadcast("news", news);
        });
        IntSupplier listed = () -> room.players().size();
        vanishAndForget(reporter, server.port(), listed);
        Footprint before = Footprint.now();
        within(SOON, () -> vanishAndForget(reporter, server.port(), listed));
        assertThat(server.rooms()).hasSize(1);
        eventually(() -> assertThat(left).hasSameSizeAs(joined));
        assertThat(left)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(joined)
                .hasSizeGreaterThan(2 * CLIENTS);
        assertThat((Board) room.state()).isEqualTo(new Board(Map.of()));
        areForgotten(gone);
        Footprint.isBackTo(before, SPARE);
    }

    /** Each is small beside what a heap's size may differ by, so they are looked for one by one. */
    private static void areForgotten(Queue<Reference<?>> gone) {
        eventually(() -> {
            System.gc();
            assertThat(gone).as("kept in memory").allMatch(each -> each.refersTo(null));
        });
    }

    /** Says how long it took until nobody was listed any more. */
    private Duration vanishAndForget(TestReporter reporter, int port, IntSupplier listed) throws IOException {
        List<RawClient> clients = connect(port);
        await().until(() -> listed.getAsInt() == CLIENTS);
        long before = broadcasts.get();
        await().until(() -> broadcasts.get() > before + 50);
        vanish(clients);
        long gone = System.nanoTime();
        long during = broadcasts.get() - before - 50;
        assertThat(during).isPositive();
        await().pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(20))
                .until(() -> listed.getAsInt() == 0);
        Duration took = Timed.since(gone);
        reporter.publishEntry("broadcasts while they vanished", "" + during);
        reporter.publishEntry("ms until none was listed", "" + took.toMillis());
        return took;
    }

    @Test
    void whoVanishesWhileComingInIsNeverMissed() throws IOException {
        Map<String, Integer> seats = new ConcurrentHashMap<>();
        Game<Board> game = Board.GAME
                .maxPlayers(CLIENTS)
                .grace(Duration.ofMillis(500))
                .keepEmpty(Duration.ofMillis(100))
                .onJoin((board, player) -> {
                    seats.merge(player.id(), 1, Integer::sum);
                    return board;
                })
                .onLeave((board, player, why) -> {
                    seats.merge(player.id(), -1, Integer::sum);
                    return board;
                });
        RunningServer server = serve(GameServer.create().game(game));
        Footprint before = Footprint.now();
        for (int i = 0; i < CLIENTS; i++) {
            RawClient client = RawClient.silent(server.port());
            if (i % 4 > 0) {
                client.say("{\"action\":\"$hello\"}");
            }
            if (i % 4 == 2) {
                client.next("$welcome");
            }
            client.vanish();
        }
        eventually(() -> assertThat(server.rooms()).isEmpty());
        assertThat(seats)
                .hasSizeGreaterThanOrEqualTo(CLIENTS / 4)
                .allSatisfy((id, count) -> assertThat(count).isZero());
        eventually(() -> assertThat(Footprint.descriptorCount()).isLessThanOrEqualTo(before.descriptors()));
    }
}
