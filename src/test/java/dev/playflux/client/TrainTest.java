package dev.playflux.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.codec.Codec;
import dev.playflux.testing.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Client and server together, on a network in memory that is cut at random moments. */
class TrainTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aPlayerOnATrainLosesTheConnectionFortyTimesAndNoMessage(long seed) {
        Train train = new Train(5000);
        try (Stage stage = Stage.of(train.game())) {
            ride(seed, train, stage, () -> {});
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6})
    void soDoesAClientOfAServerWithoutRooms(long seed) {
        Train train = new Train(5000);
        try (Stage stage = Stage.of(server -> server.handle(train.actions()).grace(Duration.ofMinutes(2)))) {
            stage.server.connections().joined().subscribe(connection -> train.joined(connection.id()));
            ride(seed, train, stage, () -> train.tell(stage.server.connections()));
        }
    }

    private static void ride(long seed, Train train, Stage stage, Runnable everyStep) {
        Random random = new Random(seed);
        stage.network.latency(Duration.ofMillis(random.nextInt(50)));
        List<GameClient> clients = new ArrayList<>();
        stage.client()
                .codec(random.nextBoolean() ? Codec.cbor() : Codec.json())
                .random(new SplittableRandom(seed))
                .timeout(Duration.ofMinutes(10))
                .connect()
                .subscribe(client -> {
                    train.aboard(client);
                    clients.add(client);
                });
        stage.pass(Duration.ofMillis(200));
        GameClient ada = clients.get(0);
        for (int step = 0; !train.arrived(); step++) {
            assertThat(step).as("seed %d: %s", seed, train).isLessThan(100_000);
            for (int i = random.nextInt(4); i > 0; i--) {
                train.send(ada);
            }
            everyStep.run();
            if (random.nextInt(train.connected() ? 25 : 300) == 0) {
                stage.network.cut();
            }
            stage.pass(Duration.ofMillis(random.nextInt(60)));
        }
        train.check("seed " + seed);
        assertThat(train.returns()).isGreaterThan(40);
        assertThat(train.late()).isLessThan(train.numbers / 10);
        assertThat(stage.faults).isEmpty();
    }
}
