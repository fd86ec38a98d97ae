package dev.playflux.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.action.Actions;
import dev.playflux.connection.Connection;
import dev.playflux.message.CloseReason;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What a handler sends before it ends its connection goes out first, on a loop whose turns are longer than a message. */
class PartingIT extends SocketTest {

    private List<String> lastWords(int graceSeconds, Consumer<Connection> parting) {
        int port = serve(GameServer.create()
                        .grace(Duration.ofSeconds(graceSeconds))
                        .handle(Actions.on(
                                "go",
                                String.class,
                                (connection, said) -> said.doOnNext(go -> {
                                    connection.deliver("farewell", go);
                                    parting.accept(connection);
                                }))))
                .port();
        RawClient client = closing(RawClient.welcome(port));
        client.say("{\"action\":\"go\",\"data\":\"now\",\"seq\":1,\"ask\":true}");
        assertThat(client.closeCode()).isEqualTo(1000);
        return client.unread().stream()
                .map((JsonNode envelope) -> envelope.path("action").asString())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 20})
    void whenItCompletesTheOutbound(int graceSeconds) {
        assertThat(lastWords(graceSeconds, connection -> connection.outbound().tryEmitComplete()))
                .containsExactlyInAnyOrder("farewell", "$reply", "$ack");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 20})
    void whenItCloses(int graceSeconds) {
        assertThat(lastWords(graceSeconds, connection -> connection.close(CloseReason.DONE)))
                .containsExactlyInAnyOrder("farewell", "$reply", "$ack");
    }
}
