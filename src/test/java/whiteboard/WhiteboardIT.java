package whiteboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.playflux.client.GameClient;
import dev.playflux.message.Refused;
import dev.playflux.server.RunningServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import people.Join;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import site.ExampleServer;

/** A drawing on a real server. */
@Timeout(60)
class WhiteboardIT {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int STROKES = 12;
    private static final int PIECES = 5;

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
    void twoDrawAndUndoAtTheSameTimeAndAllSeeTheSameDrawing() {
        GameClient ada = join("Ada");
        GameClient bob = join("Bob");
        Flux.merge(draw(ada, new Random(1)), draw(bob, new Random(2))).blockLast(SOON);
        GameClient cleo = join("Cleo");
        List<GameClient> all = List.of(ada, bob, cleo);
        // Each third stroke was undone.
        await().atMost(SOON)
                .until(() -> all.stream()
                        .allMatch(client -> strokes(client).size() == 2 * STROKES * 2 / 3
                                && strokes(client).equals(strokes(cleo))
                                && strokes(client).stream().allMatch(stroke -> stroke.points() == PIECES * 8)));
        assertThat(strokes(ada)).isEqualTo(strokes(bob)).isEqualTo(strokes(cleo));
        assertThat(strokes(ada)).allSatisfy(stroke -> {
            assertThat(stroke.points()).isEqualTo(PIECES * 8);
            assertThat(stroke.own() % 3).isNotZero();
        });
        assertThat(strokes(ada).stream().filter(stroke -> stroke.by().equals(ada.player())))
                .extracting(Stroke::path)
                .isEqualTo(drawing(new Random(1)));
        all.forEach(GameClient::closeNow);
    }

    @Test
    void aPointerIsSeenByTheOthers() {
        GameClient ada = join("Ada");
        GameClient bob = join("Bob");
        ada.input(new Point(100, 200, true));
        await().atMost(SOON)
                .until(() -> new Artist("Ada", true, 100, 200)
                        .equals(bob.state(Board.class).artists().get(String.valueOf(ada.player()))));
        List.of(ada, bob).forEach(GameClient::closeNow);
    }

    @Test
    void whatIsRefusedIsToldAndChangesNothing() {
        GameClient ada = join("Ada");
        Draw off = new Draw(1, Stroke.Colour.RED, Stroke.Nib.THICK, List.of(1, 1, 9999, 1));
        String code = ada.deliver(off)
                .thenReturn("drawn")
                .onErrorResume(Refused.class, refused -> Mono.just(refused.code()))
                .block(SOON);
        assertThat(code).isEqualTo("off_board");
        assertThat(strokes(ada)).isEmpty();
        ada.closeNow();
    }

    /** Draws, and undoes each third stroke. */
    private static Mono<Void> draw(GameClient client, Random hand) {
        List<Mono<Void>> done = new ArrayList<>();
        for (int stroke = 1; stroke <= STROKES; stroke++) {
            for (int piece = 0; piece < PIECES; piece++) {
                done.add(client.deliver(
                        new Draw(stroke, Stroke.Colour.BLUE, Stroke.Nib.THIN, List.copyOf(piece(hand)))));
            }
            if (stroke % 3 == 0) {
                done.add(client.deliver(new WhiteboardGame.Undo()));
            }
        }
        return Mono.when(done);
    }

    /** What is left of it. */
    private static List<List<Integer>> drawing(Random hand) {
        List<List<Integer>> paths = new ArrayList<>();
        for (int stroke = 1; stroke <= STROKES; stroke++) {
            List<Integer> path = new ArrayList<>();
            for (int piece = 0; piece < PIECES; piece++) {
                path.addAll(piece(hand));
            }
            if (stroke % 3 != 0) {
                paths.add(path);
            }
        }
        return paths;
    }

    private static List<Integer> piece(Random hand) {
        return hand.ints(16, 0, Stroke.HEIGHT + 1).boxed().toList();
    }

    private GameClient join(String name) {
        GameClient client = GameClient.create()
                .uri("ws://localhost:" + server.port() + "/play")
                .game("whiteboard")
                .options(new Join(name))
                .connectNow();
        await().atMost(SOON).until(() -> client.state(Board.class) != null);
        return client;
    }

    private static List<Stroke> strokes(GameClient client) {
        return client.state(Board.class).strokes();
    }
}
