package dev.playflux.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.client.GameClient;
import dev.playflux.client.GameConnector;
import dev.playflux.message.NetworkConditions;
import dev.playflux.testing.Stage;
import dev.playflux.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which states a client gets that acknowledges what it has, however far it is and however narrow its line. */
class FlowControlTest {

    /** All of it is new in every tick; when it was made, in nanoseconds. */
    record Flood(long tick, long at, String filling) {}

    /** A state that arrived: its tick, how old it was, and how old it might have been. */
    private record Arrival(long tick, Duration age, Duration window) {}

    private final List<Arrival> arrivals = new ArrayList<>();
    private @Nullable Stage stage;

    @AfterEach
    void close() {
        if (stage != null) {
            stage.close();
        }
    }

    private Game<Flood> game(int rate, int bytes) {
        String filling = "x".repeat(bytes);
        return Game.named("flood", () -> new Flood(0, 0, ""))
                .tickRate(rate)
                .onTick((flood, tick) -> new Flood(tick.number(), now(), tick.number() + filling));
    }

    private long now() {
        return stage == null ? 0 : stage.clock.now(TimeUnit.NANOSECONDS);
    }

    private GameClient join(Stage stage, int rate) {
        return join(stage, stage.client(), rate);
    }

    private GameClient join(Stage stage, GameConnector connector, int rate) {
        List<GameClient> joined = new ArrayList<>();
        connector.connect().subscribe(joined::add);
        stage.pass(Duration.ofSeconds(1));
        GameClient client = joined.get(0);
        client.states(Flood.class).subscribe(flood -> {
            Duration window = Duration.ofNanos(100_000_000 + 3_000_000_000L / rate)
                    .plus(stage.room().players().iterator().next().roundTrip().smoothed());
            arrivals.add(new Arrival(flood.tick, Duration.ofNanos(now() - flood.at), window));
        });
        return client;
    }

    private List<Long> left() {
        List<Long> left = new ArrayList<>();
        for (int i = 1; i < arrivals.size(); i++) {
            for (long tick = arrivals.get(i - 1).tick + 1; tick < arrivals.get(i).tick; tick++) {
                left.add(tick);
            }
        }
        return left;
    }

    @ParameterizedTest
    @CsvSource({"20,2", "20,100", "60,2", "60,100", "240,2", "240,100"})
    void whoKeepsUpGetsEveryTick(int rate, int roundTrip) {
        Stage stage = Stage.of(game(rate, 1000));
        this.stage = stage;
        stage.network.latency(Duration.ofNanos(roundTrip * 500_000L));
        join(stage, rate);
        stage.pass(Duration.ofSeconds(10));
        assertThat(arrivals).hasSizeGreaterThan(9 * rate);
        assertThat(left()).as("ticks left out").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 60, 240})
    void whoStoodStillForAWhileSoonGetsEveryTickAgain(int rate) {
        Stage stage = Stage.of(game(rate, 1000));
        this.stage = stage;
        stage.network.latency(Duration.ofMillis(50));
        join(stage, rate);
        stage.network.stalled(true);
        stage.pass(Duration.ofSeconds(2));
        stage.network.stalled(false);
        stage.pass(Duration.ofSeconds(3));
        arrivals.clear();
        stage.pass(Duration.ofSeconds(3));
        assertThat(left()).as("ticks left out").isEmpty();
    }

    /** Over 64 kbit/s a state of 400 bytes takes a tick to come, one of 2000 nearly a window. */
    @ParameterizedTest
    @CsvSource({
        "200,true", "500,true", "700,true", "1000,true", "1500,true",
        "200,false", "500,false", "700,false", "1000,false", "1500,false"
    })
    void aNarrowLineGetsFewerAndFreshStates(int bytes, boolean atServer, TestReporter reporter) {
        Stage stage = Stage.over(network -> atServer ? narrow(network, true) : network, game(20, bytes));
        this.stage = stage;
        stage.network.latency(Duration.ofMillis(10));
        join(stage, atServer ? stage.client() : stage.client().transport(narrow(stage.network, false)), 20);
        stage.pass(Duration.ofSeconds(10)); // until it has been found out
        arrivals.clear();
        stage.pass(Duration.ofSeconds(60));
        List<Duration> ages = arrivals.stream().map(Arrival::age).sorted().toList();
        reporter.publishEntry("states", String.valueOf(arrivals.size()));
        reporter.publishEntry("middle and oldest", ages.get(ages.size() / 2) + ", " + ages.get(ages.size() - 1));
        int fit = 60 * 64_000 / 8 / (bytes + 60);
        assertThat(arrivals).hasSizeGreaterThan(Math.min(60 * 20, fit) * 6 / 10);
        assertThat(arrivals).allSatisfy(arrival -> assertThat(arrival.age).isLessThanOrEqualTo(arrival.window));
    }

    /** A line that carries 64 kbit/s to the client: the server's end knows that, or the client's, which the server must find out. */
    private static Transport narrow(Transport network, boolean server) {
        NetworkConditions narrow = NetworkConditions.none().bandwidth(8000);
        NetworkConditions wide = NetworkConditions.none();
        return Transport.impaired(network, 1).conditions(server ? narrow : wide, server ? wide : narrow);
    }
}
