package desktop;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tag.Steer;

/** What the pressed keys ask for, and whether the server knows. */
final class Steering {

    /** Where a key leads. */
    enum Way {
        LEFT(-1, 0),
        RIGHT(1, 0),
        UP(0, -1),
        DOWN(0, 1);

        private final int dx;
        private final int dy;

        Way(int dx, int dy) {
            this.dx = dx;
            this.dy = dy;
        }
    }

    private static final Steer NOWHERE = new Steer(0, 0);

    private final Set<Way> pressed = EnumSet.noneOf(Way.class);
    private @Nullable Steer told = NOWHERE;
    private boolean used;

    void press(Way way) {
        used |= pressed.add(way);
    }

    void release(Way way) {
        pressed.remove(way);
    }

    void releaseAll() {
        pressed.clear();
    }

    /** Whether a key has ever been pressed. */
    boolean used() {
        return used;
    }

    /** Ways that contradict each other are none; askew is not faster. */
    Steer wish() {
        int dx = pressed.stream().mapToInt(way -> way.dx).sum();
        int dy = pressed.stream().mapToInt(way -> way.dy).sum();
        double length = Math.max(1, Math.hypot(dx, dy));
        return new Steer(dx / length, dy / length);
    }

    /** What to tell the server: the wish, once. */
    Optional<Steer> news() {
        Steer wish = wish();
        if (wish.equals(told)) {
            return Optional.empty();
        }
        told = wish;
        return Optional.of(wish);
    }

    /** What was told last may have been lost, whatever the server thinks of the connection that it came on. */
    void startAnew() {
        told = null;
    }
}
