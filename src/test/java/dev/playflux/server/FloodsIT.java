package dev.playflux.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.message.Limits;
import dev.playflux.testing.Timed;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A client sends too much: first it is told, then it is closed, and the next one is served. */
class FloodsIT extends SocketTest {
    private static final String PING = "{\"action\":\"$ping\",\"data\":{\"t\":1}}";
    private static final String NOPE = "{\"action\":\"nope\"}";

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private int port;

    private RawClient join(Limits limits) {
        port = serve(GameServer.create().game(Board.GAME).limits(limits)).port();
        return closing(RawClient.welcome(port));
    }

    @AfterEach
    void theNextOneIsServed() {
        timer.shutdownNow();
        servesSomebodyNew(port);
    }

    /** Repeats until the test ends or the socket is closed. */
    private void every(Duration period, Runnable task) {
        timer.scheduleAtFixedRate(task, 0, period.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Test
    void theEighthBadMessageInTenSecondsCloses() {
        RawClient client = join(Limits.DEFAULTS);
        for (int i = 0; i < 7; i++) {
            client.say("nonsense");
            assertThat(client.refusal().code()).isEqualTo("bad_message");
        }
        client.say(Board.say("still there"));
        client.next("said");
        client.say("nonsense");
        assertThat(client.closeCode()).isEqualTo(1008);
    }

    @Test
    void eightBadEnvelopesInOneMessageCloseToo() {
        RawClient client = join(Limits.DEFAULTS);
        client.say("[" + String.join(",", Collections.nCopies(8, "1")) + "]");
        assertThat(client.closeCode()).isEqualTo(1008);
    }

    @Test
    void refusalsOfOtherKindsCloseNothingButOnlyTenASecondAreAnswered() {
        RawClient client = join(Limits.DEFAULTS);
        long start = System.nanoTime();
        for (int i = 0; i < 100; i++) {
            client.say(NOPE);
        }
        client.say(Board.say("after all"));
        client.next("said");
        double seconds = (System.nanoTime() - start) / 1e9;
        long answered = errors(client);
        assertThat(answered).isBetween(10L, 10 * (1 + (long) seconds));
        client.next("$state", state -> System.nanoTime() - start > 1_100_000_000L * (1 + (long) seconds));
        client.say(NOPE);
        assertThat(client.refusal().code()).isEqualTo("unknown_action");
    }

    private static long errors(RawClient client) {
        return client.heard("$error");
    }

    @Test
    void aBurstIsHandledAndWhatIsBeyondItIsNot() {
        RawClient client = join(Limits.DEFAULTS);
        long start = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            client.say("[" + String.join(",", Collections.nCopies(30, PING)) + "]");
        }
        JsonNode refused = client.next("$error").path("data");
        assertThat(refused.path("code").asString()).isEqualTo("rate_limited");
        assertThat(refused.path("action").asString()).isEqualTo("$ping");
        client.next("$state");
        client.next("$state");
        double seconds = (System.nanoTime() - start) / 1e9;
        long pongs = client.heard("$pong");
        assertThat((double) pongs).isBetween(239.0, 240 + 120 * seconds);
        client.say(Board.say("once more"));
        client.next("said");
    }

    @Test
    void whoIsOverTheRateForThreeSecondsIsClosed() {
        RawClient client = join(Limits.DEFAULTS.withRate(20, 20));
        long start = System.nanoTime();
        every(Duration.ofMillis(10), () -> say(client, PING));
        assertThat(client.refusal().code()).isEqualTo("rate_limited");
        assertThat(client.closeCode()).isEqualTo(4010);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(3000), Duration.ofMillis(12_000));
        assertThat(client.heard("$pong")).isGreaterThan(40);
    }

    @Test
    void whoPausesForASecondIsNotClosed() {
        RawClient client = join(Limits.DEFAULTS.withRate(20, 20));
        every(Duration.ofMillis(1600), () -> {
            for (int i = 0; i < 50; i++) {
                say(client, PING);
            }
        });
        long start = System.nanoTime();
        client.next("$state", state -> System.nanoTime() - start > 6_000_000_000L);
        assertThat(client.heard("$error")).isGreaterThan(20);
    }

    private static void say(RawClient client, String text) {
        try {
            client.say(text);
        } catch (UncheckedIOException closed) {
            throw new IllegalStateException("the server has closed", closed);
        }
    }

    @Test
    void aClientThatIsOftenLostGetsACompleteStateAtMostOnceASecondAndIsClosedInTheEnd() {
        RawClient client = join(Limits.DEFAULTS);
        assertThat(base(client.next("$state"))).isZero();
        int late = 0;
        for (int i = 0; i < 4; i++) {
            long start = System.nanoTime();
            client.say("{\"action\":\"$resync\"}");
            client.next("$state", state -> base(state) == 0);
            late += Timed.late(Timed.since(start), Duration.ofSeconds(2));
        }
        assertThat(late).as("states later than a pause of the machine explains").isLessThan(2);
        client.say("{\"action\":\"$resync\"}");
        assertThat(client.closeCode()).isEqualTo(1008);
    }

    private static long base(JsonNode state) {
        return state.path("data").path("base").asLong();
    }

    @Test
    void fiveResyncsAtOnceClose() {
        RawClient client = join(Limits.DEFAULTS);
        client.say("[" + String.join(",", Collections.nCopies(5, "{\"action\":\"$resync\"}")) + "]");
        assertThat(client.closeCode()).isEqualTo(1008);
    }
}
