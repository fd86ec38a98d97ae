package dev.playflux.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playflux.client.GameClient;
import dev.playflux.client.GameConnector;
import dev.playflux.client.Status;
import dev.playflux.codec.Codec;
import dev.playflux.message.Limits;
import dev.playflux.message.Refused;
import dev.playflux.message.Undelivered;
import dev.playflux.room.Game;
import dev.playflux.room.Room;
import dev.playflux.server.GameServer;
import dev.playflux.server.RunningServer;
import dev.playflux.server.SocketTest;
import dev.playflux.testing.TappedTransport;
import dev.playflux.testing.Tunnel;
import dev.playflux.transport.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A12: reliable messages arrive once and in order though the line is cut, a failure is told, and who has no cuts has no repeats. */
class A12ReliableIT extends SocketTest {
    private static final int MESSAGES = 300;
    private static final int UNDERWAY = 40;
    private static final int CUTS = 12;
    private static final int UNLUCKY = 13;
    private static final long SEED = 12;
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Limits FAST = Limits.DEFAULTS.withRate(1_000_000, 1_000_000);
    private static final Pattern TOLD = Pattern.compile("\\{\"number\":(\\d+)}");

    record Put(int number) {}

    record Told(int number) {}

    private final Map<String, List<Integer>> handled = new ConcurrentHashMap<>();

    private final Game<Integer> game = Game.named("parcels", () -> 0)
            .tickRate(60)
            .on(Put.class, (count, player, put) -> {
                Refused.unless(put.number() != UNLUCKY, "unlucky", "not that one");
                handled.computeIfAbsent(player.id(), id -> new CopyOnWriteArrayList<>())
                        .add(put.number());
                return count + 1;
            });

    /** A client, what it heard from the game, and how often each number came over its line. */
    private final class Listener {
        private final GameClient client;
        private final Queue<String> wire = new ConcurrentLinkedQueue<>();
        private final List<Integer> heard = new CopyOnWriteArrayList<>();
        private final List<Status> status = new CopyOnWriteArrayList<>();

        Listener(int port) {
            client = connector(port)
                    .codec(Codec.json())
                    .transport(new TappedTransport(Transport.webSocket(), bytes -> wire.add(new String(bytes, UTF_8))))
                    .connectNow();
            closing(client::closeNow);
            client.on(Told.class).map(Told::number).subscribe(heard::add);
            client.status().subscribe(status::add);
        }

        Map<Integer, Integer> arrivals() {
            Map<Integer, Integer> counts = new TreeMap<>();
            Matcher told = TOLD.matcher(String.join("\n", wire));
            while (told.find()) {
                counts.merge(Integer.valueOf(told.group(1)), 1, Integer::sum);
            }
            return counts;
        }

        /** Sends all; what became of each. */
        Mono<List<String>> puts() {
            return Flux.range(0, MESSAGES)
                    .flatMapSequential(
                            number -> outcome(client.deliver(new Put(number)).thenReturn(1)), UNDERWAY)
                    .collectList();
        }
    }

    private static GameConnector connector(int port) {
        Random random = new Random(SEED);
        return GameClient.create()
                .uri("ws://127.0.0.1:" + port + "/play")
                .timeout(PATIENCE)
                .random(() -> random.nextInt(20)); // comes back soon
    }

    private static Mono<String> outcome(Mono<?> mono) {
        return mono.map(String::valueOf)
                .onErrorResume(Refused.class, refused -> Mono.just(refused.code()))
                .onErrorResume(
                        Undelivered.class, lost -> Mono.just(lost.reason().toString()));
    }

