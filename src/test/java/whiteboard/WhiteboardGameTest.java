package whiteboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.testing.GameTest;
import dev.playflux.testing.Match;
import dev.playflux.testing.TestPlayer;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import tools.jackson.databind.ObjectMapper;

/** The whiteboard as its clients meet it: over the wire, in virtual time. */
@Timeout(60)
class WhiteboardGameTest {

    @Test
    void aLateJoinerSeesTheDrawingAndWhoPointsWhere() {
        play(match -> {
                    TestPlayer ada = match.join("Ada");
                    ada.deliver(draw(1, 10, 10, 20, 20));
                    ada.deliver(draw(1, 30, 30));
                    ada.input(new Point(30, 30, true));
                    return Mono.delay(Duration.ofSeconds(1))
                            .flatMapMany(later ->
                                    match.join("Bob").states(Board.class).take(1));
                })
                .thenAwait(Duration.ofSeconds(2))
                .assertNext(board -> {
                    assertThat(board.strokes())
                            .extracting(Stroke::path)
                            .containsExactly(List.of(10, 10, 20, 20, 30, 30));
                    assertThat(board.artists().values())
                            .containsExactlyInAnyOrder(new Artist("Ada", true, 30, 30), new Artist("Bob", false, 0, 0));
                })
                .expectComplete()
                .verify(Duration.ofSeconds(10));
    }

    @Test
    void manyPlacesInATickAreOne() {
        play(match -> {
                    TestPlayer ada = match.join("Ada");
                    TestPlayer bob = match.join("Bob");
                    for (int step = 0; step < 300; step++) {
                        int x = step;
                        Mono.delay(Duration.ofMillis(step)).subscribe(now -> ada.input(new Point(x, 1, true)));
                    }
                    return bob.states(Board.class)
                            .map(board -> board.artists().get(ada.id()))
                            .map(Artist::x)
                            .distinctUntilChanged()
                            .takeUntil(x -> x == 299)
                            .count();
                })
                .thenAwait(Duration.ofSeconds(1))
                .assertNext(places -> assertThat(places).isBetween(6L, 12L))
                .expectComplete()
                .verify(Duration.ofSeconds(10));
    }

    @Test
    void undoneIsUndoneForAll() {
        play(match -> {
                    TestPlayer ada = match.join("Ada");
                    TestPlayer bob = match.join("Bob");
                    return ada.deliver(draw(1, 1, 1))
                            .then(Mono.defer(() -> bob.deliver(draw(1, 2, 2))))
                            .then(Mono.defer(() -> ada.deliver(draw(2, 3, 3))))
                            .then(Mono.defer(() -> ada.deliver(new WhiteboardGame.Undo())))
                            .then(Mono.delay(Duration.ofMillis(100)))
                            .map(later -> List.of(paths(ada), paths(bob)));
                })
                .thenAwait(Duration.ofSeconds(2))
                .expectNext(List.of("[[1, 1], [2, 2]]", "[[1, 1], [2, 2]]"))
                .expectComplete()
                .verify(Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bad_data|{'stroke': 1, 'colour': 'MAUVE', 'nib': 'THIN', 'path': [1, 1]}",
                "bad_data|{'stroke': 1, 'colour': 0, 'nib': 'THIN', 'path': [1, 1]}",
                "bad_data|{'stroke': 1, 'colour': 'INK', 'nib': 99, 'path': [1, 1]}",
                "bad_data|{'stroke': 1, 'colour': 'INK', 'nib': 'THIN', 'path': [1.5, 1]}",
                "bad_data|{'stroke': 1, 'colour': 'INK', 'nib': 'THIN', 'path': ['NaN', 1]}",
                "bad_data|{'stroke': 1, 'colour': 'INK', 'nib': 'THIN', 'path': [99999999999, 1]}",
                "bad_data|{'stroke': 1, 'colour': 'INK', 'nib': 'THIN', 'path': 'everywhere'}",
                "bad_data|{'stroke': 1, 'colour': 'INK', 'nib': 'THIN', 'path': null}",
                "bad_data|{'stroke': 1, 'colour': 'INK', 'nib': 'THIN'}",
                "bad_data|{'stroke': 9999999999, 'colour': 'INK', 'nib': 'THIN', 'path': [1, 1]}",
                "bad_path|{'stroke': 1, 'colour': 'INK', 'nib': 'THIN', 'path': [null, 1]}",
                "bad_path|{'stroke': 1, 'colour': 'INK', 'nib': 'THIN', 'path': []}",
                "off_board|{'stroke': 1, 'colour': 'INK', 'nib': 'THIN', 'path': [1, -1]}",
                "bad_stroke|{'stroke': -1, 'colour': 'INK', 'nib': 'THIN', 'path': [1, 1]}"
            })
    void whatIsNoPieceIsRefusedAndDrawsNothing(String code, String data) {
        assertRefused("draw", data, code);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bad_data|{'x': 'NaN', 'y': 1, 'on': true}",
                "bad_data|{'x': 1e300, 'y': 1, 'on': true}",
                "bad_data|{'x': 1}",
                "bad_data|[1, 1, true]",
                "off_board|{'x': 1, 'y': 4000, 'on': true}"
            })
    void whatIsNoPlaceIsRefused(String code, String data) {
        assertRefused("point", data, code);
    }

    @Test
    void thereIsNothingToUndoOnAnEmptyBoard() {
        assertRefused("undo", "{}", "nothing_to_undo");
    }

    @Test
    void whoLosesTheConnectionPointsNowhereAndGoesOnWithTheStroke() {
        play(match -> {
                    TestPlayer ada = match.join("Ada");
                    TestPlayer bob = match.join("Bob");
                    ada.deliver(draw(1, 1, 1));
                    ada.input(new Point(1, 1, true));
                    Mono.delay(Duration.ofSeconds(1)).subscribe(later -> {
                        ada.drop();
                        ada.deliver(draw(1, 2, 2));
                    });
                    return bob.states(Board.class)
                            .filter(board -> board.artists().size() == 2
                                    && !board.strokes().isEmpty())
                            .map(board -> board.artists().get(ada.id()).pointing() + " "
                                    + board.strokes().get(0).path())
                            .distinctUntilChanged()
                            .take(3);
                })
                .thenAwait(Duration.ofSeconds(5))
                .expectNext("true [1, 1]", "false [1, 1]", "false [1, 1, 2, 2]")
                .expectComplete()
                .verify(Duration.ofSeconds(10));
    }

    private static void assertRefused(String action, String data, String code) {
        Object read = new ObjectMapper().readValue(data.replace('\'', '"'), Object.class);
        play(match -> {
                    TestPlayer ada = match.join("Ada");
                    ada.client().send(action, read);
                    return ada.errors()
                            .next()
                            .delayElement(Duration.ofMillis(100))
                            .map(failure -> failure.code() + " " + paths(ada));
                })
                .thenAwait(Duration.ofSeconds(1))
                .expectNext(code + " []")
                .expectComplete()
                .verify(Duration.ofSeconds(10));
    }

    private static String paths(TestPlayer player) {
        Board board = player.state(Board.class);
        return board == null
                ? "nothing"
                : board.strokes().stream().map(Stroke::path).toList().toString();
    }

    private static Draw draw(int stroke, Integer... path) {
        return new Draw(stroke, Stroke.Colour.INK, Stroke.Nib.THIN, List.of(path));
    }

    private static <T> StepVerifier.FirstStep<T> play(Function<Match<Board>, ? extends Publisher<T>> script) {
        return StepVerifier.withVirtualTime(() -> GameTest.play(WhiteboardGame.game(), script));
    }
}
