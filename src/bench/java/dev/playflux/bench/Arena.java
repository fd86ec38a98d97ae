package dev.playflux.bench;

import dev.playflux.state.Quantized;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** A field on which everybody moves all the time: a mutable world, seen as rows. */
final class Arena {
    private static final double FAR = 32_768;

    private final Map<String, Body> bodies = new LinkedHashMap<>();
    private final Random random = new Random(1);
    private int joined;

    /** A push. */
    record Steer(double dx, double dy) {}

    /** What all see. */
    record Seen(Map<String, Row> players) {}

    /** A player: clients see hundredths. */
    record Row(
            @Quantized(min = -FAR, max = FAR, step = 0.01) double x,
            @Quantized(min = -FAR, max = FAR, step = 0.01) double y,
            @Quantized(min = -FAR, max = FAR, step = 0.01) double vx,
            @Quantized(min = -FAR, max = FAR, step = 0.01) double vy,
            int hp) {}

    private static final class Body {
        private final int number;
        private double x = 100;
        private double y = 100;
        private double vx = 1;
        private double vy = 1;
        private int hp = 100;

        private Body(int number) {
            this.number = number;
        }

        private void step(long tick, double seconds, Random random) {
            x += vx * seconds;
            y += vy * seconds;
            if ((tick + number) % 20 == 0) {
                vx = random.nextDouble() * 10 - 5;
                vy = random.nextDouble() * 10 - 5;
            }
            if ((tick + number) % 40 == 0) {
                hp = (hp + 99) % 100;
            }
        }

        private Row seen() {
            return new Row(x, y, vx, vy, hp);
        }
    }

    void join(String id) {
        bodies.put(id, new Body(joined++));
    }

    void leave(String id) {
        bodies.remove(id);
    }

    void steer(String id, Steer steer) {
        Body body = bodies.get(id);
        body.x += steer.dx();
        body.y += steer.dy();
    }

    void step(long tick, double seconds) {
        bodies.values().forEach(body -> body.step(tick, seconds, random));
    }

    Seen seen() {
        Map<String, Row> rows = new LinkedHashMap<>(2 * bodies.size());
        bodies.forEach((id, body) -> rows.put(id, body.seen()));
        return new Seen(rows);
    }
}