    @Test
    void underCutsEverythingArrivesOnceAndInOrderAndOnlyTheLossyClientIsResent(TestReporter reporter)
            throws IOException {
        Random random = new Random(SEED);
        RunningServer server = serve(GameServer.create().game(game).limits(FAST));
        boolean[] aboard = new boolean[1];
        Tunnel[] built = new Tunnel[1];
        Tunnel tunnel = closing(new Tunnel(server.port(), () -> {
            boolean cut = aboard[0] && built[0].cuts() < CUTS;
            int bytes = 800 + random.nextInt(3000);
            boolean up = random.nextBoolean();
            return cut
                    ? new Tunnel.Cut(up ? bytes : Integer.MAX_VALUE, up ? Integer.MAX_VALUE : bytes, true)
                    : Tunnel.Cut.NEVER;
        }));
        built[0] = tunnel;
        List<Listener> clean = List.of(new Listener(server.port()), new Listener(server.port()));
        Listener lossy = new Listener(tunnel.port());
        List<Listener> all = List.of(clean.get(0), clean.get(1), lossy);
        Room<?> room = server.rooms().iterator().next();
        assertThat(room.players()).hasSize(3);
        aboard[0] = true;
        tunnel.cut();
        Mono<List<Integer>> telling = Flux.range(0, MESSAGES)
                .flatMapSequential(number -> room.deliver(new Told(number)), UNDERWAY)
                .collectList();
        Mono<List<List<String>>> putting =
                Flux.fromIterable(all).flatMapSequential(Listener::puts).collectList();
        var done = Mono.zip(telling, putting).block(PATIENCE);
        reporter.publishEntry("seed " + SEED, tunnel.cuts() + " cuts, " + lossy.status.size() + " changes of status");
        List<Integer> numbers = IntStream.range(0, MESSAGES).boxed().toList();
        assertThat(done.getT1())
                .as("all three have acknowledged each; the lossy one: " + lossy.status)
                .hasSize(MESSAGES)
                .containsOnly(3);
        for (Listener one : all) {
            assertThat(one.heard).as("once, in order: " + one.heard).isEqualTo(numbers);
            assertThat(handled.get(one.client.player()))
                    .as("once, in order, but for the refused one")
                    .isEqualTo(numbers.stream().filter(n -> n != UNLUCKY).toList());
        }
        assertThat(done.getT2())
                .hasSize(3)
                .allSatisfy(fates -> assertThat(fates)
                        .isEqualTo(numbers.stream()
                                .map(n -> n == UNLUCKY ? "unlucky" : "1")
                                .toList()));
        assertThat(tunnel.cuts()).isGreaterThan(2);
        assertThat(lossy.arrivals()).as("what the lossy client got").hasSize(MESSAGES);
        for (Listener one : clean) {
            assertThat(one.arrivals()).hasSize(MESSAGES);
            assertThat(one.arrivals().values()).as("nothing again").containsOnly(1);
            assertThat(one.status).containsExactly(new Status.Connected(false));
        }
    }

    @Test
    void whoNeverComesBackIsAFailureThatBothSidesAreTold() throws IOException {
        RunningServer server = serve(GameServer.create().game(game.grace(Duration.ofMillis(300))));
        closing(connector(server.port()).connectNow()::closeNow);
        Tunnel tunnel = closing(new Tunnel(server.port(), () -> Tunnel.Cut.NEVER));
        GameClient lost = connector(tunnel.port()).reconnect(false).connectNow();
        closing(lost::closeNow);
        Room<?> room = server.rooms().iterator().next();
        var player = room.player(String.valueOf(lost.player())).orElseThrow();
        tunnel.cut();
        eventually(() -> assertThat(player.away()).isTrue());
        Mono<Void> told = player.deliver(new Told(1));
        Mono<Integer> toldAll = room.deliver(new Told(2));
        assertThatThrownBy(() -> told.block(PATIENCE))
                .isInstanceOfSatisfying(
                        Undelivered.class,
                        undelivered -> assertThat(undelivered.reason()).isEqualTo(Undelivered.Cause.SESSION_LOST));
        assertThat(toldAll.block(PATIENCE)).as("how many have it").isEqualTo(1);
        assertThat(outcome(lost.deliver(new Put(1)).thenReturn(1)).block(PATIENCE))
                .isEqualTo("SESSION_LOST");
        assertThat(handled).isEmpty();
    }
}
