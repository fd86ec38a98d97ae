package dev.playflux.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.playflux.client.GameClient;
import dev.playflux.room.Game;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/**
 * One client among a hundred stops reading: the others notice nothing, the server keeps nothing for it, and when it reads
 * again it is soon right. For a minute at twenty ticks a second: {@code -Dplayflux.seconds=60 -Dplayflux.rate=20}, on a
 * machine that has nothing else to do.
 */
@Tag("timing")
class StalledAmongManyIT extends SocketTest {
    private static final int OTHERS = 99;
    private static final int RATE = Integer.getInteger("playflux.rate", 40);
    private static final int SECONDS = Integer.getInteger("playflux.seconds", 4);
    /** What a machine with other work on its hands makes of any gap. */
    private static final long SPARE = TimeUnit.MILLISECONDS.toNanos(SECONDS < 60 ? 50 : 2);

    private static final String FILLING = "x".repeat(2000);

    /** All of it is new in every tick. */
    record Flood(long tick, String filling) {}

    private static final Game<Flood> GAME = Game.named("flood", () -> new Flood(0, ""))
            .maxPlayers(1000)
            .tickRate(RATE)
            .onTick((flood, tick) -> new Flood(tick.number(), tick.number() + FILLING));

    private final ScheduledExecutorService murmurs = Executors.newSingleThreadScheduledExecutor();
    private final List<Follower> others = new ArrayList<>();
    private final RunningServer server = serve(GameServer.create().game(GAME));

    @AfterEach
    void end() {
        murmurs.shutdownNow();
        others.forEach(other -> other.client.closeNow());
    }

    /** A client that follows, and the times between its states. */
    private static final class Follower {
        private final GameClient client;
        private final long[] gaps = new long[RATE * SECONDS * 2];
        private volatile int count;
        private long last;

        private Follower(GameClient client) {
            this.client = client;
            client.frames().subscribe(frame -> arrived(System.nanoTime()));
        }

        private synchronized void arrived(long now) {
            if (last != 0 && count < gaps.length) {
                gaps[count] = now - last;
                count = count + 1;
            }
            last = now;
        }

        private synchronized void forget() {
            count = 0;
        }

        private synchronized long[] gaps() {
            return Arrays.copyOf(gaps, count);
        }
    }

    private long tick() {
        return ((Flood) server.rooms().iterator().next().state()).tick();
    }

    private void ticks(long count) {
        long until = tick() + count;
        await().pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(30 + 2L * SECONDS))
                .until(() -> tick() >= until);
    }

    /** The gap that one in a hundred exceeds, over all the others. */
    private long worst() {
        others.forEach(Follower::forget);
        ticks((long) RATE * SECONDS);
        long[] gaps = others.stream()
                .flatMapToLong(other -> Arrays.stream(other.gaps()))
                .sorted()
                .toArray();
        assertThat(gaps.length).isGreaterThan(OTHERS * RATE * SECONDS * 7 / 10);
        return gaps[gaps.length * 99 / 100];
    }

    @Test
    @Timeout(600)
    void theOthersNoticeNothingAndItIsSoonRight(TestReporter reporter) {
        for (int i = 0; i < OTHERS; i++) {
            others.add(new Follower(GameClient.create()
                    .uri("ws://127.0.0.1:" + server.port() + "/play")
                    .connectNow()));
        }
        ticks(3L * RATE);
        long without = Math.min(worst(), worst());
        RawClient stalled = closing(RawClient.narrow(server.port(), 0, "{}"));
        murmurs.scheduleAtFixedRate(() -> stalled.say("{\"action\":\"$pong\"}"), 2, 2, TimeUnit.SECONDS);
        stalled.next("$state");
        ticks(RATE); // until its buffers are full
        Footprint held = Footprint.now();
        long with = worst();
        for (int i = 0; i < 2 && with > without * 12 / 10 + SPARE; i++) {
            with = Math.min(with, worst()); // a pause of the machine passes, harm stays
        }
        long grown = Footprint.now().growth(held);
        int behind = wake(stalled);
        String figures = "p99 of the gaps " + without / 1000 + " µs without, " + with / 1000 + " µs with; heap " + grown
                + " bytes more; " + behind + " states after the old ones";
        reporter.publishEntry("figures", figures);
        assertThat(with).as(figures).isLessThanOrEqualTo(without * 12 / 10 + SPARE);
        assertThat(grown).as(figures).isLessThan(1_000_000);
        assertThat(behind).as(figures).isLessThanOrEqualTo(2);
    }

    /** Reads again; how many states came after the old ones until it was right. */
    private int wake(RawClient client) {
        long now = tick();
        long read = 0;
        int young = 0;
        while (read < now) {
            JsonNode state = client.next("$state");
            read = state.path("data").path("tick").asLong();
            young += now - read < (long) RATE * SECONDS / 2 ? 1 : 0;
        }
        return young;
    }
}
