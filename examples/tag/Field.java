package tag;

import static tag.Obstacle.circle;

import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The field: its size, and what stands in the way. */
public record Field(double width, double height, List<Obstacle> obstacles) {
    /** Turned by half a circle it looks the same: no side is better. */
    static final Field PARK = new Field(
            1600,
            1000,
            List.of(
                    circle(800, 500, 104),
                    new Obstacle(430, 245, 140, 0, 30),
                    new Obstacle(1170, 755, 140, 0, 30),
                    new Obstacle(1250, 290, 0, 95, 30),
                    new Obstacle(350, 710, 0, 95, 30),
                    circle(150, 430, 46),
                    circle(1450, 570, 46),
                    circle(745, 165, 40),
                    circle(855, 835, 40),
                    circle(1010, 240, 30),
                    circle(590, 760, 30),
                    circle(560, 470, 36),
                    circle(1040, 530, 36),
                    circle(1110, 115, 44),
                    circle(490, 885, 44)));

    /** Rounding may leave a runner this much inside an edge. */
    private static final double SLACK = 1e-6;

    public Field {
        obstacles = List.copyOf(obstacles);
    }

    /** Where somebody who wants to go from a place to another ends up: along the edge of what is solid. */
    Point move(Point from, Point to, double radius) {
        Point at = inside(to, radius);
        // Twice, since one obstacle may push into the next.
        for (int i = 0; i < 2; i++) {
            for (Obstacle obstacle : obstacles) {
                at = inside(obstacle.keepAway(at, radius), radius);
            }
        }
        return free(at, radius) ? at : from;
    }

    /** A free place; of a handful, the one that is farthest from a runner. */
    Point spawn(RandomGenerator random, @Nullable Point danger, double radius) {
        return Stream.generate(() -> anywhere(random, radius))
                .filter(place -> free(place, radius))
                .limit(8)
                .max(Comparator.comparingDouble(place -> danger == null ? 0 : place.distance(danger)))
                .orElseThrow();
    }

    /** Whether nothing solid is nearer than the radius. */
    boolean free(Point at, double radius) {
        return at.equals(inside(at, radius))
                && obstacles.stream().allMatch(obstacle -> obstacle.distance(at) >= radius - SLACK);
    }

    private Point anywhere(RandomGenerator random, double radius) {
        return inside(new Point(random.nextDouble() * width, random.nextDouble() * height), radius);
    }

    private Point inside(Point at, double radius) {
        return new Point(
                Obstacle.clamp(at.x(), radius, width - radius), Obstacle.clamp(at.y(), radius, height - radius));
    }
}
