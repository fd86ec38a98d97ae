package dev.playflux.server;

import static dev.playflux.testing.Timed.A_SECOND_OR_SO;
import static dev.playflux.testing.Timed.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.playflux.metrics.Metrics;
import dev.playflux.room.Game;
import dev.playflux.room.Player;
import dev.playflux.room.Room;
import dev.playflux.testing.Timed;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * A client stops reading while states of ten kilobytes go out, as many as in a minute of twenty a second: it costs the
 * server nothing, nobody else is late, it can be closed, and when it reads again it is soon up to date.
 */
class SlowConsumerIT extends SocketTest {
    private static final int STATES = 1200;
    private static final int RATE = 100;
    private static final String ACKS = "{\"acks\":true}";
    private static final String FILLING = "x".repeat(10_000);

    /** All of it is new in every tick. */
    record Flood(long tick, String filling) {}

    private static final Game<Flood> GAME = Game.named("flood", () -> new Flood(0, ""))
            .tickRate(RATE)
            .onTick((flood, tick) -> new Flood(tick.number(), tick.number() + FILLING));

    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(5);
    private final Queue<Integer> closes = new ConcurrentLinkedQueue<>();
    private RunningServer server;
    private Room<?> room;

    @BeforeEach
    void listen() {
        server = serve(GameServer.create().game(GAME).metrics(new Metrics() {
            @Override
            public void connectionClosed(int code) {
                closes.add(code);
            }
        }));
    }

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    private RawClient join(int receiveBuffer, String hello) {
        RawClient client = closing(RawClient.narrow(server.port(), receiveBuffer, hello));
        acknowledge(client, client.next("$state"));
        room = server.rooms().iterator().next();
        return client;
    }

    private long tick() {
        return ((Flood) room.state()).tick();
    }

    private void ticks(long count) {
        long until = tick() + count;
        await().atMost(Duration.ofSeconds(60)).until(() -> tick() >= until);
    }

    /** What is held all the time: states that are on their way at one look have arrived at the next. */
    private Footprint held() {
        return Stream.generate(() -> {
                    ticks(10);
                    return Footprint.now();
                })
                .limit(5)
                .min(Comparator.comparingLong(footprint -> footprint.heap() + footprint.direct()))
                .orElseThrow();
    }

    /** Says something now and then, so that it does not count as silent. */
    private void murmur(RawClient client) {
        threads.scheduleAtFixedRate(() -> client.say("{\"action\":\"$pong\"}"), 2, 2, TimeUnit.SECONDS);
    }

    private static void acknowledge(RawClient client, JsonNode state) {
        long tick = state.path("data").path("tick").asLong();
        client.say("{\"action\":\"$ack\",\"data\":{\"tick\":" + tick + "}}");
    }

    /** Reads and acknowledges for ever; the times between its states, in milliseconds. */
    private List<Long> follow(RawClient client) {
        List<Long> gaps = Collections.synchronizedList(new ArrayList<>());
        threads.execute(() -> {
            long last = System.nanoTime();
            try {
                while (!Thread.interrupted()) {
                    acknowledge(client, client.next("$state"));
                    gaps.add((System.nanoTime() - last) / 1_000_000);
                    last = System.nanoTime();
                }
            } catch (UncheckedIOException | AssertionError closed) {
                gaps.add(Long.MAX_VALUE);
            }
        });
        return gaps;
    }

    /** The middle and the nearly worst of some gaps. */
    private record Gaps(int count, long median, long worst) {

        static Gaps of(List<Long> gaps) {
            List<Long> sorted = List.copyOf(gaps).stream().sorted().toList();
            return new Gaps(sorted.size(), sorted.get(sorted.size() / 2), sorted.get(sorted.size() * 95 / 100));
        }
    }

