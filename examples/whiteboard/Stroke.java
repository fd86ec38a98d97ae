package whiteboard;

import dev.playflux.state.Id;
import java.util.ArrayList;
import java.util.List;

/**
 * A line that somebody has drawn.
 *
 * @param number of all strokes, from 1
 * @param by the id of who has drawn it
 * @param own its number among those of who has drawn it
 * @param path x, y, x, y …
 */
public record Stroke(@Id long number, String by, int own, Colour colour, Nib nib, List<Integer> path) {
    /** The board's width; its points are whole numbers. */
    static final int WIDTH = 4000;

    /** The board's height. */
    static final int HEIGHT = 3000;

    /** Points of a stroke. */
    static final int LONGEST = 2000;

    /** What one can draw with. */
    public enum Colour {
        INK,
        RED,
        ORANGE,
        YELLOW,
        GREEN,
        TEAL,
        BLUE,
        PURPLE
    }

    /** How wide. */
    public enum Nib {
        THIN,
        THICK
    }

    /** Not to be changed from outside. */
    public Stroke {
        path = List.copyOf(path);
    }

    static boolean onBoard(int x, int y) {
        return x >= 0 && x <= WIDTH && y >= 0 && y <= HEIGHT;
    }

    int points() {
        return path.size() / 2;
    }

    Stroke longer(List<Integer> more) {
        List<Integer> all = new ArrayList<>(path);
        all.addAll(more);
        return new Stroke(number, by, own, colour, nib, all);
    }
}
