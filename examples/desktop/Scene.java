package desktop;

import com.badlogic.gdx.graphics.Color;
import desktop.Moment.Spot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Draws who runs in the park: trails and rings on the ground, bodies that look where they go, and who is it. */
final class Scene {
    static final float RADIUS = 22;
    private static final double BURST_MS = 700;
    private static final Color SHADOW = Color.valueOf("28482e42");
    private static final Color LIT = Color.valueOf("ffffff70");
    private static final Color CLEAR = Color.valueOf("ffffff00");
    private static final Color DIM = Color.valueOf("00000030");
    private static final Color BROW = Color.valueOf("7d1710");

    private record Burst(float x, float y, double at) {}

    private final Brush brush;
    private final Park park;
    private final Map<String, Figure> figures = new HashMap<>();
    private final List<Burst> bursts = new ArrayList<>();
    private @Nullable String lastIt;

    Scene(Brush brush) {
        this.brush = brush;
        park = new Park(brush);
    }

    Color colour(Moment moment, Spot spot) {
        Figure figure = figures.get(spot.id());
        return moment.isIt(spot) || figure == null ? Look.IT : figure.colour;
    }

    /** Time is that of the window, in ms. */
    void draw(Moment moment, @Nullable String me, double now) {
        follow(moment, now);
        park.paint(moment.tag().field());
        List<Spot> spots = new ArrayList<>(moment.spots());
        spots.sort(Comparator.comparingDouble(Spot::y)); // who is nearer covers who is farther
        for (Spot spot : spots) {
            trail(figure(spot), colour(moment, spot), now);
        }
        for (Spot spot : spots) {
            ground(moment, spot, spot.id().equals(me), now);
        }
        for (Spot spot : spots) {
            body(moment, spot, now);
        }
        bursts(now);
    }

    private void follow(Moment moment, double now) {
        figures.keySet().removeIf(id -> moment.spot(id) == null);
        for (Spot spot : moment.spots()) {
            List<Color> taken =
                    figures.values().stream().map(figure -> figure.colour).toList();
            figures.computeIfAbsent(spot.id(), id -> new Figure(Look.unlike(taken, id), now))
                    .follow(spot, now);
        }
        Spot it = moment.it();
        if (it != null && lastIt != null && !it.id().equals(lastIt) && figures.containsKey(lastIt)) {
            bursts.add(new Burst((float) it.x(), (float) it.y(), now));
        }
        lastIt = it == null ? null : it.id();
    }

    private Figure figure(Spot spot) {
        return figures.get(spot.id());
    }

    private void trail(Figure figure, Color colour, double now) {
        Figure.Mark last = null;
        float[] side = null;
        for (Figure.Mark mark : figure.trail()) {
            float length = last == null ? 0 : (float) Math.hypot(mark.x() - last.x(), mark.y() - last.y());
            if (last == null || length < 1) {
                last = last == null ? mark : last;
                continue;
            }
            float half = RADIUS * (.15f + .75f * Figure.left(mark, now)) / length;
            float right = (last.y() - mark.y()) * half;
            float down = (mark.x() - last.x()) * half;
            float[] next = {mark.x() + right, mark.y() + down, mark.x() - right, mark.y() - down};
            if (side != null) {
                brush.quad(
                        side[0],
                        side[1],
                        side[2],
                        side[3],
                        next[2],
                        next[3],
                        next[0],
                        next[1],
                        Look.faint(colour, .4 * Figure.left(last, now)),
                        Look.faint(colour, .4 * Figure.left(mark, now)));
            }
            side = next;
            last = mark;
        }
    }

    private void ground(Moment moment, Spot spot, boolean mine, double now) {
        float x = (float) spot.x();
        float y = (float) spot.y();
        brush.ellipse(x + 4, y + 9, RADIUS * 1.02f, RADIUS * .9f, 0, SHADOW);
        if (mine) {
            brush.ring(x, y, RADIUS + 5, 5, 1, Look.faint(Look.WHITE, .95));
        }
        double shield = moment.protectedPart(spot);
        if (moment.isIt(spot)) {
            double safe = moment.safePart();
            float beat = (float) (now % 1100 / 1100);
            if (safe > 0) {
                brush.ring(x, y, RADIUS + 12, 5, (float) (1 - safe), Look.IT_DARK);
            } else {
                brush.ring(x, y, RADIUS + 7 + 16 * beat, 4, 1, Look.faint(Look.IT_DARK, .75 * (1 - beat)));
            }
        } else if (shield > 0) {
            brush.disc(x, y, RADIUS + 12, Look.faint(Look.SHIELD, .22));
            brush.ring(x, y, RADIUS + 12, 4, (float) shield, Look.SHIELD);
        }
    }

