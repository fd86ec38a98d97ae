package dev.playflux.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.playflux.client.GameClient;
import dev.playflux.client.Status;
import dev.playflux.codec.Codec;
import dev.playflux.message.CloseReason;
import dev.playflux.message.Host;
import dev.playflux.message.Refused;
import dev.playflux.room.Game;
import dev.playflux.room.Player;
import dev.playflux.room.Room;
import dev.playflux.room.Store;
import dev.playflux.server.GameServer;
import dev.playflux.server.RunningServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** A13: a restart on the same port keeps sessions and host rights, if the server has a store. */
@Timeout(120)
class A13RestartIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** The next number of all who count together. */
    record Count(int number) {}

    record World(int counted, int joined) {}

    private final List<AutoCloseable> open = new ArrayList<>();

    @TempDir
    private Path store;

    @AfterEach
    void closeAll() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private static GameServer definition(int port, Path store) {
        Game<World> game = Game.named("kept", () -> new World(0, 0))
                .hosted()
                .onJoin((world, player) -> new World(world.counted(), world.joined() + 1))
                .on(Count.class, (world, player, count) -> {
                    Refused.unless(count.number() == world.counted() + 1, "miscounted", "after " + world.counted());
                    return new World(count.number(), world.joined());
                });
        return GameServer.create()
                .host("127.0.0.1")
                .port(port)
                .store(Store.files(store))
                .game(game);
    }

    private RunningServer serve(int port) {
        RunningServer server = definition(port, store).bindNow();
        open.add(server::disposeNow);
        return server;
    }

    /** A client and all that its status was. */
    private record Guest(GameClient client, List<Status> status, String id) {

        String outcome(Object message) {
            return String.valueOf(client.deliver(message)
                    .thenReturn("done")
                    .onErrorResume(Refused.class, refused -> Mono.just(refused.code()))
                    .block(PATIENCE));
        }

        void isBack() {
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(status).endsWith(new Status.Connected(true)));
            assertThat(status)
                    .as("never anew")
                    .filteredOn(new Status.Connected(false)::equals)
                    .hasSize(1);
            assertThat(client.player()).isEqualTo(id);
        }

        void sees(Host host) {
            assertThat(client.view(Host.VIEW, Host.class).filter(host::equals).blockFirst(PATIENCE))
                    .isEqualTo(host);
        }
    }

    private Guest join(int port, Codec codec) {
        GameClient client = GameClient.create()
                .uri("ws://127.0.0.1:" + port + "/play")
                .game("kept")
                .codec(codec)
                .connectNow();
        open.add(client::closeNow);
        List<Status> status = new CopyOnWriteArrayList<>();
        client.status().subscribe(status::add);
        return new Guest(client, status, String.valueOf(client.player()));
    }

    @Test
    void aServerThatEndsAndItsSuccessorOnThePortAreOne() {
        RunningServer first = serve(0);
        int port = first.port();
        Guest ada = join(port, Codec.cbor());
        Guest bob = join(port, Codec.json());
        Guest eve = join(port, Codec.cbor());
        String room = ada.client().room();
        assertThat(ada.outcome(new Count(1))).isEqualTo("done");
        assertThat(ada.outcome(new Host.Pause())).isEqualTo("done");
        first.disposeNow();
        List<String> meanwhile = new CopyOnWriteArrayList<>();
        Mono.fromSupplier(() -> bob.outcome(new Count(2)))
                .subscribeOn(reactor.core.scheduler.Schedulers.boundedElastic())
                .subscribe(meanwhile::add);
        RunningServer second = serve(port);
        assertThat(second.port()).isEqualTo(port);
        List.of(ada, bob, eve).forEach(Guest::isBack);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(meanwhile).containsExactly("done"));
        assertThat(ada.client().room()).isEqualTo(room);
        Room<?> kept = second.room(room).orElseThrow();
        assertThat(kept.state()).as("joined once each").isEqualTo(new World(2, 3));
        assertThat(kept.host().map(Player::id)).contains(ada.id());
        rights(ada, bob, eve, kept);
    }

    /** The host's rights are ada's alone, who had them before, and pass on as they would have. */
    private static void rights(Guest ada, Guest bob, Guest eve, Room<?> room) {
        assertThat(room.paused()).isTrue();
        for (Guest stranger : List.of(bob, eve)) {
            stranger.sees(new Host(ada.id(), true));
            assertThat(stranger.outcome(new Host.Resume())).isEqualTo("not_allowed");
            assertThat(stranger.outcome(new Host.Close("mine"))).isEqualTo("not_allowed");
        }
        assertThat(ada.outcome(new Host.Resume())).isEqualTo("done");
        bob.sees(new Host(ada.id(), false));
        ada.client().closeNow();
        eve.sees(new Host(bob.id(), false));
        assertThat(bob.outcome(new Host.Kick(eve.id(), "bye"))).isEqualTo("done");
        assertThat(eve.client().onClose().block(PATIENCE)).isEqualTo(new CloseReason(4003, "bye"));
        assertThat(bob.outcome(new Host.Close("good night"))).isEqualTo("done");
        assertThat(bob.client().onClose().block(PATIENCE)).isEqualTo(new CloseReason(4009, "good night"));
    }

    @Test
    void aServerThatIsKilledIsFoundAgainAsItWasSavedLast() throws IOException {
        Served first = new Served(0, store);
        open.add(first);
        int port = first.port();
        Guest ada = join(port, Codec.json());
        Guest bob = join(port, Codec.cbor());
        Guest eve = join(port, Codec.json());
        assertThat(ada.outcome(new Count(1))).isEqualTo("done");
        assertThat(ada.outcome(new Host.Pause())).isEqualTo("done");
        await().atMost(PATIENCE).until(this::saved);
        first.close();
        RunningServer second = serve(port);
        List.of(ada, bob, eve).forEach(Guest::isBack);
        Room<?> kept = second.room(ada.client().room()).orElseThrow();
        assertThat(kept.state()).isEqualTo(new World(1, 3));
        assertThat(bob.outcome(new Count(2))).isEqualTo("done");
        rights(ada, bob, eve, kept);
    }

    /** Whether a room that is paused, with three in it, is in the store. */
    private boolean saved() {
        try (Stream<Path> files = Files.list(store)) {
            return files.anyMatch(file -> {
                String text = text(file).replaceAll("\\s", "");
                return text.contains("\"paused\":true") && text.contains("\"joined\":3");
            });
        } catch (IOException none) {
            return false;
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException beingReplaced) {
            return "";
        }
    }

    /** A server in a process of its own, to be killed. */
    static final class Served implements AutoCloseable {
        private final Process process;
        private final BufferedReader lines;

        Served(int port, Path store) throws IOException {
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx128m",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Served.class.getName(),
                            String.valueOf(port),
                            store.toString())
                    .redirectErrorStream(true)
                    .start();
            lines = process.inputReader();
        }

        int port() {
            return lines.lines()
                    .filter(line -> line.startsWith("port "))
                    .map(line -> Integer.parseInt(line.substring("port ".length())))
                    .findFirst()
                    .orElseThrow(() -> new UncheckedIOException(new IOException("it did not begin")));
        }

        @Override
        public void close() {
            process.destroyForcibly();
            process.onExit().join();
        }

        public static void main(String[] arguments) {
            RunningServer server = definition(Integer.parseInt(arguments[0]), Path.of(arguments[1]))
                    .bindNow();
            System.out.println("port " + server.port());
            server.onDispose().block();
        }
    }
}
