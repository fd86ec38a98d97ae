package dev.playflux.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.client.GameClient;
import dev.playflux.client.Train;
import dev.playflux.codec.Codec;
import dev.playflux.testing.Tunnel;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Client and server together, over sockets that are cut at random byte positions, in both directions. */
class TrainIT extends SocketTest {
    private static final int NUMBERS = Integer.getInteger("train.numbers", 150);

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void aPlayerOnATrainLosesTheSocketManyTimesAndNoMessage(long seed, TestReporter reporter) throws IOException {
        Random random = new Random(seed);
        Train train = new Train(NUMBERS);
        RunningServer server = serve(GameServer.create().game(train.game()));
        // The first time a client has to come in, and then to hear its welcome now and then.
        Tunnel tunnel =
                closing(new Tunnel(server.port(), () -> train.boarded() ? cut(random) : 3000 + random.nextInt(3000)));
        GameClient ada = closing(new Closing(GameClient.create()
                        .uri("ws://127.0.0.1:" + tunnel.port() + "/play")
                        .codec(seed % 2 == 0 ? Codec.json() : Codec.cbor())
                        .timeout(Duration.ofMinutes(10))
                        .random(() -> random.nextInt(20)) // comes back soon, so that the test does not take minutes
                        .connectNow()))
                .client();
        train.aboard(ada);
        long end = System.nanoTime() + Duration.ofSeconds(90).toNanos();
        while (!train.arrived() && System.nanoTime() < end) {
            if (!train.send(ada)) {
                LockSupport.parkNanos(1_000_000);
            }
        }
        assertThat(train.arrived()).as("seed %d: %s", seed, train).isTrue();
        train.check("seed " + seed);
        reporter.publishEntry("cuts", tunnel.cuts() + ", of which it came back from " + train.returns());
        assertThat(train.returns()).isGreaterThan(NUMBERS / 40);
    }

    private static synchronized int cut(Random random) {
        int bytes = 1 + random.nextInt(3000);
        return random.nextBoolean() ? bytes : -bytes;
    }

    private record Closing(GameClient client) implements AutoCloseable {

        @Override
        public void close() {
            client.closeNow();
        }
    }
}