    private void body(Moment moment, Spot spot, double now) {
        Figure figure = figure(spot);
        boolean isIt = moment.isIt(spot);
        float grown = (float) Math.max(.01, Math.min(1, (now - figure.since) / 260));
        float speed = figure.speed();
        float x = (float) spot.x();
        float y = (float) (spot.y() + Math.sin(now / 90 + figure.since) * speed * 1.5);
        if (spot.runner().bot()) {
            antenna(x, y);
        }
        float wide = RADIUS * grown * (1 + .1f * speed);
        float high = RADIUS * grown * (1 - .08f * speed);
        brush.ellipse(x, y, wide, high, figure.heading(), colour(moment, spot));
        brush.light(x, y, wide, high, figure.heading(), x, y, CLEAR, DIM);
        float lit = RADIUS * .62f * grown;
        brush.light(x - 5, y - 7, lit, lit, 0, x - 6, y - 9, LIT, CLEAR);
        eyes(x, y, figure.heading(), Math.floorMod((long) (now + 997 * figure.since), 3700L) < 130, isIt);
        if (isIt) {
            marker(x, (float) spot.y() - RADIUS - (spot.runner().bot() ? 24 : 14), now);
        }
    }

    /** A ball seen from the front: shifted to where it looks. */
    private void eyes(float x, float y, float heading, boolean blink, boolean angry) {
        float right = (float) Math.cos(heading);
        float down = (float) Math.sin(heading);
        for (int side = -1; side <= 1; side += 2) {
            float eyeX = x + right * 8 + side * (8.5f - 2 * Math.abs(right));
            float eyeY = y + down * 7 - 3;
            brush.ellipse(eyeX, eyeY, 6.2f, blink ? 1 : 6.8f, 0, Look.WHITE);
            if (!blink) {
                brush.disc(eyeX + right * 2.6f, eyeY + down * 2.6f, 3.2f, Look.INK);
            }
            if (angry) {
                brush.line(eyeX + side * 7, eyeY - 10, eyeX - side * 4.5f, eyeY - 4.5f, 3.4f, BROW);
            }
        }
    }

    private void antenna(float x, float y) {
        brush.line(x, y - RADIUS + 2, x, y - RADIUS - 9, 2.5f, Look.INK);
        brush.disc(x, y - RADIUS - 11, 5.2f, Look.INK);
        brush.disc(x, y - RADIUS - 11, 2.8f, Look.GOLD);
    }

    private void marker(float x, float bottom, double now) {
        float tip = bottom - 4 * (float) Math.abs(Math.sin(now / 240));
        brush.triangle(x, tip + 6, x - 18, tip - 21, x + 18, tip - 21, Look.WHITE);
        brush.triangle(x, tip, x - 12, tip - 17.5f, x + 12, tip - 17.5f, Look.IT_DARK);
    }

    /** The role has been handed over here. */
    private void bursts(double now) {
        bursts.removeIf(burst -> now - burst.at > BURST_MS);
        for (Burst burst : bursts) {
            float part = (float) ((now - burst.at) / BURST_MS);
            float out = 1 - (1 - part) * (1 - part) * (1 - part);
            brush.ring(
                    burst.x,
                    burst.y,
                    RADIUS + 70 * out,
                    7 * (1 - part) + 1,
                    1,
                    Look.faint(Look.IT_DARK, .6 * (1 - part)));
            for (int i = 0; i < 14; i++) {
                float away = RADIUS + (60 + i % 3 * 24) * out;
                brush.disc(
                        burst.x + away * (float) Math.cos(i * .898),
                        burst.y + away * (float) Math.sin(i * .898),
                        6 * (1 - part),
                        i % 2 == 0 ? Look.IT : Look.GOLD);
            }
        }
    }
}
