package dev.playflux.acceptance;

import static dev.playflux.testing.Timed.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playflux.client.GameClient;
import dev.playflux.client.GameLoop;
import dev.playflux.room.Game;
import dev.playflux.room.Room;
import dev.playflux.server.GameServer;
import dev.playflux.server.LocalAddress;
import dev.playflux.server.LocalAddresses;
import dev.playflux.server.RunningServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;

/** A game's own thread waits for a state, holds one while others come, and a host finds the addresses to invite to. */
@Timeout(60)
class A14WaitingIT {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration IN_TIME = Duration.ofMillis(3500);

    /** Two numbers that are always equal, and what players said. */
    record Twins(long left, long right, Map<String, Integer> said) {
        Twins next() {
            Map<String, Integer> more = new TreeMap<>(said);
            more.merge("next", 1, Integer::sum);
            return new Twins(left + 1, right + 1, more);
        }

        /** The third of the numbers, in a map that a patch might have changed. */
        long third() {
            return said.getOrDefault("next", 0);
        }

        Twins say(String word) {
            Map<String, Integer> more = new TreeMap<>(said);
            more.merge(word, 1, Integer::sum);
            return new Twins(left, right, more);
        }
    }

    record Say(String word) {}

    private RunningServer server;
    private GameClient client;
    private GameLoop loop;

    @BeforeEach
    void play() throws TimeoutException {
        server = GameServer.create()
                .port(0)
                .game(Game.named("twins", () -> new Twins(0, 0, Map.of()))
                        .tickRate(60)
                        .on(Say.class, (twins, player, say) -> {
                            player.send("heard", say.word());
                            return twins.say(say.word());
                        }))
                .bindNow();
        client = connect("127.0.0.1");
        loop = client.loop();
        loop.waitUntil(Twins.class, twins -> true, SOON);
    }

    private GameClient connect(String host) {
        return GameClient.create()
                .uri("ws://" + host + ":" + server.port() + "/play")
                .connectNow();
    }

    @AfterEach
    void end() {
        client.closeNow();
        server.disposeNow();
    }

    @SuppressWarnings("unchecked") // the only game
    private Room<Twins> room() {
        return (Room<Twins>) server.rooms().iterator().next();
    }

    @Test
    void whatWasSentIsWaitedForOnTheThreadThatPumps() throws TimeoutException {
        List<String> heard = new ArrayList<>();
        loop.on("heard", String.class, heard::add);
        loop.send(new Say("ada"));
        assertThat(loop.waitUntil(Twins.class, twins -> !heard.isEmpty(), SOON)).isSameAs(loop.state(Twins.class));
        assertThat(loop.<Twins, Integer>tryTo(
                        Twins.class,
                        twins -> Objects.requireNonNull(twins.said().get("ada")),
                        SOON))
                .isEqualTo(1);
        assertThat(loop.<Twins, Integer>tryTo(Twins.class, twins -> twins.said().get("bob"), SOON))
                .as("null is a result")
                .isNull();
    }

    @Test
    void aConditionThatHoldsBeforeTheTimeIsOverIsNeverATimeOut() throws TimeoutException {
        for (int i = 0; i < 20; i++) {
            // Nothing happens meanwhile: what it waits for is there, but nobody says so.
            long due = System.nanoTime() + Duration.ofMillis(20).toNanos();
            loop.waitUntil(Twins.class, twins -> System.nanoTime() >= due, Duration.ofMillis(30));
            long again = System.nanoTime() + Duration.ofMillis(20).toNanos();
            assertThat(loop.<Twins, String>tryTo(
                            Twins.class,
                            twins -> {
                                if (System.nanoTime() < again) {
                                    throw new IllegalStateException("not yet");
                                }
                                return "there";
                            },
                            Duration.ofMillis(30)))
                    .isEqualTo("there");
        }
    }

