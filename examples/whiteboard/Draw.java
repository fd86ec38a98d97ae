package whiteboard;

import dev.playflux.message.Refused;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a stroke, on its way from the hand that draws it.
 *
 * @param stroke which one, counted by whoever draws it: the same number goes on with it, a higher one begins another
 * @param path x, y, x, y …
 */
record Draw(int stroke, Stroke.Colour colour, Stroke.Nib nib, List<@Nullable Integer> path) {
    /** Points of one piece. */
    static final int MOST_POINTS = 64;

    void check() {
        int size = path.size();
        Refused.unless(stroke > 0, "bad_stroke", "Strokes are counted from 1, this was " + stroke);
        Refused.unless(
                size > 0 && size % 2 == 0, "bad_path", "A path has two numbers for each point, this had " + size);
        Refused.unless(size <= 2 * MOST_POINTS, "too_many_points", "A piece has at most " + MOST_POINTS + " points");
        for (int i = 0; i < size; i += 2) {
            Integer x = path.get(i);
            Integer y = path.get(i + 1);
            Refused.unless(x != null && y != null, "bad_path", "A path is of numbers");
            new Point(x, y, true).check();
        }
    }
}
