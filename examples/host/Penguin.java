package host;

import dev.playflux.state.Quantized;

/**
 * Somebody who slides: pushed by a wish, slowed down by the ice, thrown back by its edge.
 *
 * @param x where, from the left
 * @param y where, from the top
 * @param vx how fast to the right, in units per second
 * @param vy how fast down
 * @param dx the wish to go right, −1 to 1
 * @param dy the wish to go down, −1 to 1
 * @param fish how many it has caught in this round
 * @param here whether its player is connected
 */
record Penguin(
        String name,
        @Quantized(min = 0, max = 1024, step = 0.1) double x,
        @Quantized(min = 0, max = 1024, step = 0.1) double y,
        @Quantized(min = -1024, max = 1024, step = 1) double vx,
        @Quantized(min = -1024, max = 1024, step = 1) double vy,
        @Quantized(min = -1, max = 1, step = 0.01) double dx,
        @Quantized(min = -1, max = 1, step = 0.01) double dy,
        int fish,
        boolean here) {
    static final double RADIUS = 28;

    /** Units per second and second. */
    private static final double PUSH = 900;

    /** The part of the speed that a second takes away. */
    private static final double FRICTION = 1.6;

    /** The part of the speed that is left after hitting the edge. */
    private static final double BOUNCE = 0.75;

    static Penguin standing(String name, double x, double y) {
        return new Penguin(name, x, y, 0, 0, 0, 0, 0, true);
    }

    /** With another wish, at most 1 long. */
    Penguin steered(double right, double down) {
        double length = Math.max(1, Math.sqrt(right * right + down * down));
        return new Penguin(name, x, y, vx, vy, right / length, down / length, fish, here);
    }

    /** One whose player is away pushes no more, but slides on. */
    Penguin here(boolean now) {
        return new Penguin(name, x, y, vx, vy, 0, 0, fish, now);
    }

    Penguin withFish(int caught) {
        return new Penguin(name, x, y, vx, vy, dx, dy, caught, here);
    }

    Penguin stepped(double seconds) {
        double slower = 1 - FRICTION * seconds;
        double right = (vx + dx * PUSH * seconds) * slower;
        double down = (vy + dy * PUSH * seconds) * slower;
        double toX = x + right * seconds;
        double toY = y + down * seconds;
        double inX = inside(toX, Ice.WIDTH);
        double inY = inside(toY, Ice.HEIGHT);
        return moved(inX, inY, inX == toX ? right : -right * BOUNCE, inY == toY ? down : -down * BOUNCE);
    }

    Penguin moved(double toX, double toY, double right, double down) {
        return new Penguin(name, inside(toX, Ice.WIDTH), inside(toY, Ice.HEIGHT), right, down, dx, dy, fish, here);
    }

    private static double inside(double at, double size) {
        return Math.max(RADIUS, Math.min(size - RADIUS, at));
    }
}
