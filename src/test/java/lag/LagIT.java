package lag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.playflux.client.GameClient;
import dev.playflux.server.RunningServer;
import java.time.Duration;
import java.util.List;
import lag.LagGame.Echo;
import lag.LagGame.Worsen;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import people.Join;
import site.ExampleServer;

/** Two lines to a real server, one of which gets worse. */
@Timeout(60)
class LagIT {
    private static final Duration SOON = Duration.ofSeconds(10);

    private RunningServer server;

    @BeforeEach
    void serve() {
        server = ExampleServer.start(0);
    }

    @AfterEach
    void stop() {
        server.disposeNow();
    }

    @Test
    void oneLineGetsWorseAndBothSeeIt() {
        GameClient ada = join("Ada");
        GameClient bob = join("Bob");
        assertThat(measured(ada).figures().p50()).isLessThan(150);
        ada.deliver(new Worsen(160, 0)).block(SOON);
        assertThat(measured(ada).figures().p50()).isBetween(160.0, 1000.0);
        assertThat(measured(bob).figures().p50()).isLessThan(150);
        await().atMost(SOON).until(() -> lines(bob).lines().equals(lines(ada).lines()));
        assertThat(seen(bob, ada).latency()).isEqualTo(160);
        assertThat(seen(ada, bob).latency()).isZero();
        ada.closeNow();
        await().atMost(SOON).until(() -> lines(bob).lines().size() == 1);
        bob.closeNow();
    }

    private GameClient join(String name) {
        GameClient client = GameClient.create()
                .uri("ws://localhost:" + server.port() + "/play")
                .game("lag")
                .options(new Join(name))
                .connectNow();
        await().atMost(SOON).until(() -> client.state(Lag.Lines.class) != null);
        return client;
    }

    /** Sends messages there and back until those of before do not count any more for the half. */
    private static Lag.Seen measured(GameClient client) {
        int before = seen(client, client).figures().count();
        List<Double> last = List.of();
        for (int i = 0; i < before + 5; i++) {
            long start = System.nanoTime();
            client.ask(new Echo(last), Object.class).block(SOON);
            last = List.of((System.nanoTime() - start) / 1e6);
        }
        await().atMost(SOON).until(() -> seen(client, client).figures().count() == Math.min(Line.KEPT, 2 * before + 4));
        return seen(client, client);
    }

    private static Lag.Seen seen(GameClient by, GameClient of) {
        return lines(by).lines().get(of.player());
    }

    private static Lag.@Nullable Lines lines(GameClient client) {
        return client.state(Lag.Lines.class);
    }
}
