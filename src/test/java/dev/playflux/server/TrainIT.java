package dev.playflux.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.client.GameClient;
import dev.playflux.client.Train;
import dev.playflux.codec.Codec;
import dev.playflux.testing.Tunnel;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Client and server together, over sockets that are cut at random byte positions of either direction: in the upgrade, in the
 * welcome, in the middle of any frame. {@code -Dplayflux.cuts=1000}.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class TrainIT extends SocketTest {
    private static final int SEEDS = 2;
    private static final int CUTS = Integer.getInteger("playflux.cuts", 60) / SEEDS;
    private static final Duration PATIENCE = Duration.ofSeconds(30 + CUTS / 2);

    @ParameterizedTest
    @ValueSource(longs = {1, SEEDS})
    void aPlayerOnATrainLosesTheSocketManyTimesAndNoMessage(long seed, TestReporter reporter) throws IOException {
        Random random = new Random(seed);
        Train train = new Train();
        RunningServer server = serve(GameServer.create().game(train.game().tickRate(60)));
        // At first the client has to come in, and in the end all has to arrive.
        Tunnel[] built = new Tunnel[1];
        Tunnel tunnel = closing(new Tunnel(
                server.port(), () -> train.boarded() && built[0].cuts() < CUTS ? cut(random) : Tunnel.Cut.NEVER));
        built[0] = tunnel;
        GameClient ada = closing(new Closing(GameClient.create()
                        .uri("ws://127.0.0.1:" + tunnel.port() + "/play")
                        .codec(seed % 2 == 0 ? Codec.json() : Codec.cbor())
                        .timeout(Duration.ofMinutes(10))
                        .random(() -> random.nextInt(20)) // comes back soon, so that the test does not take minutes
                        .connectNow()))
                .client();
        train.aboard(ada);
        tunnel.cut();
        long start = System.nanoTime();
        while (!train.arrived() && System.nanoTime() - start < PATIENCE.toNanos()) {
            if (tunnel.cuts() >= CUTS) {
                train.last();
            }
            if (!train.send(ada)) {
                LockSupport.parkNanos(1_000_000);
            }
        }
        String figures = "seed " + seed + ": " + tunnel.cuts() + " cuts in "
                + Duration.ofNanos(System.nanoTime() - start).toMillis() + " ms; " + train;
        reporter.publishEntry("figures", figures);
        assertThat(train.arrived()).as(figures).isTrue();
        train.check("seed " + seed);
        assertThat(tunnel.cuts()).isGreaterThanOrEqualTo(CUTS);
        assertThat(train.returns()).as(figures).isGreaterThan(CUTS / 4);
    }

    /** Every fourth comes before anything of the game went through, the others anywhere. */
    private static synchronized Tunnel.Cut cut(Random random) {
        int bytes = 1 + random.nextInt(random.nextInt(4) == 0 ? 700 : 4000);
        return random.nextBoolean()
                ? new Tunnel.Cut(bytes, Integer.MAX_VALUE, random.nextBoolean())
                : new Tunnel.Cut(Integer.MAX_VALUE, bytes, random.nextBoolean());
    }

    private record Closing(GameClient client) implements AutoCloseable {

        @Override
        public void close() {
            client.closeNow();
        }
    }
}
