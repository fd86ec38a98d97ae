package tag;

/**
 * A solid thing: a box whose edge is everywhere {@code radius} away from its core. A core without size makes a circle,
 * so one shape is enough for trees, hedges and walls.
 */
public record Obstacle(double x, double y, double halfWidth, double halfHeight, double radius) {

    static Obstacle circle(double x, double y, double radius) {
        return new Obstacle(x, y, 0, 0, radius);
    }

    /** How far a point is from the edge; negative inside. */
    double distance(Point point) {
        return nearest(point).distance(point) - radius;
    }

    /** The point itself, or the nearest one that keeps the distance: what runs into it slides along it. */
    Point keepAway(Point point, double distance) {
        Point near = nearest(point);
        double now = near.distance(point);
        double least = radius + distance;
        if (now >= least || now == 0) {
            return point;
        }
        double push = least / now;
        return new Point(near.x() + (point.x() - near.x()) * push, near.y() + (point.y() - near.y()) * push);
    }

    private Point nearest(Point point) {
        return new Point(
                clamp(point.x(), x - halfWidth, x + halfWidth), clamp(point.y(), y - halfHeight, y + halfHeight));
    }

    static double clamp(double value, double least, double most) {
        return Math.max(least, Math.min(most, value));
    }
}
