package whiteboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static whiteboard.Stroke.Colour.INK;
import static whiteboard.Stroke.Colour.RED;
import static whiteboard.Stroke.Nib.THICK;
import static whiteboard.Stroke.Nib.THIN;

import dev.playflux.message.Refused;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The rules of the whiteboard, as values. */
class BoardTest {
    private static final Board TWO = Board.empty().joined("a", "Ada").joined("b", "Bob");

    @Test
    void aStrokeGrowsByItsPiecesAndKeepsItsLook() {
        Board board = TWO.drawn("a", draw(1, 10, 20)).drawn("a", new Draw(1, RED, THICK, List.of(30, 40, 50, 60)));
        assertThat(board.strokes()).containsExactly(new Stroke(1, "a", 1, INK, THIN, List.of(10, 20, 30, 40, 50, 60)));
    }

    @Test
    void strokesThatAreDrawnAtTheSameTimeDoNotMix() {
        Board board = TWO.drawn("a", draw(1, 1, 1))
                .drawn("b", draw(1, 2, 2))
                .drawn("a", draw(1, 3, 3))
                .drawn("b", draw(1, 4, 4));
        assertThat(board.strokes()).extracting(Stroke::path).containsExactly(List.of(1, 1, 3, 3), List.of(2, 2, 4, 4));
    }

    @Test
    void onesOwnLastStrokeIsUndone() {
        Board board = TWO.drawn("a", draw(1, 1, 1))
                .drawn("a", draw(2, 2, 2))
                .drawn("b", draw(1, 3, 3))
                .undone("a");
        assertThat(board.strokes().stream().map(stroke -> stroke.by() + stroke.own()))
                .containsExactly("a1", "b1");
        assertThat(board.undone("a").strokes()).extracting(Stroke::by).containsExactly("b");
        assertRefused("nothing_to_undo", () -> board.undone("a").undone("a"));
        assertThat(board.drawn("a", draw(3, 4, 4)).strokes())
                .last()
                .extracting(Stroke::number)
                .isEqualTo(4L);
    }

    @Test
    void whatWasDrawnStaysWhenItsArtistLeaves() {
        Board board = TWO.drawn("a", draw(1, 1, 1)).left("a");
        assertThat(board.artists()).containsOnlyKeys("b");
        assertThat(board.strokes()).hasSize(1);
        assertRefused("nothing_to_undo", () -> board.undone("b"));
    }

    @Test
    void aPointerIsWhereItWasPutUntilItIsTakenOff() {
        Board board = TWO.pointed("a", new Point(4000, 3000, true));
        assertThat(board.artists().get("a")).isEqualTo(new Artist("Ada", true, 4000, 3000));
        assertThat(board.unpointed("a").artists().get("a")).isEqualTo(new Artist("Ada", false, 4000, 3000));
        assertThat(board.artists().get("b").pointing()).isFalse();
        assertRefused("off_board", () -> TWO.pointed("a", new Point(4001, 0, true)));
        assertRefused("off_board", () -> TWO.pointed("a", new Point(0, -1, false)));
    }

    @Test
    void whatIsNoPieceIsRefused() {
        Board board = TWO.drawn("a", draw(2, 1, 1));
        assertRefused("bad_stroke", () -> board.drawn("a", draw(0, 1, 1)));
        assertRefused("stroke_over", () -> board.drawn("a", draw(1, 1, 1)));
        assertRefused("bad_path", () -> board.drawn("a", draw(3)));
        assertRefused("bad_path", () -> board.drawn("a", draw(3, 1, 2, 3)));
        assertRefused("bad_path", () -> board.drawn("a", new Draw(3, INK, THIN, Arrays.asList(1, null))));
        assertRefused("off_board", () -> board.drawn("a", draw(3, 1, 2, -1, 4)));
        assertRefused("off_board", () -> board.drawn("a", draw(3, 1, 3001)));
        assertRefused("off_board", () -> board.drawn("a", draw(3, Integer.MAX_VALUE, Integer.MIN_VALUE)));
        List<Integer> many = Collections.nCopies(2 * Draw.MOST_POINTS + 2, 1);
        assertRefused("too_many_points", () -> board.drawn("a", new Draw(3, INK, THIN, new ArrayList<>(many))));
    }

    @Test
    void aStrokeHasAnEnd() {
        Board board = TWO;
        for (int points = 0; points + Draw.MOST_POINTS <= Stroke.LONGEST; points += Draw.MOST_POINTS) {
            board = board.drawn("a", full(1));
        }
        Board longest = board;
        assertRefused("too_long", () -> longest.drawn("a", full(1)));
        assertThat(longest.drawn("a", full(2)).strokes()).hasSize(2);
    }

    @Test
    void theFirstStrokesMakeRoomForMoreOfThem() {
        Board board = TWO;
        for (int stroke = 1; stroke <= Board.MOST_STROKES + 3; stroke++) {
            board = board.drawn("a", draw(stroke, 1, 1));
        }
        assertThat(board.strokes()).hasSize(Board.MOST_STROKES);
        assertThat(board.strokes()).first().extracting(Stroke::number).isEqualTo(4L);
    }

    @Test
    void theFirstStrokesMakeRoomForMorePoints() {
        Board board = TWO.drawn("b", draw(1, 1, 1));
        for (int stroke = 1; stroke <= 500; stroke++) {
            board = board.drawn("a", full(stroke));
        }
        int points = board.strokes().stream().mapToInt(Stroke::points).sum();
        assertThat(points).isBetween(Board.MOST_POINTS - Draw.MOST_POINTS, Board.MOST_POINTS);
        assertThat(board.strokes()).last().extracting(Stroke::own).isEqualTo(500);
        assertThat(board.strokes()).extracting(Stroke::by).doesNotContain("b");
    }

    private static Draw draw(int stroke, Integer... path) {
        return new Draw(stroke, INK, THIN, List.of(path));
    }

    private static Draw full(int stroke) {
        return new Draw(stroke, INK, THIN, List.copyOf(Collections.nCopies(2 * Draw.MOST_POINTS, 7)));
    }

    private static void assertRefused(String code, ThrowingCallable rule) {
        assertThatThrownBy(rule)
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo(code));
    }
}
