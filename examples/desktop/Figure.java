package desktop;

import com.badlogic.gdx.graphics.Color;
import java.util.ArrayDeque;
import java.util.Deque;

/** What the window makes up for a runner: its colour, where it looks, how fast it seems, and the trail behind it. */
final class Figure {
    private static final double TRAIL_MS = 420;

    record Mark(float x, float y, double at) {}

    final Color colour;
    final double since;
    private final Deque<Mark> trail = new ArrayDeque<>();
    private double heading = Math.PI / 2;
    private double speed;

    Figure(Color colour, double now) {
        this.colour = colour;
        since = now;
    }

    /** Turns and stretches softly after where the runner is now. */
    void follow(Moment.Spot spot, double now) {
        Mark last = trail.peekLast();
        if (last != null && now > last.at) {
            double passed = now - last.at;
            double right = spot.x() - last.x;
            double down = spot.y() - last.y;
            double step = Math.hypot(right, down);
            double ease = 1 - Math.exp(-passed / 70);
            speed += (Math.min(1, step / passed / .28) - speed) * ease;
            if (step > .2) {
                double turn = Math.atan2(down, right) - heading;
                heading += Math.atan2(Math.sin(turn), Math.cos(turn)) * ease;
            }
        }
        trail.addLast(new Mark((float) spot.x(), (float) spot.y(), now));
        while (trail.getFirst().at < now - TRAIL_MS) {
            trail.removeFirst();
        }
    }

    float heading() {
        return (float) heading;
    }

    /** From 0 to 1. */
    float speed() {
        return (float) speed;
    }

    Deque<Mark> trail() {
        return trail;
    }

    /** How much of a trail's mark is left, from 1 to 0. */
    static float left(Mark mark, double now) {
        return (float) Math.max(0, 1 - (now - mark.at) / TRAIL_MS);
    }
}
