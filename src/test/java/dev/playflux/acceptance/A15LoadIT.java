package dev.playflux.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.playflux.client.GameClient;
import dev.playflux.message.Limits;
import dev.playflux.metrics.Metrics;
import dev.playflux.room.Game;
import dev.playflux.server.GameServer;
import dev.playflux.server.RunningServer;
import dev.playflux.server.SocketTest;
import dev.playflux.state.Quantized;
import dev.playflux.testing.Timed;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** A15: fifty moving entities at 20 Hz to 50, 100 and 200 clients: none is lost, it costs little CPU, and actions show soon. */
@Tag("timing")
class A15LoadIT extends SocketTest {
    private static final int ENTITIES = 50;
    private static final int RATE = 20;
    private static final int WINDOWS = 16;
    private static final long WARM = 120_000;
    private static final int ACTIONS = 11;
    private static final long POKES = 0xffffffffffL;
    private static final long CPU_MICROS = 40;
    private static final Limits FAST = Limits.DEFAULTS.withRate(1_000_000, 1_000_000);
    private static final Duration LATENCY = Duration.ofMillis(54);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    record Poke(long number) {}

    record Entity(
            @Quantized(min = -4096, max = 4096, step = 0.01) double x,
            @Quantized(min = -4096, max = 4096, step = 0.01) double y,
            int health) {}

    record World(long poked, Map<String, Entity> entities) {

        static World first() {
            Map<String, Entity> entities = new HashMap<>();
            for (int i = 0; i < ENTITIES; i++) {
                entities.put("e" + i, new Entity(i, -i, 100));
            }
            return new World(0, entities);
        }

        /** All of them move. */
        World next(long step) {
            Map<String, Entity> moved = new HashMap<>();
            entities.forEach((id, e) -> moved.put(
                    id, new Entity(e.x + Math.sin(step + e.y) / 4, e.y + Math.cos(step + e.x) / 4, e.health)));
            return new World(poked, moved);
        }
    }

    private final AtomicLong skipped = new AtomicLong();
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final Random random = new Random(15);

    private RunningServer serve(int rate) {
        Game<World> game = Game.named("load", World::first)
                .maxPlayers(1000)
                .tickRate(rate)
                .onTick((world, tick) -> world.next(tick.number()))
                .on(Poke.class, (world, player, poke) -> new World(poke.number(), world.entities()));
        return serve(GameServer.create().game(game).limits(FAST).metrics(new Metrics() {
            @Override
            public void stateSkipped() {
                skipped.incrementAndGet();
            }
        }));
    }

    /** It looks at every access to a buffer, which costs more than all that is measured here. */
    @BeforeEach
    void withoutLeakDetection() {
        ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        closing(() -> ResourceLeakDetector.setLevel(before));
    }

    @Test
    void everyClientGetsEveryState(TestReporter reporter) throws IOException {
        warmUp();
        RunningServer server = serve(RATE);
        GameClient ada = join(server);
        AtomicLong shown = new AtomicLong();
        ada.states(World.class).subscribe(world -> shown.set(world.poked()));
        List<Crowd> crowds = new ArrayList<>();
        int clients = 0;
        for (int more : new int[] {50, 50, 100}) {
            Crowd crowd = closing(new Crowd(server.port(), more));
            crowds.add(crowd);
            clients += more;
            await().atMost(PATIENCE).until(() -> crowd.welcomed() == more);
            measure(reporter, crowds, clients, ada, shown);
        }
        assertThat(crowds)
                .as("states that do not stand on the one before")
                .allSatisfy(crowd -> assertThat(crowd.gaps()).isZero());
    }

    /** The best of a few windows, since others use the machine too. */
    private void measure(TestReporter reporter, List<Crowd> crowds, int clients, GameClient ada, AtomicLong shown) {
        double cpu = Double.MAX_VALUE;
        long latency = Long.MAX_VALUE;
        long lost = Long.MAX_VALUE;
        for (int i = 0; i < WINDOWS && (lost > 0 || cpu > CPU_MICROS || latency >= LATENCY.toNanos()); i++) {
            long[] before = {serverNanos(), states(crowds), skipped.get()};
            latency = Math.min(latency, latency(ada, shown));
            cpu = Math.min(cpu, (serverNanos() - before[0]) / 1000.0 / (states(crowds) - before[1]));
            lost = Math.min(lost, skipped.get() - before[2]);
        }
        reporter.publishEntry(
                clients + " clients",
                String.format("%.1f µs of CPU a state, p50 from action to state %.1f ms", cpu, latency / 1e6));
        assertThat(lost)
                .as("states that somebody was too slow for, " + clients + " clients")
                .isZero();
        assertThat(cpu).as("µs of CPU for each state, " + clients + " clients").isLessThanOrEqualTo(CPU_MICROS);
        assertThat(Duration.ofNanos(latency)).as("p50, " + clients + " clients").isLessThan(LATENCY);
    }

    private static long states(List<Crowd> crowds) {
        return crowds.stream().mapToLong(Crowd::states).sum();
    }

    /** The same game, and the same actions, at rates at which the JVM soon knows what is hot. */
    private void warmUp() throws IOException {
        RunningServer server = serve(200);
        GameClient ada = join(server);
        try (Crowd crowd = new Crowd(server.port(), 100)) {
            long start = System.nanoTime();
            while (crowd.states() < WARM) {
                ada.send(new Poke(System.nanoTime() & POKES));
                LockSupport.parkNanos(500_000);
                assertThat(Timed.since(start)).isLessThan(Duration.ofMinutes(1));
            }
        }
        ada.closeNow();
        server.disposeNow();
    }

    /** The CPU time of the server's threads so far: its rooms' and its network's. */
    private long serverNanos() {
        return LongStream.of(threads.getAllThreadIds())
                .filter(id -> {
                    var thread = threads.getThreadInfo(id);
                    return thread != null && thread.getThreadName().matches("playflux-(room|net)-.*");
                })
                .map(threads::getThreadCpuTime)
                .sum();
    }

    /** The middle of the times from an action to the state that shows it, at random moments of a tick. */
    private long latency(GameClient ada, AtomicLong shown) {
        return LongStream.generate(() -> {
                    LockSupport.parkNanos(random.nextInt(50_000_000));
                    long number = System.nanoTime();
                    assertThat(ada.send(new Poke(number & POKES))).isTrue();
                    while (shown.get() != (number & POKES)) {
                        LockSupport.parkNanos(200_000);
                        assertThat(System.nanoTime() - number).isLessThan(PATIENCE.toNanos());
                    }
                    return System.nanoTime() - number;
                })
                .limit(ACTIONS)
                .sorted()
                .skip(ACTIONS / 2)
                .findFirst()
                .orElseThrow();
    }
}
