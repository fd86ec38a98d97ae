package dev.playflux.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.playflux.client.GameClient;
import dev.playflux.message.Limits;
import dev.playflux.metrics.Metrics;
import dev.playflux.room.Game;
import dev.playflux.room.Player;
import dev.playflux.room.Room;
import dev.playflux.server.GameServer;
import dev.playflux.server.RawClient;
import dev.playflux.server.RunningServer;
import dev.playflux.server.SocketTest;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** A07: a peer that freezes, its socket open, is noticed in time; the round trip of one that lives is a few milliseconds. */
class A07FrozenPeerIT extends SocketTest {
    /** A state that stays unacknowledged for 5 s ends the connection (PROTOCOL 4). */
    private static final Duration UNACKNOWLEDGED = Duration.ofSeconds(5);

    /** After its close frame a server waits up to 2 s for the socket's end. For silence alone it closes after 15 s. */
    private static final Duration A_LITTLE = Duration.ofSeconds(8);

    private static final Duration LIVELY = Duration.ofMillis(5);
    private static final Limits FAST = Limits.DEFAULTS.withRate(1_000_000, 1_000_000);
    private static final int PINGS = 15;

    private final Queue<Integer> closes = new ConcurrentLinkedQueue<>();
    private volatile long closed;
    private final Queue<String> away = new ConcurrentLinkedQueue<>();

    private final Game<Long> game = Game.named("clock", () -> 0L)
            .onTick((steps, tick) -> steps + 1)
            .onAway((steps, player) -> {
                away.add(player.id());
                return steps;
            });

    private RunningServer serve() {
        return serve(GameServer.create().game(game).limits(FAST).metrics(new Metrics() {
            @Override
            public void connectionClosed(int code) {
                closed = System.nanoTime();
                closes.add(code);
            }
        }));
    }

    @Test
    void aFrozenPeerIsNoticedInTimeAndALiveOneIsAFewMillisecondsAway(TestReporter reporter) {
        RunningServer server = serve();
        long start = System.nanoTime();
        RawClient frozen = closing(RawClient.welcome(server.port(), "{\"acks\":true}"));
        frozen.next("$state");
        GameClient live = join(server);
        Room<?> room = server.rooms().iterator().next();
        Player<?> player = room.player(String.valueOf(live.player())).orElseThrow();
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            median(live);
            return !closes.isEmpty();
        });
        Duration noticed = Duration.ofNanos(closed - start);
        Duration trip = Duration.ofNanos(
                IntStream.range(0, 10).mapToLong(i -> median(live)).min().orElseThrow());
        reporter.publishEntry("noticed after", noticed.toMillis() + " ms");
        reporter.publishEntry("round trip", trip.toNanos() / 1000 + " µs; the server's " + player.roundTrip());
        assertThat(noticed).isBetween(UNACKNOWLEDGED.minusMillis(500), UNACKNOWLEDGED.plus(A_LITTLE));
        assertThat(closes).containsExactly(4008);
        eventually(() ->
                assertThat(away).containsExactly(frozen.welcome().path("player").asString()));
        assertThat(trip).isLessThan(LIVELY);
        assertThat(player.roundTrip().least()).isPositive();
        assertThat(player.away()).isFalse();
    }

    /** The middle one of some round trips of the client, one after the other, in nanoseconds. */
    private static long median(GameClient client) {
        return IntStream.range(0, PINGS)
                .mapToLong(i -> client.ping().block(Duration.ofSeconds(10)).toNanos())
                .sorted()
                .skip(PINGS / 2)
                .findFirst()
                .orElseThrow();
    }
}
