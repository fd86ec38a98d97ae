package desktop;

import com.badlogic.gdx.graphics.Color;
import java.util.List;

/** The colours of the page, of which the window is the twin. */
final class Look {
    static final Color OUTSIDE = Color.valueOf("9cbf86");
    static final Color INK = Color.valueOf("1d2b24");
    static final Color SOFT = Color.valueOf("4a5b51");
    static final Color PAPER = Color.valueOf("fffdf7f0");
    static final Color WHITE = Color.WHITE;
    static final Color IT = Color.valueOf("de4a3f");
    static final Color IT_DARK = Color.valueOf("c8372d");
    static final Color YOU = Color.valueOf("2756c5");
    static final Color SHIELD = Color.valueOf("3f9fe0");
    static final Color SAFE = Color.valueOf("1f5fa8");
    static final Color GOLD = Color.valueOf("ffd45e");
    static final Color GOOD = Color.valueOf("2c9a57");
    static final Color BAD = Color.valueOf("d98a00");

    private static final List<Color> RUNNERS = List.of(
            Color.valueOf("3a6fe0"),
            Color.valueOf("8a5be8"),
            Color.valueOf("e39a12"),
            Color.valueOf("12939f"),
            Color.valueOf("d8559c"),
            Color.valueOf("5f6f7e"),
            Color.valueOf("8b5e3c"),
            Color.valueOf("b0479a"),
            Color.valueOf("2a8c8c"),
            Color.valueOf("6c7f1d"));

    private Look() {}

    /** A runner's own: the first from a place on, given by its id, that nobody has. */
    static Color unlike(List<Color> taken, String id) {
        int start = Math.floorMod(id.hashCode(), RUNNERS.size());
        for (int i = 0; i < RUNNERS.size(); i++) {
            Color colour = RUNNERS.get((start + i) % RUNNERS.size());
            if (!taken.contains(colour)) {
                return colour;
            }
        }
        return RUNNERS.get(start);
    }

    static Color faint(Color colour, double alpha) {
        return new Color(colour.r, colour.g, colour.b, (float) Math.max(0, Math.min(1, alpha)));
    }
}
