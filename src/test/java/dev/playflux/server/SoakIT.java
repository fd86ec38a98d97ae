package dev.playflux.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.client.ConnectFailed;
import dev.playflux.client.GameClient;
import dev.playflux.codec.Codec;
import dev.playflux.metrics.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

/**
 * Players who come, play and go, some without a word: afterwards the process holds what it held before. For a few seconds,
 * or with two hundred of them in earnest: {@code -Dplayflux.minutes=20 -Dtest.timeout=3600}.
 */
class SoakIT extends SocketTest {
    private static final double MINUTES = Double.parseDouble(System.getProperty("playflux.minutes", "0.05"));
    private static final int PLAYERS = MINUTES < 1 ? 60 : 200;
    private static final long LENGTH = (long) (MINUTES * TimeUnit.MINUTES.toNanos(1));
    private static final long STEP = TimeUnit.MILLISECONDS.toNanos(50);
    /** What a short run may be off by: the first of everything costs something. */
    private static final long SPARE = MINUTES < 5 ? 3_000_000 : 0;

    private final long seed = Long.getLong("playflux.seed", System.nanoTime());
    private final SplittableRandom random = new SplittableRandom(seed);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Deque<GameClient> players = new ArrayDeque<>();
    private final RunningServer server = serve(GameServer.create()
            .metrics(Metrics.micrometer(meters))
            .game(Board.GAME.maxPlayers(25).grace(Duration.ofSeconds(1)).onTick((board, tick) -> board.tick())));
    private long joined;

    /** Those that stayed would look for a server at this port as long as the process lives. */
    @AfterEach
    void leave() {
        Mono.when(players.stream().map(GameClient::close).toList()).block(Duration.ofSeconds(20));
    }

    @Test
    @Timeout(value = 2, unit = TimeUnit.HOURS)
    void whatComesGoesAndNothingStays(TestReporter reporter) {
        fill();
        churn(Math.max(LENGTH / 10, TimeUnit.SECONDS.toNanos(2)));
        Footprint before = settled();
        churn(LENGTH);
        Footprint after = settled();
        String figures = "seed " + seed + ", " + joined + " players in all, " + count("playflux.sessions.lost")
                + " sessions lost, " + count("playflux.states.sent") + " states, " + count("playflux.refused")
                + " refused; before " + before + ", after " + after;
        reporter.publishEntry("figures", figures);
        assertThat(after.heap()).as(figures).isLessThan(before.heap() * 105 / 100 + SPARE);
        assertThat(after.threads()).as(figures).isLessThanOrEqualTo(before.threads());
        assertThat(after.descriptors()).as(figures).isLessThanOrEqualTo(before.descriptors());
    }

    /** Lets in as many as are missing; whom an overloaded machine sends away comes later. */
    private void fill() {
        try {
            while (players.size() < PLAYERS) {
                joined++;
                players.add(GameClient.create()
                        .uri("ws://127.0.0.1:" + server.port() + "/play")
                        .codec(random.nextBoolean() ? Codec.json() : Codec.cbor())
                        .connectNow());
            }
        } catch (ConnectFailed full) {
            assertThat(full.reason().code()).isEqualTo(1013);
        }
    }

    /** Somebody who is gone at once, without a word as often as not. */
    private void glance() {
        joined++;
        RawClient client = RawClient.silent(server.port());
        client.say("{\"action\":\"$hello\"}");
        if (random.nextBoolean()) {
            client.vanish();
        } else {
            client.close();
        }
    }

    /** Everybody plays; about twenty a second go, and others come. */
    private void churn(long length) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < length) {
            LockSupport.parkNanos(STEP);
            players.forEach(player -> {
                if (random.nextInt(4) == 0) {
                    player.input(new Board.Steer(1, 0));
                }
            });
            for (int i = Math.min(players.size(), random.nextInt(3)); i > 0; i--) {
                players.remove().closeNow();
            }
            if (random.nextInt(4) == 0) {
                glance();
            }
            fill();
        }
    }

    /** What is held when everybody who went has gone. */
    private Footprint settled() {
        eventually(() -> {
            fill();
            assertThat(meters.get("playflux.sessions").gauge().value()).isEqualTo(PLAYERS);
            assertThat(meters.get("playflux.connections").gauge().value()).isEqualTo(PLAYERS);
        });
        return Footprint.now();
    }

    private long count(String name) {
        return (long) meters.find(name).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }
}
