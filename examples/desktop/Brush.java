package desktop;

import com.badlogic.gdx.graphics.Color;
import com.badlogic.gdx.graphics.glutils.ShapeRenderer;
import com.badlogic.gdx.math.Matrix4;
import com.badlogic.gdx.utils.Disposable;

/** Fills shapes, all of them made of triangles, so that nothing overlaps itself where it lets light through. */
final class Brush implements Disposable {
    private static final float TURN = (float) (2 * Math.PI);
    private final ShapeRenderer shapes = new ShapeRenderer();

    void begin(Matrix4 camera) {
        shapes.setProjectionMatrix(camera);
        shapes.begin(ShapeRenderer.ShapeType.Filled);
    }

    void end() {
        shapes.end();
    }

    void rectangle(float x, float y, float width, float height, Color colour) {
        shapes.setColor(colour);
        shapes.rect(x, y, width, height);
    }

    void disc(float x, float y, float radius, Color colour) {
        ellipse(x, y, radius, radius, 0, colour);
    }

    /** Turned by an angle. */
    void ellipse(float x, float y, float wide, float high, float angle, Color colour) {
        light(x, y, wide, high, angle, x, y, colour, colour);
    }

    /** Lit at a place inside, and as the rim's colour towards the rim. */
    void light(float x, float y, float wide, float high, float angle, float litX, float litY, Color lit, Color rim) {
        int corners = corners(Math.max(wide, high));
        float cos = (float) Math.cos(angle);
        float sin = (float) Math.sin(angle);
        float lastX = x + wide * cos;
        float lastY = y + wide * sin;
        for (int i = 1; i <= corners; i++) {
            float right = wide * (float) Math.cos(TURN * i / corners);
            float down = high * (float) Math.sin(TURN * i / corners);
            float nextX = x + right * cos - down * sin;
            float nextY = y + right * sin + down * cos;
            shapes.triangle(litX, litY, lastX, lastY, nextX, nextY, lit, rim, rim);
            lastX = nextX;
            lastY = nextY;
        }
    }

    /** A part of a ring, from the top on and clockwise. */
    void ring(float x, float y, float radius, float width, float part, Color colour) {
        float from = -TURN / 4;
        arc(x, y, radius, width, from, from + TURN * Math.max(0, Math.min(1, part)), colour);
    }

    void arc(float x, float y, float radius, float width, float from, float to, Color colour) {
        int corners = corners(radius);
        float inner = radius - width / 2;
        float outer = radius + width / 2;
        for (int i = 0; i < corners; i++) {
            float a = from + (to - from) * i / corners;
            float b = from + (to - from) * (i + 1) / corners;
            quad(
                    x + inner * cos(a),
                    y + inner * sin(a),
                    x + outer * cos(a),
                    y + outer * sin(a),
                    x + outer * cos(b),
                    y + outer * sin(b),
                    x + inner * cos(b),
                    y + inner * sin(b),
                    colour,
                    colour);
        }
    }

    /** A box around a middle, whose corners are quarters of a circle. */
    void box(float x, float y, float halfWidth, float halfHeight, float radius, Color colour) {
        float right = halfWidth - radius;
        float down = halfHeight - radius;
        int corners = corners(radius) / 4 * 4;
        float lastX = x + halfWidth;
        float lastY = y - down;
        for (int i = 0; i <= corners; i++) {
            float angle = TURN * i / corners;
            // A quarter's last corner is the next one's first, shifted along the straight side between them.
            for (int side = i % (corners / 4) == 0 ? 0 : 1; side < 2; side++) {
                int quarter = (i * 4 / corners + (side == 0 ? 3 : 0)) % 4;
                float nextX = x + (quarter == 0 || quarter == 3 ? right : -right) + radius * cos(angle);
                float nextY = y + (quarter < 2 ? down : -down) + radius * sin(angle);
                shapes.triangle(x, y, lastX, lastY, nextX, nextY, colour, colour, colour);
                lastX = nextX;
                lastY = nextY;
            }
        }
    }

    /** A frame of such a box. */
    void frame(float x, float y, float halfWidth, float halfHeight, float radius, float width, Color colour) {
        float right = halfWidth - radius;
        float down = halfHeight - radius;
        for (int quarter = 0; quarter < 4; quarter++) {
            float toX = quarter == 0 || quarter == 3 ? right : -right;
            float toY = quarter < 2 ? down : -down;
            arc(x + toX, y + toY, radius, width, TURN * quarter / 4, TURN * (quarter + 1) / 4, colour);
        }
        line(x - right, y - halfHeight, x + right, y - halfHeight, width, colour);
        line(x - right, y + halfHeight, x + right, y + halfHeight, width, colour);
        line(x - halfWidth, y - down, x - halfWidth, y + down, width, colour);
        line(x + halfWidth, y - down, x + halfWidth, y + down, width, colour);
    }

    void line(float fromX, float fromY, float toX, float toY, float width, Color colour) {
        shapes.setColor(colour);
        shapes.rectLine(fromX, fromY, toX, toY, width);
    }

    void triangle(float ax, float ay, float bx, float by, float cx, float cy, Color colour) {
        shapes.triangle(ax, ay, bx, by, cx, cy, colour, colour, colour);
    }

    /** Two corners of one colour, and two of another. */
    void quad(
            float ax, float ay, float bx, float by, float cx, float cy, float dx, float dy, Color first, Color second) {
        shapes.triangle(ax, ay, bx, by, cx, cy, first, first, second);
        shapes.triangle(ax, ay, cx, cy, dx, dy, first, second, second);
    }

    @Override
    public void dispose() {
        shapes.dispose();
    }

    private static int corners(float radius) {
        return Math.min(96, 12 + (int) radius / 4 * 4);
    }

    private static float cos(float angle) {
        return (float) Math.cos(angle);
    }

    private static float sin(float angle) {
        return (float) Math.sin(angle);
    }
}
