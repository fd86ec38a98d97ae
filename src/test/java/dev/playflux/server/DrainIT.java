package dev.playflux.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.room.Game;
import dev.playflux.transport.RawSocket;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** What a load balancer and those who come meanwhile see of a server that ends. */
class DrainIT extends SocketTest {

    private static HttpResponse<String> health(int port) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health"))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void healthSaysSoAtOnceAndSocketsAreTakenUntilNobodyIsLeftToComeBack() throws Exception {
        Sinks.Empty<Void> saved = Sinks.empty();
        RunningServer server = serve(GameServer.create()
                .game(Game.named("match", () -> 0).maxPlayers(200).onClose((state, room) -> saved.asMono())));
        int port = server.port();
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            clients.add(closing(RawClient.welcome(port)));
        }
        assertThat(health(port).statusCode()).isEqualTo(200);
        Mono<Void> drained = server.drain(Duration.ofMillis(300));
        HttpResponse<String> draining = health(port);
        assertThat(draining.statusCode()).isEqualTo(503);
        assertThat(draining.body()).contains("\"status\":\"draining\"");
        try (RawSocket raw = new RawSocket(port)) {
            assertThat(raw.upgrade("/play", RawSocket.KEY, "Sec-WebSocket-Version: 13")
                            .status())
                    .isEqualTo(101);
        }
        saved.tryEmitEmpty();
        List<Integer> statuses = new ArrayList<>();
        eventually(() -> {
            try (RawSocket raw = new RawSocket(port)) {
                statuses.add(raw.upgrade("/play", RawSocket.KEY, "Sec-WebSocket-Version: 13")
                        .status());
            }
            assertThat(statuses).contains(503);
        });
        drained.block(Duration.ofSeconds(10));
        for (RawClient client : clients) {
            assertThat(client.closeCode()).isEqualTo(1012);
        }
    }
}
