package chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.playflux.client.GameClient;
import dev.playflux.server.RunningServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import people.Join;
import site.ExampleServer;

/** A talk on a real server. */
@Timeout(60)
class ChatIT {
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
    void twoTalkAndAThirdReadsItAll() {
        long before = System.currentTimeMillis();
        GameClient ada = join("Ada");
        GameClient bob = join("Bob");
        say(ada, "Hello Bob");
        say(bob, "Hello Ada 👋");
        say(ada, "<b>Bye</b>");
        ada.closeNow();
        await().atMost(SOON).until(() -> chat(bob).people().size() == 1);
        GameClient cleo = join("Cleo");
        await().atMost(SOON)
                .until(() -> chat(cleo).lines().size() == 7 && chat(cleo).equals(chat(bob)));
        assertThat(chat(cleo).people()).hasSize(2);
        assertThat(chat(cleo).lines().stream().map(line -> line.kind() + " " + line.name() + " " + line.text()))
                .containsExactly(
                        "JOINED Ada ",
                        "JOINED Bob ",
                        "SAID Ada Hello Bob",
                        "SAID Bob Hello Ada 👋",
                        "SAID Ada <b>Bye</b>",
                        "LEFT Ada ",
                        "JOINED Cleo ");
        List<Long> times = chat(cleo).lines().stream().map(Line::at).toList();
        assertThat(times).isSorted().allMatch(at -> at >= before && at <= System.currentTimeMillis());
        List.of(bob, cleo).forEach(GameClient::closeNow);
    }

    private GameClient join(String name) {
        GameClient client = GameClient.create()
                .uri("ws://localhost:" + server.port() + "/play")
                .game("chat")
                .options(new Join(name))
                .connectNow();
        await().atMost(SOON).until(() -> client.state(Chat.class) != null);
        return client;
    }

    private static void say(GameClient client, String text) {
        client.deliver(new ChatGame.Say(text)).block(SOON);
    }

    private static Chat chat(GameClient client) {
        return client.state(Chat.class);
    }
}
