package pong;

import dev.playflux.state.Quantized;

/**
 * The ball. Quotients and roots are exact in every JVM, sines are not: so a direction is a slope here, and a match replays to
 * the last bit.
 *
 * @param x where, from the left
 * @param y where, from the top
 * @param dx how fast to the right, in px a second
 * @param dy how fast down
 */
public record Ball(
        @Quantized(min = -32, max = 672, step = 0.1) double x,
        @Quantized(min = 0, max = 400, step = 0.1) double y,
        @Quantized(min = -600, max = 600, step = 0.1) double dx,
        @Quantized(min = -600, max = 600, step = 0.1) double dy) {
    static final double RADIUS = 8;

    /** How fast a serve is. */
    static final double SLOWEST = 320;

    /** How much faster each hit makes it. */
    static final double FASTER = 18;

    static final double FASTEST = 600;

    /** The slope at which the very end of a paddle sends it off: never so steep that it comes and goes between the walls for long. */
    static final double STEEPEST = 1.1;

    /** It lies in the middle. */
    static Ball atRest() {
        return new Ball(Court.WIDTH / 2, Court.HEIGHT / 2, 0, 0);
    }

    /** It leaves the middle towards a side. */
    static Ball served(Side to, double slope) {
        return atRest().towards(to, slope, SLOWEST);
    }

    double speed() {
        return Math.sqrt(dx * dx + dy * dy);
    }

    /** The side that it flies to. */
    Side target() {
        return dx < 0 ? Side.LEFT : Side.RIGHT;
    }

    /** How long until it touches the line of the paddle that it flies to; negative behind it. */
    double timeToPaddle() {
        double line = target() == Side.LEFT ? Paddle.LINE + RADIUS : Court.WIDTH - Paddle.LINE - RADIUS;
        return (line - x) / dx;
    }

    /** After a while; the walls throw it back. */
    Ball flown(double seconds) {
        double right = x + dx * seconds;
        double down = y + dy * seconds;
        double turned = dy;
        while (down < RADIUS || down > Court.HEIGHT - RADIUS) {
            down = 2 * (down < RADIUS ? RADIUS : Court.HEIGHT - RADIUS) - down;
            turned = -turned;
        }
        return new Ball(right, down, dx, turned);
    }

    /** Thrown back by a paddle: the farther from its middle, −1 to 1, the more askew. */
    Ball struck(double where) {
        return towards(target().other(), where * STEEPEST, Math.min(FASTEST, speed() + FASTER));
    }

    private Ball towards(Side side, double slope, double speed) {
        double along = speed / Math.sqrt(1 + slope * slope);
        return new Ball(x, y, side == Side.LEFT ? -along : along, along * slope);
    }
}
