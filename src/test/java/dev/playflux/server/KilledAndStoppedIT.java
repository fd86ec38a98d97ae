package dev.playflux.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.playflux.client.GameClient;
import dev.playflux.client.Status;
import dev.playflux.codec.Codec;
import dev.playflux.testing.Timed;
import dev.playflux.testing.Tunnel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients and servers in processes of their own, which are killed, or stopped for a while: {@code
 * -Dplayflux.stops=5/20,20/20,60/20 -Dplayflux.stop=10} are the seconds of a stop and of the grace, and of a server's stop.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class KilledAndStoppedIT extends SocketTest {
    private static final String STOPS = System.getProperty("playflux.stops", "7/20,8/1");
    private static final int STOP = Integer.getInteger("playflux.stop", 2);
    /** A state may be unacknowledged for so long. */
    private static final int STALLED = 5;

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final Count count = new Count(told::add);

    private GameClient client(int port, String name, Codec codec) {
        GameClient client = GameClient.create()
                .uri("ws://127.0.0.1:" + port + "/play")
                .game("count")
                .codec(codec)
                .options(new Count.Sit(name))
                .connectNow();
        closing(client::closeNow);
        return client;
    }

    /** What was told of somebody. */
    private List<String> of(String name) {
        return told.stream()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length() + 1))
                .toList();
    }

    private static void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    @Test
    void whoIsKilledIsMissedAtOnceAndLostAfterTheGraceWhileTheOthersPlayOn() throws IOException {
        RunningServer server = serve(GameServer.create().game(count.game("count", Duration.ofSeconds(1))));
        Tunnel tunnel = closing(new Tunnel(server.port(), () -> Tunnel.Cut.NEVER));
        GameClient ada = client(server.port(), "ada", Codec.json());
        List<Child> children = new ArrayList<>();
        children.add(new Child("silent", server.port()));
        children.add(new Child("greeting", server.port(), "greeting"));
        children.add(new Child("client", server.port(), "playing", "count"));
        children.add(new Child("client", tunnel.port(), "gone", "count"));
        children.forEach(this::closing);
        children.forEach(child -> child.said("there"));
        eventually(() -> assertThat(told).contains("greeting join", "playing join", "gone join"));
        tunnel.close();
        eventually(() -> assertThat(of("gone")).containsExactly("join", "away"));
        long start = System.nanoTime();
        children.forEach(Child::kill);
        int number = 0;
        int late = 0;
        while (!Stream.of("greeting", "playing", "gone").allMatch(name -> of(name).contains("LOST"))) {
            long asked = System.nanoTime();
            ada.deliver(new Count.Next(++number)).block(Duration.ofSeconds(10));
            late += Timed.late(Timed.since(asked), Duration.ofSeconds(1));
            assertThat(Timed.since(start)).isLessThan(Duration.ofSeconds(15));
        }
        assertThat(late)
                .as("of %d, later than a pause of the machine explains", number)
                .isLessThan(2);
        for (String name : List.of("greeting", "playing", "gone")) {
            assertThat(of(name)).containsExactly("join", "away", "LOST");
        }
        assertThat(of("ada")).containsExactly("join");
        assertThat(server.rooms())
                .singleElement()
                .satisfies(room -> assertThat(room.players()).hasSize(1));
    }

    @Test
    void whoIsStoppedIsAwayAndComesBackToTheSeatOrAnew(TestReporter reporter) {
        Map<String, Child> children = new LinkedHashMap<>();
        GameServer spec = GameServer.create();
        for (String grace : Stream.of(STOPS.split(","))
                .map(stop -> stop.split("/")[1])
                .distinct()
                .toList()) {
            spec = spec.game(count.game("grace" + grace, Duration.ofSeconds(Integer.parseInt(grace))));
        }
        RunningServer server = serve(spec);
        for (String stop : STOPS.split(",")) {
            children.put(stop, closing(new Child("client", server.port(), stop, "grace" + stop.split("/")[1])));
        }
        children.values().forEach(child -> child.said("there"));
        pass(Duration.ofSeconds(1));
        children.values().forEach(Child::stop);
        long start = System.nanoTime();
        children.forEach((stop, child) -> {
            long due = TimeUnit.SECONDS.toNanos(Integer.parseInt(stop.split("/")[0])) + start;
            pass(Duration.ofNanos(due - System.nanoTime()));
            reporter.publishEntry(stop, "before it went on: " + of(stop));
            child.goOn();
            awaits(stop, child);
            reporter.publishEntry(stop, "the server: " + of(stop) + ", the client: " + child.lines());
        });
    }

    private void awaits(String name, Child child) {
        int stopped = Integer.parseInt(name.split("/")[0]);
        int grace = Integer.parseInt(name.split("/")[1]);
        if (stopped > STALLED + grace) {
            eventually(() -> assertThat(of(name)).startsWith("join", "away", "LOST", "join"));
            eventually(() -> assertThat(child.lines())
                    .endsWith("connected")
                    .contains("failed SESSION_LOST")
                    .doesNotContain("resumed"));
        } else if (stopped > STALLED) {
            eventually(() -> assertThat(of(name)).containsExactly("join", "away", "back"));
            eventually(() -> assertThat(child.lines()).endsWith("resumed"));
        } else {
            pass(Duration.ofSeconds(2));
            assertThat(of(name)).isIn(List.of("join"), List.of("join", "away", "back"));
        }
        assertThat(child.lines()).doesNotContain("failed TIMEOUT");
    }

    @Test
    void aServerThatIsStoppedAndOneThatIsKilledFindTheirPlayersAgain(@TempDir Path store, TestReporter reporter) {
        Child first = closing(new Child("server", 0, store));
        int port = Integer.parseInt(first.said("port "));
        Map<String, GameClient> clients = new LinkedHashMap<>();
        clients.put("ada", client(port, "ada", Codec.json()));
        clients.put("bob", client(port, "bob", Codec.cbor()));
        Map<String, List<Status>> status = new LinkedHashMap<>();
        Map<String, String> ids = new LinkedHashMap<>();
        clients.forEach((name, client) -> {
            List<Status> all = new CopyOnWriteArrayList<>();
            status.put(name, all);
            client.status().subscribe(all::add);
            ids.put(name, String.valueOf(client.player()));
            client.deliver(new Count.Next(1)).block(Duration.ofSeconds(5));
        });
        first.stop();
        pass(Duration.ofSeconds(STOP));
        List<reactor.core.publisher.Mono<Void>> during = clients.values().stream()
                .map(client -> client.deliver(new Count.Next(2)))
                .toList();
        first.goOn();
        during.forEach(outcome -> outcome.block(Duration.ofSeconds(10)));
        reporter.publishEntry("stopped for " + STOP + " s", status + ", the server: " + first.lines());
        status.values()
                .forEach(all -> assertThat(all.subList(1, all.size()))
                        .doesNotContain(new Status.Connected(false))
                        .noneMatch(Status.Closed.class::isInstance));
        await().atMost(Duration.ofSeconds(10))
                .until(() -> Stream.of("ada", "bob").allMatch(name -> saved(store, name)));
        first.kill();
        Child second = closing(new Child("server", port, store));
        status.values()
                .forEach(all -> await().atMost(Duration.ofSeconds(30))
                        .untilAsserted(() -> assertThat(all).endsWith(new Status.Connected(true))));
        clients.forEach((name, client) -> {
            client.deliver(new Count.Next(3)).block(Duration.ofSeconds(10));
            assertThat(client.player()).isEqualTo(ids.get(name));
            second.said(name + " back");
        });
        assertThat(second.lines()).noneMatch(line -> line.contains("join") || line.contains("after"));
        reporter.publishEntry("killed", status + ", the second server: " + second.lines());
    }

    private static boolean saved(Path store, String name) {
        try (Stream<Path> files = Files.list(store)) {
            return files.filter(file -> !file.toString().endsWith(".part")).anyMatch(file -> {
                try {
                    String text = Files.readString(file);
                    return text.contains(name)
                            && text.replaceAll("\\s", "")
                                    .matches(
                                            "(?s).*\"numbers\":\\{\"p1\":2,\"p2\":2}.*|.*\"numbers\":\\{\"p2\":2,\"p1\":2}.*");
                } catch (IOException beingReplaced) {
                    return false;
                }
            });
        } catch (IOException none) {
            return false;
        }
    }
}
