package tag;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** How a bot decides: it imagines going a bit each way, and takes the way that ends best. */
final class Brain {
    private static final int WAYS = 16;

    /** How far it thinks ahead, in steps of its own size. */
    private static final int STEPS = 8;

    /** People shall win. */
    private static final double EFFORT = 0.88;

    private static final double FAR = 420;

    private Brain() {}

    /** Where to steer in this world; the last way is kept unless another is clearly better. */
    static Steer steer(Tag tag, @Nullable String me, Steer last) {
        Runner self = tag.runners().get(me);
        if (self == null) {
            return last;
        }
        boolean chasing = self == tag.runners().get(tag.it());
        Point other = chasing ? prey(tag, self) : chaser(tag);
        return other == null
                ? new Steer(0, 0)
                : IntStream.range(0, WAYS)
                        .mapToObj(Brain::way)
                        .max(Comparator.comparingDouble(
                                way -> (chasing ? closeness(tag, self, way, other) : safety(tag, self, way, other))
                                        + 25 * (way.dx() * last.dx() + way.dy() * last.dy())))
                        .orElseThrow();
    }

    private static Steer way(int number) {
        double angle = 2 * Math.PI * number / WAYS;
        return new Steer(EFFORT * Math.cos(angle), EFFORT * Math.sin(angle));
    }

    /** The nearest it gets on the way, and better soon than late. */
    private static double closeness(Tag tag, Runner self, Steer way, Point prey) {
        List<Point> path = imagine(tag.field(), self, way);
        double nearest = IntStream.range(0, STEPS)
                .mapToDouble(step -> path.get(step).distance(prey) + 2 * step)
                .min()
                .orElseThrow();
        return -nearest - (seen(tag.field(), path.get(STEPS - 1), prey) ? 0 : 80);
    }

    /** Far away is good enough: then it rather strolls, each on a round of its own, and stays out of corners. */
    private static double safety(Tag tag, Runner self, Steer way, Point chaser) {
        List<Point> path = imagine(tag.field(), self, way);
        Point end = path.get(STEPS - 1);
        boolean intoTheArms = path.stream().anyMatch(point -> point.distance(chaser) < 2.5 * Runner.RADIUS);
        Point middle = new Point(tag.field().width() / 2, tag.field().height() / 2);
        double mood = tag.time() / 4000.0 + self.name().hashCode();
        double stroll = way.dx() * Math.cos(mood) + way.dy() * Math.sin(mood);
        return 2 * Math.min(FAR, end.distance(chaser))
                - 0.4 * end.distance(middle)
                + 60 * stroll
                - (intoTheArms ? 200 : 0);
    }

    private static List<Point> imagine(Field field, Runner self, Steer way) {
        List<Point> path = new ArrayList<>();
        Point at = self.at();
        for (int step = 0; step < STEPS; step++) {
            Point to = new Point(at.x() + way.dx() * Runner.RADIUS, at.y() + way.dy() * Runner.RADIUS);
            at = field.move(at, to, Runner.RADIUS);
            path.add(at);
        }
        return path;
    }

    /** Whether seven points in between are free. */
    private static boolean seen(Field field, Point from, Point to) {
        return IntStream.range(1, 8)
                .mapToObj(
                        i -> new Point(from.x() + (to.x() - from.x()) * i / 8, from.y() + (to.y() - from.y()) * i / 8))
                .allMatch(point -> field.free(point, Runner.RADIUS / 2));
    }

    private static @Nullable Point chaser(Tag tag) {
        Runner it = tag.runners().get(tag.it());
        return it == null ? null : it.at();
    }

    /** The nearest who can be caught; while nobody can, whose protection ends first. */
    private static @Nullable Point prey(Tag tag, Runner self) {
        return tag.runners().values().stream()
                .filter(runner -> runner != self)
                .min(Comparator.comparingLong((Runner runner) -> runner.protection(tag.time()))
                        .thenComparingDouble(runner -> self.at().distance(runner.at())))
                .map(Runner::at)
                .orElse(null);
    }
}
