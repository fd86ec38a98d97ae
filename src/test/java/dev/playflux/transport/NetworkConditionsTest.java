package dev.playflux.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playflux.message.CloseReason;
import dev.playflux.message.Limits;
import dev.playflux.message.NetworkConditions;
import dev.playflux.message.PlayfluxException;
import dev.playflux.metrics.Metrics;
import dev.playflux.testing.LastMoment;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;
import reactor.test.scheduler.VirtualTimeScheduler;

/** What each condition does to a line, to the nanosecond. */
@Timeout(20)
class NetworkConditionsTest {
    private static final NetworkConditions NONE = NetworkConditions.none();
    private static final Endpoint ENDPOINT = new Endpoint(
            "memory",
            1,
            "/play",
            List.of("playflux.v1.json"),
            Set.of(),
            Limits.DEFAULTS.withMessageBytes(100_000),
            Map.of(),
            routes -> {},
            () -> new Endpoint.Health(true, true, () -> "{}"),
            Metrics.NONE);

    private static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }

    /** A line whose client's end has conditions. */
    private static final class Line {
        final VirtualTimeScheduler clock = VirtualTimeScheduler.create();
        final ImpairedTransport clients;
        final Link client;
        final Link server;
        final Ear atClient = new Ear();
        final Ear atServer = new Ear();

        Line(long seed, NetworkConditions up, NetworkConditions down) {
            MemoryTransport network = Transport.memory(clock);
            clients = new ImpairedNetwork(network, seed, () -> clock);
            List<Link> links = new ArrayList<>();
            network.listen(ENDPOINT, link -> {
                        links.add(link);
                        link.open(atServer);
                    })
                    .subscribe();
            clients.connect(URI.create("ws://memory:1/play"), "playflux.v1.json")
                    .subscribe(links::add);
            clock.advanceTime();
            server = links.get(0);
            client = links.get(1);
            client.open(atClient);
            clients.conditions(up, down);
            clock.advanceTime();
        }

        void send(Link from, int bytes) {
            from.loop().execute(() -> {
                from.write(List.of("x".repeat(bytes).getBytes(UTF_8)));
                from.flush();
            });
            clock.advanceTime();
        }

        void pass(Duration time) {
            clock.advanceTimeBy(time);
        }

        /** What a line hears, and when. */
        final class Ear implements Receiver {
            final List<Long> arrivals = new ArrayList<>();
            final List<Integer> sizes = new ArrayList<>();
            final List<Duration> pongs = new ArrayList<>();
            final List<CloseReason> closes = new ArrayList<>();
            int expected = -1;

            @Override
            public void message(byte[] bytes, boolean text) {
                arrivals.add(clock.now(TimeUnit.NANOSECONDS));
                sizes.add(bytes.length);
            }

            @Override
            public void turnEnded() {}

            @Override
            public void pong(long nanos) {
                pongs.add(Duration.ofNanos(nanos));
            }

            @Override
            public void closed(CloseReason reason) {
                closes.add(reason);
            }

            int heard() {
                return sizes.size() + pongs.size();
            }

            List<Duration> times() {
                return arrivals.stream().map(Duration::ofNanos).toList();
            }
        }
    }

    @Test
    void aLinkIsKnownFromItsOpeningOn() {
        Line line = new Line(1, NONE, NONE);
        List<Link> second = new ArrayList<>();
        line.clients
                .connect(URI.create("ws://memory:1/play"), "playflux.v1.json")
                .subscribe(second::add);
        line.pass(Duration.ZERO);
        assertThat(((ImpairedNetwork) line.clients).open()).isEqualTo(1);
        line.clients.conditions(NONE.latency(millis(70)), NONE);
        second.get(0).open(line.atClient);
        line.send(second.get(0), 10);
        assertThat(((ImpairedNetwork) line.clients).open()).isEqualTo(2);
        assertThat(line.atServer.arrivals).isEmpty();
        line.pass(millis(70));
        assertThat(line.atServer.times()).containsExactly(millis(70));
    }

    @Test
    void nothingWaitsForALinkThatHasEnded() {
        Line line = new Line(1, NONE.silence(), NONE.silence());
        line.client.close(CloseReason.DONE);
        line.pass(Duration.ofSeconds(2));
        assertThat(line.atClient.closes).containsExactly(CloseReason.DONE);
        line.server.close(CloseReason.LOST);
        line.pass(Duration.ofSeconds(1));
        long tasks = line.clock.getScheduledTaskCount();
        line.pass(Duration.ofMinutes(1));
        assertThat(line.clock.getScheduledTaskCount())
                .as("the tasks of a minute more")
                .isEqualTo(tasks);
    }

    @Test
    void whoOpensALinkThatHasEndedOnASilentLineHearsSoOnce() {
        Line line = new Line(1, NONE, NONE);
        List<Link> links = new ArrayList<>();
        line.clients
                .connect(URI.create("ws://memory:1/play"), "playflux.v1.json")
                .subscribe(links::add);
        line.clock.advanceTime();
        Link late = links.get(0);
        late.conditions(NONE.silence(), NONE.silence());
        late.close(CloseReason.DONE);
        line.pass(Duration.ofSeconds(2));
        Line.Ear ear = line.new Ear();
        late.open(ear);
        line.clock.advanceTime();
        assertThat(ear.closes).containsExactly(CloseReason.DONE);
        line.pass(Duration.ofMinutes(1));
        assertThat(ear.closes).containsExactly(CloseReason.DONE);
        assertThat(((ImpairedNetwork) line.clients).open()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10})
    void whoClosesFromAnotherThreadHearsNothingMoreFromThenOn(int latency) {
        Set<Integer> before = new HashSet<>();
        for (int hops = 0; hops < 12; hops++) {
            Line line = new Line(1, NONE, NONE.latency(millis(latency)));
            Line.Ear ear = line.atClient;
            Runnable close = () -> {
                line.client.close(CloseReason.DONE);
                before.add(ear.heard());
                ear.expected = ear.heard();
            };
            int moment = hops;
            Scheduler.Worker worker = line.clock.createWorker();
            worker.schedule(() -> {
                worker.schedule(() -> after(worker, moment, close), latency, TimeUnit.MILLISECONDS);
                line.client.loop().execute(line.client::ping);
                line.send(line.server, 1);
            });
            line.pass(Duration.ofSeconds(2));
            assertThat(ear.heard()).as("closed at moment " + hops).isEqualTo(ear.expected);
        }
        assertThat(before).contains(0, 2);
    }

    private static void after(Scheduler.Worker worker, int hops, Runnable task) {
        worker.schedule(hops == 0 ? task : () -> after(worker, hops - 1, task), 0, TimeUnit.NANOSECONDS);
    }

    @Test
    void latencyIsWhatEveryMessageTakes() {
        Line line = new Line(1, NONE.latency(millis(70)), NONE.latency(millis(20)));
        line.send(line.client, 10);
        line.pass(millis(5));
        line.send(line.client, 10);
        line.send(line.server, 10);
        line.pass(millis(100));
        assertThat(line.atServer.times()).containsExactly(millis(70), millis(75));
        assertThat(line.atClient.times()).containsExactly(millis(25));
    }

    @Test
    void signsOfLifeTravelTheSameLine() {
        Line line = new Line(1, NONE.latency(millis(70)), NONE.latency(millis(20)));
        line.server.loop().execute(line.server::ping);
        line.client.loop().execute(line.client::ping);
        line.pass(millis(89));
        assertThat(line.atServer.pongs).isEmpty();
        line.pass(millis(1));
        assertThat(line.atServer.pongs).containsExactly(millis(90));
        assertThat(line.atClient.pongs).containsExactly(millis(90));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void jitterSpreadsTheDelaysAndKeepsTheOrder(long seed) {
        Line line = new Line(seed, NONE.latency(millis(50)).jitter(millis(40)), NONE);
        int[] sent =
                IntStream.range(0, 500).map(i -> i % 7 == 0 ? 100 : 1 + i % 90).toArray();
        List<Long> delays = new ArrayList<>();
        for (int i = 0; i < sent.length; i++) {
            line.send(line.client, sent[i]);
            line.pass(millis(100)); // Far enough apart that none waits for another.
            delays.add(line.atServer.arrivals.get(i) - i * millis(100).toNanos());
        }
        assertThat(line.atServer.sizes)
                .containsExactlyElementsOf(IntStream.of(sent).boxed().toList());
        assertThat(delays)
                .allSatisfy(delay -> assertThat(delay)
                        .isBetween(millis(50).toNanos(), millis(90).toNanos()));
        double mean = delays.stream().mapToLong(delay -> delay).average().orElseThrow();
        assertThat(mean).as("mean with seed " + seed).isBetween(68e6, 72e6);
        line.pass(millis(1000));
        for (int size : sent) {
            line.send(line.client, size);
            line.pass(millis(3)); // And now so near that each is in danger of overtaking.
        }
        line.pass(millis(1000));
        assertThat(line.atServer.sizes.subList(500, 1000))
                .containsExactlyElementsOf(IntStream.of(sent).boxed().toList());
        assertThat(line.atServer.arrivals).isSorted();
    }

    @Test
    void theSameSeedMakesTheSameDelaysAndAnotherOneOthers() {
        List<Long> once = arrivals(42);
        assertThat(arrivals(42)).isEqualTo(once);
        assertThat(arrivals(43)).isNotEqualTo(once);
    }

    private static List<Long> arrivals(long seed) {
        Line line = new Line(seed, NetworkConditions.awful(), NetworkConditions.mobile());
        for (int i = 0; i < 200; i++) {
            line.send(line.client, 50 + i);
            line.send(line.server, 3000);
            line.pass(millis(20));
        }
        line.pass(Duration.ofSeconds(10));
        assertThat(line.atServer.arrivals).hasSize(200);
        assertThat(line.atClient.arrivals).hasSize(200);
        List<Long> both = new ArrayList<>(line.atServer.arrivals);
        both.addAll(line.atClient.arrivals);
        return both;
    }

    @Test
    void linksOfOneTransportHaveDelaysOfTheirOwn() {
        Line line = new Line(1, NONE.jitter(millis(50)), NONE);
        List<Link> second = new ArrayList<>();
        line.clients
                .connect(URI.create("ws://memory:1/play"), "playflux.v1.json")
                .subscribe(second::add);
        line.pass(millis(1));
        second.get(0).open(line.atClient);
        for (int i = 0; i < 20; i++) {
            line.client.loop().execute(line.client::ping);
            second.get(0).loop().execute(second.get(0)::ping);
            line.pass(millis(100));
        }
        assertThat(line.atClient.pongs).hasSize(40).doesNotHaveDuplicates();
    }

    /** Losses and their bursts, as the chain of Gilbert and Elliott makes them. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void lossesComeInBurstsOfTheLengthAndShareAskedFor(long seed) {
        Course course = new Course(new SplittableRandom(seed));
        course.change(NONE.stalls(0.05, 4, millis(1)));
        int lost = 0;
        int bursts = 0;
        boolean before = false;
        int segments = 400_000;
        for (int i = 0; i < segments; i++) {
            long now = i * millis(10).toNanos();
            boolean late = course.arrival(now, 100) > now;
            lost += late ? 1 : 0;
            bursts += late && !before ? 1 : 0;
            before = late;
        }
        assertThat((double) lost / segments).as("share with seed " + seed).isBetween(0.047, 0.053);
        assertThat((double) lost / bursts).as("burst with seed " + seed).isBetween(3.8, 4.2);
    }

    @Test
    void aLongMessageIsLateWhenAnyOfItsSegmentsIsLost() {
        Course course = new Course(new SplittableRandom(1));
        course.change(NONE.stalls(0.05, 1, millis(1)));
        int late = 0;
        for (int i = 0; i < 1000; i++) {
            late += course.arrival(i, 100 * Course.SEGMENT) > i ? 1 : 0;
        }
        assertThat(late).as("but for one in 169").isBetween(980, 999);
    }

    @Test
    void everythingBehindALostSegmentWaitsForIt() {
        Line line = new Line(3, NONE.latency(millis(10)).stalls(0.02, 1, millis(300)), NONE);
        for (int i = 0; i < 200; i++) {
            line.send(line.client, 10);
            line.pass(millis(5));
        }
        line.pass(Duration.ofSeconds(2));
        List<Long> delays = IntStream.range(0, 200)
                .mapToObj(i -> line.atServer.arrivals.get(i) - i * millis(5).toNanos())
                .toList();
        assertThat(line.atServer.arrivals).hasSize(200).isSorted();
        assertThat(delays).contains(millis(10).toNanos(), millis(310).toNanos());
        assertThat(delays)
                .allSatisfy(delay -> assertThat(delay)
                        .isBetween(millis(10).toNanos(), millis(310).toNanos()));
        // Whatever was sent in the 300 ms behind a lost one came together with it.
        Map<Long, Long> together = line.atServer.arrivals.stream().collect(groupingBy(at -> at, counting()));
        assertThat(together.values()).anyMatch(count -> count > 10);
    }

    @Test
    void aNarrowLineTakesTimeForEachByteAndSaysHowMuchWaits() {
        Line line = new Line(1, NONE.bandwidth(1000), NONE);
        line.send(line.client, 96);
        line.send(line.client, 196);
        assertThat(line.client.waiting()).isEqualTo(300);
        line.pass(millis(100));
        assertThat(line.client.waiting()).isEqualTo(200);
        line.pass(millis(200));
        assertThat(line.client.waiting()).isZero();
        assertThat(line.atServer.times()).containsExactly(millis(100), millis(300));
    }

    @Test
    void aNarrowLineIsUnwritableWhileSixteenKilobytesWait() {
        Line line = new Line(1, NONE.bandwidth(10_000), NONE);
        assertThat(line.client.writable()).isTrue();
        line.send(line.client, 20_000);
        assertThat(line.client.writable()).isFalse();
        line.pass(millis(350));
        assertThat(line.client.writable()).isFalse();
        line.pass(millis(20));
        assertThat(line.client.writable()).isTrue();
        assertThat(line.atServer.sizes).isEmpty();
        line.pass(Duration.ofSeconds(2));
        assertThat(line.atServer.sizes).containsExactly(20_000);
    }

    @Test
    void whatComesIsReadNoMoreThanAWindowAheadSoThatTheOtherEndSeesASlowLine() {
        Line line = new Line(1, NONE, NONE.bandwidth(10_000));
        for (int i = 0; i < 30; i++) {
            line.send(line.server, 10_000);
        }
        assertThat(line.server.writable()).isFalse();
        assertThat(line.server.waiting()).isGreaterThan(100_000);
        line.pass(Duration.ofSeconds(31));
        assertThat(line.server.waiting()).isZero();
        assertThat(line.atClient.sizes).hasSize(30);
    }

    @Test
    void whatIsOnItsWayFollowsAChangeAndComesNoLaterForIt() {
        Line line = new Line(1, NONE.latency(Duration.ofSeconds(10)), NONE);
        line.send(line.client, 1);
        line.pass(millis(100));
        line.clients.conditions(NONE.latency(millis(50)), NONE);
        line.send(line.client, 2);
        line.pass(millis(49));
        line.clients.conditions(NONE.latency(millis(500)), NONE);
        line.send(line.client, 3);
        line.pass(Duration.ofSeconds(1));
        assertThat(line.atServer.sizes).containsExactly(1, 2, 3);
        assertThat(line.atServer.times()).containsExactly(millis(150), millis(150), millis(649));
    }

    /** Three messages each way, of 10 bytes and 4 of framing. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLineIsCutAtEveryByteOfAnExchange(boolean upwards) {
        for (int at = 0; at <= 45; at++) {
            NetworkConditions cut = NONE.latency(millis(5)).cut(at);
            Line line = upwards ? new Line(1, cut, NONE) : new Line(1, NONE, cut);
            Link from = upwards ? line.client : line.server;
            Line.Ear to = upwards ? line.atServer : line.atClient;
            for (int i = 0; i < 3; i++) {
                line.send(from, 10);
            }
            line.pass(millis(50));
            assertThat(to.sizes).as("whole messages before byte %s", at).hasSize(Math.min(3, at / 14));
            boolean open = at > 3 * 14;
            assertThat(line.atClient.closes)
                    .as("cut at %s", at)
                    .hasSize(open ? 0 : 1)
                    .allMatch(CloseReason.LOST::equals);
            assertThat(line.atServer.closes)
                    .as("cut at %s", at)
                    .hasSize(open ? 0 : 1)
                    .allMatch(CloseReason.LOST::equals);
        }
    }

    @Test
    void aCutCountsFromTheChangeAndHoldsForEachConnection() {
        Line line = new Line(1, NONE, NONE);
        line.send(line.client, 996);
        line.clients.conditions(NONE.cut(1000), NONE);
        line.send(line.client, 995);
        assertThat(line.atServer.closes).isEmpty();
        line.send(line.client, 1);
        assertThat(line.atServer.closes).containsExactly(CloseReason.LOST);
        assertThat(line.atServer.sizes).containsExactly(996, 995);
    }

    @Test
    void aSilentLineKeepsWhatIsSentAndNobodyIsTold() {
        Line line = new Line(1, NONE, NONE);
        line.clients.conditions(NONE.silence(), NONE);
        line.send(line.client, 1);
        line.send(line.server, 2);
        line.client.loop().execute(line.client::ping);
        line.pass(Duration.ofSeconds(100));
        assertThat(line.atServer.sizes).isEmpty();
        assertThat(line.atClient.sizes).containsExactly(2);
        assertThat(line.atClient.pongs).isEmpty();
        assertThat(line.atServer.closes).isEmpty();
        line.clients.conditions(NONE, NONE);
        line.pass(millis(1));
        assertThat(line.atServer.sizes).containsExactly(1);
        assertThat(line.atClient.pongs).containsExactly(Duration.ofSeconds(100));
    }

    @Test
    void aSilentLineFillsUpAndIsUnwritableThen() {
        Line line = new Line(1, NONE.silence(), NONE);
        for (int i = 0; i < 100; i++) {
            line.send(line.client, 996);
        }
        assertThat(line.client.waiting()).isEqualTo(100_000 - Lane.WINDOW);
        assertThat(line.client.writable()).isFalse();
    }

    @Test
    void whoClosesOnASilentLineHasEndedAndTheOtherEndHearsOfItMuchLater() {
        Line line = new Line(1, NONE.silence(), NONE.silence());
        line.client.close(CloseReason.DONE);
        line.pass(millis(1100));
        assertThat(line.atClient.closes).containsExactly(CloseReason.DONE);
        line.pass(Duration.ofSeconds(29));
        assertThat(line.atServer.closes).isEmpty();
        line.pass(Duration.ofSeconds(2));
        assertThat(line.atServer.closes).containsExactly(CloseReason.LOST);
        assertThat(line.atClient.closes).hasSize(1);
    }

    @Test
    void aCloseTravelsBehindWhatWasSentAndTakesItsTime() {
        Line line = new Line(1, NONE.latency(Duration.ofSeconds(3)), NONE.latency(Duration.ofSeconds(2)));
        line.send(line.client, 1);
        line.client.close(CloseReason.DONE);
        line.send(line.server, 1);
        line.pass(millis(2999));
        assertThat(line.atServer.closes).isEmpty();
        line.pass(millis(1));
        assertThat(line.atServer.sizes).containsExactly(1);
        assertThat(line.atServer.closes).containsExactly(CloseReason.DONE);
        assertThat(line.atClient.sizes).as("what comes after a close").isEmpty();
    }

    @Test
    void aCloseArrivesHoweverLongTheNarrowLineTakesForWhatIsInFrontOfIt() {
        CloseReason kicked = new CloseReason(4003, "x");
        Line line = new Line(1, NONE, NONE);
        line.clients.conditions(NONE.bandwidth(10_000).latency(millis(200)), NONE);
        line.send(line.client, 29_996);
        line.client.close(kicked);
        line.pass(millis(3199));
        assertThat(line.atServer.closes).isEmpty();
        line.pass(millis(1));
        assertThat(line.atServer.sizes).containsExactly(29_996);
        assertThat(line.atServer.closes).containsExactly(kicked);
        assertThat(line.atClient.closes).containsExactly(kicked);
    }

    @Test
    void aCloseDoesNotWaitForEverBehindWhatALineHasNoTimeFor() {
        Line line = new Line(1, NONE.bandwidth(1), NONE);
        line.send(line.client, 10_000);
        line.client.close(CloseReason.DONE);
        line.pass(millis(30_999));
        assertThat(line.atClient.closes).isEmpty();
        line.pass(millis(1));
        assertThat(line.atClient.closes).containsExactly(CloseReason.DONE);
        assertThat(line.atServer.closes).containsExactly(CloseReason.LOST);
    }

    @Test
    void aLinkThatHasEndedIsKnownNoMore() {
        Line line = new Line(1, NONE, NONE);
        assertThat(((ImpairedNetwork) line.clients).open()).isEqualTo(1);
        line.server.close(CloseReason.DONE);
        line.pass(millis(1));
        assertThat(line.atClient.closes).containsExactly(CloseReason.DONE);
        assertThat(((ImpairedNetwork) line.clients).open()).isZero();
    }

    @Test
    void aLaneForgetsTheBytesOfWhatItDrops() {
        VirtualTimeScheduler clock = VirtualTimeScheduler.create();
        List<String> arrived = new ArrayList<>();
        Lane.Turn nobody = new Lane.Turn() {
            @Override
            public void arrived() {
                arrived.add("turn");
            }

            @Override
            public void cut() {
                arrived.add("cut");
            }
        };
        Lane lane = new Lane(new MemoryLoop(clock), clock, new Course(new SplittableRandom(1)), nobody);
        lane.change(NONE.latency(millis(10)));
        lane.add(Lane.WINDOW + 1000, () -> arrived.add("first"));
        assertThat(lane.waiting()).isEqualTo(1000);
        lane.drop();
        assertThat(lane.queued()).isZero();
        assertThat(lane.waiting()).isZero();
        lane.add(5, () -> arrived.add("second"));
        assertThat(lane.queued()).isEqualTo(5);
        clock.advanceTimeBy(millis(10));
        assertThat(arrived).containsExactly("second", "turn");
        assertThat(lane.queued()).isZero();
    }

    @Test
    void aConnectionIsMadeAfterALatencyOfBothDirectionsAndNeverOnASilentLine() {
        Line line = new Line(1, NONE, NONE);
        line.clients.conditions(NONE.latency(millis(70)), NONE.latency(millis(20)));
        List<Object> heard = new ArrayList<>();
        line.clients
                .connect(URI.create("ws://memory:1/play"), "playflux.v1.json")
                .subscribe(heard::add, heard::add);
        line.pass(millis(89));
        assertThat(heard).isEmpty();
        line.pass(millis(1));
        assertThat(heard).hasSize(1).allMatch(Link.class::isInstance);
        line.clients.conditions(NONE, NONE.silence());
        line.clients
                .connect(URI.create("ws://memory:1/play"), "playflux.v1.json")
                .subscribe(heard::add, heard::add);
        line.pass(Duration.ofSeconds(5));
        assertThat(heard.get(1)).isInstanceOf(PlayfluxException.class);
        assertThat((PlayfluxException) heard.get(1)).hasMessageContaining("did not answer within 5 s");
    }

    @Test
    void oneLineBehindAnotherIsAsBadAsBoth() {
        NetworkConditions both = NONE.latency(millis(10))
                .jitter(millis(5))
                .stalls(0.1, 2, millis(300))
                .bandwidth(5000)
                .and(NONE.latency(millis(20))
                        .jitter(millis(1))
                        .stalls(0.2, 3, millis(200))
                        .cut(9)
                        .silence());
        assertThat(both.latency()).isEqualTo(millis(30));
        assertThat(both.jitter()).isEqualTo(millis(6));
        assertThat(both.stalls().share()).isBetween(0.2799, 0.2801);
        assertThat(both.stalls().burst()).isEqualTo(3);
        assertThat(both.stalls().pause()).isEqualTo(millis(300));
        assertThat(both.bytesPerSecond()).isEqualTo(5000);
        assertThat(both.cutAfter()).isEqualTo(9);
        assertThat(both.silent()).isTrue();
        assertThat(NONE.and(NetworkConditions.awful())).isEqualTo(NetworkConditions.awful());
    }

    @Test
    void nonsenseIsRefusedWithWhatWasWrong() {
        assertThatThrownBy(() -> NONE.latency(millis(-1))).hasMessage("latency is from nothing to PT1M, was PT-0.001S");
        assertThatThrownBy(() -> NONE.jitter(Duration.ofDays(1))).hasMessageStartingWith("jitter is from nothing");
        assertThatThrownBy(() -> NONE.stalls(0.6, 1, millis(1))).hasMessage("a share of losses is 0 to 0.5, was 0.6");
        assertThatThrownBy(() -> NONE.stalls(Double.NaN, 1, millis(1))).hasMessageEndingWith("was NaN");
        assertThatThrownBy(() -> NONE.stalls(0.1, 0.5, millis(1))).hasMessageEndingWith("was 0.5");
        assertThatThrownBy(() -> NONE.bandwidth(0)).hasMessageContaining("see silence()");
        assertThatThrownBy(() -> NONE.cut(-1)).hasMessageEndingWith("was -1");
    }

    @Test
    void aLinkWithoutConditionsSaysWhatToDo() {
        Line line = new Line(1, NONE, NONE);
        assertThatThrownBy(() -> line.server.conditions(NONE, NONE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Transport.impaired(transport, seed)");
    }

    /** Of a link that nobody takes the network below knows; one that it has handed on would be nobody's. */
    @Test
    void aSlowLineHandsOnTheLinkThatItHasEvenIfTheConnectIsCancelledInThatMoment() {
        VirtualTimeScheduler clock = VirtualTimeScheduler.create();
        MemoryTransport network = Transport.memory(clock);
        network.listen(ENDPOINT, link -> {}).subscribe();
        ImpairedTransport clients = new ImpairedNetwork(network, 1, () -> clock);
        clients.conditions(NONE.latency(millis(10)), NONE);
        Disposable.Swap connecting = Disposables.swap();
        List<Link> taken = new ArrayList<>();
        LastMoment.filtered(Link.class, connecting::dispose);
        int times;
        try {
            connecting.update(clients.connect(URI.create("ws://memory:1/play"), "playflux.v1.json")
                    .doOnNext(taken::add)
                    .subscribe());
            clock.advanceTimeBy(millis(10));
        } finally {
            times = LastMoment.over();
        }
        assertThat(times).isEqualTo(1);
        assertThat(taken).hasSize(1);
    }
}
