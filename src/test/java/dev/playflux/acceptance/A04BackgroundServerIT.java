package dev.playflux.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.playflux.client.GameClient;
import dev.playflux.client.GameLoop;
import dev.playflux.message.PlayfluxException;
import dev.playflux.message.Refused;
import dev.playflux.room.Game;
import dev.playflux.server.GameServer;
import dev.playflux.server.RunningServer;
import dev.playflux.testing.Timed;
import dev.playflux.transport.MemoryTransport;
import dev.playflux.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** A server in the background of the game that hosts it: comes up, is played on, and goes without a trace. */
@Timeout(60)
class A04BackgroundServerIT {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final String LATE = "ends that took a second or longer; a pause of the machine explains one";
    private static final Duration SOON = Duration.ofSeconds(10);

    /** Daemons that a JVM has once, whoever made them: Reactor's timers, and the network of all clients. */
    private static final List<String> SHARED =
            List.of("parallel-", "boundedElastic-", "playflux-client-", "reactor-http-", "awaitility");

    record Say(String text) {}

    private static final Game<Integer> GAME = Game.named("echo", () -> 0)
            .run(Say.class, (player, say) -> {
                if (say.text().isEmpty()) {
                    throw new Refused("empty", "say something");
                }
                player.room().broadcast("said", say.text());
            })
            .onTick((count, tick) -> count + 1);

    private static final GameServer SERVER =
            GameServer.create().host("127.0.0.1").port(0).game(GAME);

    private static GameClient join(RunningServer server) {
        return GameClient.create()
                .uri("ws://127.0.0.1:" + server.port() + "/play")
                .connectNow();
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

    @Test
    void itReturnsWhenItListensWithItsRealPortAndNeverHoldsUpTheJvm() {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        RunningServer server = SERVER.bindNow();
        GameClient client = join(server);
        assertThat(server.port()).isBetween(1024, 65_535);
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> !before.contains(thread))
                .isNotEmpty()
                .allMatch(Thread::isDaemon);
        client.closeNow();
        server.disposeNow();
    }

    @Test
    void aTakenPortThrowsInTheCaller() {
        RunningServer server = SERVER.bindNow();
        assertThatThrownBy(SERVER.port(server.port())::bindNow)
                .isInstanceOf(PlayfluxException.class)
                .hasMessageContaining("port " + server.port())
                .hasMessageContaining("taken");
        join(server).closeNow();
        server.disposeNow();
    }

    @Test
    void callbacksRunOnTheThreadThatPumpsAndNowhereElse() {
        RunningServer server = SERVER.bindNow();
        GameClient client = join(server);
        GameLoop loop = client.loop();
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        AtomicInteger calls = new AtomicInteger();
        Runnable called = () -> {
            threads.add(Thread.currentThread());
            calls.incrementAndGet();
        };
        loop.on("said", String.class, said -> called.run())
                .otherwise(message -> called.run())
                .onConnected(called)
                .onDisconnected(why -> called.run())
                .onError((where, thrown) -> called.run())
                .schedule(called);
        client.send(new Say("hello"));
        client.send(new Say(""));
        server.room(client.room()).orElseThrow().broadcast("other", 1);
        pumped(loop, () -> calls.get() == 5);
        server.disposeNow();
        pumped(loop, () -> calls.get() == 6);
        client.closeNow();
        assertThat(threads).containsExactly(Thread.currentThread());
    }

    @Test
    void itStopsWithinASecondAndStartsAgainOnTheSamePort(TestReporter reporter) {
        RunningServer server = SERVER.bindNow();
        int port = server.port();
        GameClient loyal = join(server);
        List<String> lives = new ArrayList<>();
        GameLoop loop = loyal.loop()
                .onConnected(() -> lives.add("connected"))
                .onDisconnected(why -> lives.add(why.reason() + " " + why.returning()));
        pumped(loop, () -> lives.size() == 1);
        int late = 0;
        for (int i = 0; i < 3; i++) {
            List<GameClient> guests = new ArrayList<>();
            for (int g = 0; g < 5; g++) {
                guests.add(join(server));
            }
            Duration stop = Timed.of(server::disposeNow);
            reporter.publishEntry("ms to stop", "" + stop.toMillis());
            late += Timed.late(stop, SECOND);
            server = SERVER.port(port).bindNow();
            assertThat(server.port()).isEqualTo(port);
            int seen = 3 + 2 * i;
            pumped(loop, () -> lives.size() == seen);
            guests.forEach(GameClient::closeNow);
        }
        assertThat(late).as(LATE).isLessThan(2);
        assertThat(lives)
                .containsExactly(
                        "connected",
                        "SHUTDOWN true",
                        "connected",
                        "SHUTDOWN true",
                        "connected",
                        "SHUTDOWN true",
                        "connected");
        loyal.closeNow();
        server.disposeNow();
    }

    @Test
    void hostAndPlayerLeaveNoThreadBehindOverASocket() {
        leavesNothing(SERVER, server -> join(server));
    }

    @Test
    void hostAndPlayerLeaveNoThreadBehindWithoutASocket() {
        Scheduler threads = Schedulers.newParallel("lan-party", 2, true);
        MemoryTransport network = Transport.memory(threads);
        leavesNothing(
                SERVER.port(1).transport(network),
                server -> GameClient.create()
                        .uri("ws://memory:1/play")
                        .transport(network)
                        .connectNow(),
                threads);
    }

    private static void leavesNothing(
            GameServer definition, Function<RunningServer, GameClient> joining, Scheduler... own) {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        int late = 0;
        for (int i = 0; i < 3; i++) {
            RunningServer server = definition.bindNow();
            GameClient host = joining.apply(server);
            GameClient guest = joining.apply(server);
            List<String> said = new ArrayList<>();
            host.loop().on("said", String.class, said::add);
            guest.send(new Say("hello"));
            pumped(host.loop(), () -> !said.isEmpty());
            for (Runnable end : List.<Runnable>of(guest::closeNow, host::closeNow, server::disposeNow)) {
                late += Timed.late(Timed.of(end), SECOND);
            }
        }
        assertThat(late).as(LATE).isLessThan(2);
        for (Scheduler scheduler : own) {
            scheduler.dispose();
        }
        await().pollInSameThread()
                .atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .filteredOn(thread -> !before.contains(thread))
                        .filteredOn(
                                thread -> !thread.isDaemon() || SHARED.stream().noneMatch(thread.getName()::startsWith))
                        .isEmpty());
    }
}
