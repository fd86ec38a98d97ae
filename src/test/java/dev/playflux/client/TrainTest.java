package dev.playflux.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.codec.Codec;
import dev.playflux.testing.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Client and server together, on a network in memory that is cut at random moments, whatever is on its way:
 * {@code -Dplayflux.cuts=1000}.
 */
class TrainTest {
    private static final int SEEDS = 4;
    private static final int CUTS = Integer.getInteger("playflux.cuts", 200) / SEEDS;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, SEEDS})
    void aPlayerOnATrainLosesTheConnectionFiftyTimesAndNoMessage(long seed, TestReporter reporter) {
        Train train = new Train();
        try (Stage stage = Stage.of(train.game())) {
            ride(seed, train, stage, reporter, () -> {});
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6})
    void soDoesAClientOfAServerWithoutRooms(long seed, TestReporter reporter) {
        Train train = new Train();
        try (Stage stage = Stage.of(server -> server.handle(train.actions()).grace(Duration.ofMinutes(2)))) {
            stage.server.connections().joined().subscribe(connection -> train.joined(connection.id()));
            ride(seed, train, stage, reporter, () -> train.tell(stage.server.connections()));
        }
    }

    private static void ride(long seed, Train train, Stage stage, TestReporter reporter, Runnable everyStep) {
        Random random = new Random(seed);
        stage.network.latency(Duration.ofMillis(random.nextInt(50)));
        List<GameClient> clients = new ArrayList<>();
        stage.client()
                .codec(seed % 2 == 0 ? Codec.cbor() : Codec.json())
                .random(new SplittableRandom(seed))
                .timeout(Duration.ofMinutes(10))
                .connect()
                .subscribe(client -> {
                    train.aboard(client);
                    clients.add(client);
                });
        stage.pass(Duration.ofMillis(200));
        int cuts = 0;
        for (int step = 0; !train.arrived(); step++) {
            assertThat(step).as("seed %d: %s", seed, train).isLessThan(500 * CUTS + 5000);
            for (int i = random.nextInt(4); i > 0; i--) {
                train.send(clients.get(0));
            }
            everyStep.run();
            if (cuts == CUTS) {
                train.last();
            } else if (random.nextInt(train.connected() ? 25 : 300) == 0) {
                stage.network.cut();
                cuts++;
            }
            stage.pass(Duration.ofMillis(random.nextInt(60)));
        }
        train.check("seed " + seed);
        reporter.publishEntry("seed " + seed, cuts + " cuts; " + train);
        assertThat(train.returns()).isGreaterThan(CUTS / 2);
        assertThat(train.late()).isLessThan(train.messages() / 10);
        assertThat(stage.faults).isEmpty();
    }
}