    @Test
    void aWaitSleepsAndEndsInTime(TestReporter reporter) {
        AtomicInteger looks = new AtomicInteger();
        long start = System.nanoTime();
        assertThatThrownBy(
                        () -> loop.waitUntil(Twins.class, twins -> looks.incrementAndGet() < 0, Duration.ofMillis(500)))
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("500 ms");
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        reporter.publishEntry("looks in half a second, ms", looks + ", " + took.toMillis());
        assertThat(took).isBetween(Duration.ofMillis(500), Duration.ofSeconds(3));
        assertThat(looks).as("a state comes once a second when nothing changes").hasValueLessThan(8);
    }

    @Test
    void anotherThreadWaitsWhileThisOnePumps() throws Exception {
        Thread here = Thread.currentThread();
        List<Thread> threads = new ArrayList<>();
        loop.on("heard", String.class, word -> threads.add(Thread.currentThread()));
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Future<Twins> found = other.submit(() -> {
                loop.send(new Say("there"));
                return loop.waitUntil(Twins.class, twins -> twins.said().containsKey("there"), SOON);
            });
            long end = System.nanoTime() + SOON.toNanos();
            while ((!found.isDone() || threads.isEmpty()) && System.nanoTime() < end) {
                loop.pump();
                LockSupport.parkNanos(1_000_000);
            }
            assertThat(found.get(10, TimeUnit.SECONDS).said()).containsEntry("there", 1);
            assertThat(threads).containsExactly(here);
        } finally {
            other.shutdownNow();
        }
    }

    @Test
    void snapshotsStayWhatTheyAreWhileAThousandUpdatesASecondCome(TestReporter reporter) throws Exception {
        within(IN_TIME, () -> updated(reporter, 2000));
    }

    /** Holds what it sees of some updates, one each millisecond, and returns how long it took until it saw the last. */
    private Duration updated(TestReporter reporter, int updates) throws TimeoutException {
        AtomicInteger made = new AtomicInteger();
        long start = System.nanoTime();
        Disposable updating = Schedulers.parallel()
                .schedulePeriodically(
                        () -> {
                            while (made.get() < Math.min(updates, (System.nanoTime() - start) / 1_000_000)) {
                                made.incrementAndGet();
                                room().update(Twins::next);
                            }
                        },
                        1,
                        1,
                        TimeUnit.MILLISECONDS);
        try {
            List<Twins> held = new ArrayList<>();
            List<Long> numbers = new ArrayList<>();
            long slowest = 0;
            Twins shown = Objects.requireNonNull(loop.state(Twins.class));
            long all = shown.left() + updates;
            while (shown.left() < all && System.nanoTime() - start < SOON.toNanos()) {
                assertThat(loop.state(Twins.class))
                        .as("the same until the next pump")
                        .isSameAs(shown);
                loop.pump();
                long before = System.nanoTime();
                shown = Objects.requireNonNull(loop.state(Twins.class));
                slowest = Math.max(slowest, System.nanoTime() - before);
                assertThat(shown.left()).isEqualTo(shown.right()).isEqualTo(shown.third());
                held.add(shown);
                numbers.add(shown.left());
                LockSupport.parkNanos(3_000_000);
            }
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            assertThat(shown.left()).as("all of them, in the end").isEqualTo(all);
            assertThat(numbers).isSorted();
            assertThat(held)
                    .extracting(Twins::third)
                    .as("none has changed since")
                    .isEqualTo(numbers);
            assertThat(numbers.stream().distinct().count()).as("states seen").isGreaterThan(10);
            reporter.publishEntry(
                    "ms, states seen, slowest look in µs",
                    took.toMillis() + ", " + numbers.stream().distinct().count() + ", " + slowest / 1000);
            return took;
        } finally {
            updating.dispose();
        }
    }

    @Test
    void everyAddressOfTheHostLeadsToItsGame() {
        List<LocalAddress> addresses = LocalAddresses.all();
        assertThat(addresses)
                .extracting(LocalAddress::text)
                .doesNotHaveDuplicates()
                .contains("127.0.0.1");
        assertThat(addresses)
                .filteredOn(address -> address.text().equals("127.0.0.1"))
                .allMatch(LocalAddress::loopback);
        for (LocalAddress address : addresses) {
            GameClient guest =
                    GameClient.create().uri(address.uri(server.port())).connectNow();
            assertThat(guest.player()).as(address.text()).isNotNull();
            guest.closeNow();
        }
    }
}