    @Test
    void aStalledClientCostsNothingAndMakesNobodyLate(TestReporter reporter) {
        List<List<Long>> others = List.of(follow(join(0, ACKS)), follow(join(0, ACKS)), follow(join(0, "{}")));
        ticks(100);
        others.forEach(List::clear);
        ticks(200);
        List<Gaps> before = others.stream().map(Gaps::of).toList();
        Footprint held = held();
        RawClient slow = join(0, "{}");
        murmur(slow);
        others.forEach(List::clear);
        long start = tick();
        ticks(STATES);
        List<Gaps> during = others.stream().map(Gaps::of).toList();
        long passed = tick() - start;
        long grown = held().growth(held);
        reporter.publishEntry("bytes more", "" + grown);
        reporter.publishEntry("gaps in ms before", "" + before);
        reporter.publishEntry("gaps in ms during", "" + during);
        assertThat(grown).isLessThan(1_000_000);
        assertThat(during).allSatisfy(gaps -> {
            assertThat(gaps.count).isGreaterThan((int) (passed * 7 / 10));
            assertThat(gaps.median).isLessThanOrEqualTo(2 * 1000 / RATE);
        });
        assertThat(during.stream().mapToLong(Gaps::worst).max().orElseThrow())
                .isLessThanOrEqualTo(
                        50 + 3 * before.stream().mapToLong(Gaps::worst).max().orElseThrow());
        assertThat(room.players()).hasSize(4);
        wakes(reporter, slow, 50);
    }

    /** Reads again: how many old states come first, and that the next ones are up to date. */
    private void wakes(TestReporter reporter, RawClient client, int most) {
        long now = tick();
        long start = System.nanoTime();
        List<Long> ages = new ArrayList<>();
        long read = 0;
        while (read < now) {
            JsonNode state = client.next("$state");
            acknowledge(client, state);
            read = state.path("data").path("tick").asLong();
            ages.add(now - read);
        }
        long took = (System.nanoTime() - start) / 1_000_000;
        long oldest = ages.get(0);
        long old = ages.stream().filter(age -> age > 50).count();
        reporter.publishEntry("ticks behind when it woke", "" + ages);
        reporter.publishEntry("ms until it was up to date", "" + took);
        assertThat(oldest).isGreaterThan(50);
        assertThat(old).isLessThanOrEqualTo(most);
        // Behind the old ones at most two that are neither old nor of now.
        assertThat(ages).hasSizeLessThanOrEqualTo((int) old + 3);
        assertThat(took).isLessThan(2000);
    }

    @ParameterizedTest
    @ValueSource(ints = {2048, 16_384, 0})
    void whoReadsAgainIsSoonUpToDate(int receiveBuffer, TestReporter reporter) {
        RawClient slow = join(receiveBuffer, "{}");
        ticks(200);
        wakes(reporter, slow, 50);
    }

    @Test
    void whoAcknowledgesHasNoMoreOldStatesThanTheWindow(TestReporter reporter) {
        RawClient slow = join(0, ACKS);
        for (int i = 0; i < 20; i++) {
            acknowledge(slow, slow.next("$state"));
        }
        ticks(200);
        long window =
                100 + room.players().iterator().next().roundTrip().smoothed().toMillis();
        // Three ticks more, and what was on its way.
        wakes(reporter, slow, (int) (window * RATE / 1000) + 3 + 10);
    }

    @Test
    void whoNeverAcknowledgesGetsFewerStatesAndIsGivenUp(TestReporter reporter) {
        List<Long> other = follow(join(0, ACKS));
        long start = System.nanoTime();
        RawClient mute = join(0, ACKS);
        assertThat(mute.closeCode()).isEqualTo(4008);
        reporter.publishEntry("states without acknowledgement", "" + mute.heard("$state"));
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(4500), Duration.ofMillis(8000));
        assertThat(mute.heard("$state")).isBetween(5, 5 * RATE / 2);
        other.clear();
        eventually(() -> assertThat(other).hasSizeGreaterThan(25));
    }

    @Test
    void aStalledClientIsClosedWithinASecond() throws Exception {
        within(A_SECOND_OR_SO, () -> {
            closes.clear();
            RawClient slow = join(2048, "{}");
            murmur(slow);
            ticks(100);
            Player<?> player = room.players().iterator().next();
            long start = System.nanoTime();
            player.kick("too slow");
            eventually(() -> assertThat(room.players()).isEmpty());
            eventually(() -> assertThat(closes).containsExactly(4003));
            return Timed.since(start);
        });
    }

    @Test
    void aServerWithStalledClientsEndsWithinASecond() throws Exception {
        within(A_SECOND_OR_SO, () -> {
            listen();
            closes.clear();
            for (int i = 0; i < 5; i++) {
                join(2048, "{}");
            }
            ticks(100);
            Duration took = Timed.of(server::disposeNow);
            assertThat(closes).hasSize(5).containsOnly(1001);
            return took;
        });
    }
}
