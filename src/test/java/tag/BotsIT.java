package tag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.playflux.client.GameClient;
import dev.playflux.server.RunningServer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import site.ExampleServer;

/** The bots on a real server. */
@Timeout(60)
class BotsIT {
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
    void theyKeepTheFirstCompanyLeaveAsOthersComeAndKeepNoRoomOpen() {
        GameClient ada = join("Ada");
        awaitBots(ada, 3);
        GameClient bob = join("Bob");
        assertThat(bob.room()).isEqualTo(ada.room());
        awaitBots(ada, 2);
        bob.closeNow();
        awaitBots(ada, 3);
        ada.closeNow();
        await().atMost(Duration.ofSeconds(20)).until(() -> server.rooms().isEmpty());
    }

    @Test
    void theyRun() {
        GameClient ada = join("Ada");
        awaitBots(ada, 3);
        Tag start = ada.state(Tag.class);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> ada.state(Tag.class).runners().entrySet().stream()
                        .filter(runner -> runner.getValue().bot())
                        .allMatch(runner -> start.runners()
                                        .get(runner.getKey())
                                        .at()
                                        .distance(runner.getValue().at())
                                > 50));
        ada.closeNow();
    }

    private GameClient join(String name) {
        return GameClient.create()
                .uri("ws://localhost:" + server.port() + "/play")
                .game("tag")
                .options(new Join(name, false))
                .connectNow();
    }

    private static void awaitBots(GameClient client, int number) {
        await().atMost(Duration.ofSeconds(20)).until(() -> bots(client.state(Tag.class)) == number);
    }

    private static long bots(Tag tag) {
        return tag == null ? 0 : tag.runners().size() - tag.people();
    }
}
