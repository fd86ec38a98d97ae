package dev.playflux.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.action.Actions;
import dev.playflux.connection.Connection;
import dev.playflux.message.CloseReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same answers where connections are streams. */
class WrongThingsWithoutRoomsIT extends SocketTest {
    private RunningServer server;
    private RawClient client;

    @BeforeEach
    void join() {
        server = serve(GameServer.create()
                .handle(Actions.on(
                        Board.Say.class,
                        (connection, says) -> says.doOnNext(say -> connection.send("said", say.text())))));
        client = closing(RawClient.welcome(server.port()));
    }

    @AfterEach
    void theNextOneIsServed() {
        stillThere(closing(RawClient.welcome(server.port())));
    }

    private static void stillThere(RawClient client) {
        client.say(Board.say("still there"));
        assertThat(client.next("said").path("data").asString()).isEqualTo("still there");
    }

    @Test
    void theWelcomeHasNoRoom() {
        assertThat(client.welcome().propertyNames())
                .contains("session", "limits")
                .doesNotContain("player", "room", "game", "tick", "tickMs");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nonsense | bad_message",
                "{\"action\":\"nope\"} | unknown_action",
                "{\"action\":\"$welcome\"} | reserved_action",
                "{\"action\":\"$nope\"} | reserved_action",
                "{\"action\":\"say\"} | bad_data",
                "{\"action\":\"say\",\"data\":{\"text\":5}} | bad_data",
                "{\"action\":\"say\",\"data\":{\"text\":5},\"seq\":1} | bad_data",
                "{\"action\":\"$ping\"} | bad_data",
                "{\"action\":\"$ack\",\"data\":5} | bad_data",
                "{\"action\":\"$ack\",\"data\":{\"tick\":-1}} | bad_data",
            })
    void whatIsWrongIsRefused(String message, String code) {
        client.say(message);
        assertThat(client.refusal().code()).isEqualTo(code);
        stillThere(client);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"action\":\"$hello\"}",
                "{\"action\":\"$ack\",\"data\":{\"tick\":1}}",
                "{\"action\":\"$ack\",\"data\":{\"seq\":1}}",
                "{\"action\":\"say\",\"data\":{\"text\":\"a\"},\"seq\":2}"
            })
    void whatBreaksTheProtocolIsClosed(String message) {
        client.say(message);
        assertThat(client.closeCode()).isEqualTo(1002);
        eventually(() -> assertThat(server.connections().open()).isEmpty());
    }

    @Test
    void whatFollowsAHelloIsHandledInOrder() {
        RawClient hasty = closing(RawClient.silent(server.port()));
        hasty.say("[{\"action\":\"$hello\"}," + Board.say("1") + ",{\"action\":\"nope\"}," + Board.say("2") + "]");
        assertThat(hasty.next().path("action").asString()).isEqualTo("$welcome");
        assertThat(hasty.next("said").path("data").asString()).isEqualTo("1");
        assertThat(hasty.next("said").path("data").asString()).isEqualTo("2");
    }

    @Test
    void whoSaysByeIsGone() {
        client.say("{\"action\":\"$bye\"}");
        assertThat(client.closeCode()).isEqualTo(1000);
        eventually(() -> assertThat(server.connections().open()).isEmpty());
    }

    @Test
    void whatIsSentBeforeACloseArrivesBeforeIt() {
        Connection connection = connection();
        List<Boolean> accepted = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            accepted.add(connection.send("news", i));
        }
        connection.close(new CloseReason(4003, "enough"));
        assertThat(accepted).containsOnly(true);
        for (int i = 0; i < 100; i++) {
            assertThat(client.next("news").path("data").asInt()).isEqualTo(i);
        }
        assertThat(client.closeCode()).isEqualTo(4003);
        assertThat(connection.closed().block(Duration.ofSeconds(10)).code()).isEqualTo(4003);
        eventually(() -> assertThat(connection.send("news", "too late")).isFalse());
    }

    private Connection connection() {
        eventually(() -> assertThat(server.connections().open()).hasSize(1));
        return server.connections().open().iterator().next();
    }
}
