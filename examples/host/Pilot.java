package host;

import org.jspecify.annotations.Nullable;

/** Steers for who does not: to the fish, and against what would carry past it. */
final class Pilot {
    /** How far ahead it looks, in seconds. */
    private static final double AHEAD = 0.45;

    private Pilot() {}

    static Steer steer(Ice ice, @Nullable String me) {
        Penguin self = ice.penguins().get(me);
        Fish fish = ice.fish();
        if (self == null || fish == null) {
            return Steer.NOWHERE;
        }
        double right = fish.x() - self.x() - self.vx() * AHEAD;
        double down = fish.y() - self.y() - self.vy() * AHEAD;
        double length = Math.sqrt(right * right + down * down);
        return length < 1 ? Steer.NOWHERE : new Steer(right / length, down / length);
    }
}
