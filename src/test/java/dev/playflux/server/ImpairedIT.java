package dev.playflux.server;

import static dev.playflux.testing.Timed.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.client.GameClient;
import dev.playflux.message.NetworkConditions;
import dev.playflux.room.Player;
import dev.playflux.testing.Timed;
import dev.playflux.transport.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** Latency, jitter and stalls on real sockets, at the server for one player and at a client. */
class ImpairedIT extends SocketTest {
    private static final long SEED = 5;
    private static final NetworkConditions NONE = NetworkConditions.none();
    private static final NetworkConditions SLOW =
            NONE.latency(Duration.ofMillis(40)).jitter(Duration.ofMillis(20));

    private final Queue<String> notes = new ConcurrentLinkedQueue<>();

    private RunningServer serve() {
        return serve(GameServer.create()
                .transport(Transport.impaired(Transport.webSocket(), SEED))
                .game(Board.GAME.run("note", String.class, (player, note) -> notes.add(note))));
    }

    private GameClient join(RunningServer server, Transport transport) {
        GameClient client = GameClient.create()
                .uri("ws://127.0.0.1:" + server.port() + "/play")
                .transport(transport)
                .connectNow();
        closing(client::closeNow);
        return client;
    }

    private static Player<?> player(RunningServer server, GameClient client) {
        return server.rooms().iterator().next().players().stream()
                .filter(player -> player.id().equals(client.player()))
                .findFirst()
                .orElseThrow();
    }

    private static long shortest(GameClient client) {
        return IntStream.range(0, 5)
                .mapToLong(i -> client.ping().block(Duration.ofSeconds(10)).toMillis())
                .min()
                .orElseThrow();
    }

    @Test
    void oneOfTwoPlayersIsSlowAndBothAreServed(TestReporter reporter) {
        RunningServer server = serve();
        GameClient ada = join(server, Transport.webSocket());
        GameClient bob = join(server, Transport.webSocket());
        player(server, ada).network(SLOW, SLOW);
        eventually(() -> assertThat(shortest(ada)).isBetween(80L, 1000L));
        long near = shortest(bob);
        reporter.publishEntry("shortest round trip of who is not slowed down", near + " ms");
        assertThat(near).isLessThan(80);
        player(server, ada).network(NONE, NONE);
        eventually(() -> assertThat(shortest(ada)).isLessThan(80));
    }

    @Test
    void aSlowLineWithStallsLosesNothingAndKeepsTheOrder() {
        RunningServer server = serve();
        NetworkConditions bad = SLOW.stalls(0.2, 2, Duration.ofMillis(60));
        GameClient ada =
                join(server, Transport.impaired(Transport.webSocket(), SEED).conditions(bad, bad));
        List<String> sent = IntStream.range(0, 100).mapToObj(i -> "n" + i).toList();
        sent.forEach(note -> ada.deliver("note", note).subscribe());
        eventually(() -> assertThat(notes).as("seed " + SEED).containsExactlyElementsOf(sent));
        // The server's PING and its answer travel the same line.
        eventually(() -> assertThat(player(server, ada).roundTrip().least()).isGreaterThan(Duration.ofMillis(80)));
    }

    @Test
    void aServerThatStopsClosesItsSlowClientsAtOnce() throws Exception {
        within(Duration.ofSeconds(3), this::stopsWithASlowClient);
    }

    private Duration stopsWithASlowClient() {
        RunningServer server = serve();
        GameClient ada = join(server, Transport.webSocket());
        player(server, ada).network(SLOW.latency(Duration.ofSeconds(30)), SLOW.latency(Duration.ofSeconds(30)));
        ada.send("note", "on its way");
        Duration took = Timed.of(server::disposeNow);
        eventually(
                () -> assertThat(ada.status().blockFirst(Duration.ofSeconds(1)).toString())
                        .contains("Reconnecting"));
        return took;
    }
}
