package tag;

import dev.playflux.state.Quantized;

/**
 * Somebody on the field. Clients see tenths of a unit, which take half the bytes of exact numbers; the rules keep those.
 *
 * @param x where, from the left
 * @param y where, from the top
 * @param dx the wish to go right, −1 to 1
 * @param dy the wish to go down, −1 to 1
 * @param since the time when the present role began, free or it, in ms
 * @param best the longest run without being caught that has ended, in ms
 * @param bot whether a program steers
 */
public record Runner(
        String name,
        @Quantized(min = 0, max = 4096, step = 0.1) double x,
        @Quantized(min = 0, max = 4096, step = 0.1) double y,
        @Quantized(min = -1, max = 1, step = 0.01) double dx,
        @Quantized(min = -1, max = 1, step = 0.01) double dy,
        long since,
        long best,
        boolean bot) {
    static final double RADIUS = 22;

    /** How long nobody can be caught after having become free, or having come, in ms. */
    public static final long PROTECTION = 5000;

    Point at() {
        return new Point(x, y);
    }

    /** The same with another wish. Going askew is not faster: a wish is at most 1 long. */
    Runner steered(double dx, double dy) {
        double right = Obstacle.clamp(dx, -1, 1);
        double down = Obstacle.clamp(dy, -1, 1);
        double length = Math.max(1, Math.sqrt(right * right + down * down));
        return new Runner(name, x, y, right / length, down / length, since, best, bot);
    }

    /** After a step of at most this length. */
    Runner moved(Field field, double length) {
        if (dx == 0 && dy == 0) {
            return this;
        }
        Point to = field.move(at(), new Point(x + dx * length, y + dy * length), RADIUS);
        return new Runner(name, to.x(), to.y(), dx, dy, since, best, bot);
    }

    /** How long the runner, being free, cannot be caught yet, in ms; 0 for one who can. */
    public long protection(long now) {
        return Math.max(0, since + PROTECTION - now);
    }

    boolean touches(Runner other) {
        return at().distance(other.at()) <= 2 * RADIUS;
    }

    /** Was free until now, and is it from now on. */
    Runner caught(long now) {
        return new Runner(name, x, y, dx, dy, now, Math.max(best, now - since), bot);
    }

    /** Was it until now, and is free from now on. */
    Runner freed(long now) {
        return new Runner(name, x, y, dx, dy, now, best, bot);
    }
}
