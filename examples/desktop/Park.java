package desktop;

import com.badlogic.gdx.graphics.Color;
import java.util.Random;
import tag.Field;
import tag.Obstacle;

/** Paints the field as it never changes: the lawn, and what stands on it. */
final class Park {
    private static final Color LAWN = Color.valueOf("dcebc9");
    private static final Color MOWN = Color.valueOf("d3e5bd");
    private static final Color EDGE = Color.valueOf("26462c30");
    private static final Color CHALK = Color.valueOf("ffffffd8");
    private static final Color GRASS = Color.valueOf("628e5473");
    private static final Color PETAL = Color.valueOf("fffdf4");
    private static final Color POLLEN = Color.valueOf("f2b632");
    private static final Color SHADOW = Color.valueOf("2d543642");

    private final Brush brush;

    Park(Brush brush) {
        this.brush = brush;
    }

    void paint(Field field) {
        lawn((float) field.width(), (float) field.height());
        flowers((float) field.width(), (float) field.height());
        field.obstacles().forEach(this::obstacle);
    }

    private void lawn(float width, float height) {
        for (int i = 0; i < 4; i++) {
            brush.box(width / 2, height / 2 + 5, width / 2 + 4 * i, height / 2 + 4 * i, 26 + 4 * i, EDGE);
        }
        brush.box(width / 2, height / 2, width / 2, height / 2, 26, LAWN);
        for (int x = 0; x < width; x += 100) {
            for (int y = x % 200; y < height; y += 200) {
                brush.rectangle(x, y, 100, 100, MOWN);
            }
        }
        for (float x : new float[] {0, width}) { // a mown square covers what was round
            for (float y : new float[] {0, height}) {
                corner(x, y, x == 0 ? 1 : -1, y == 0 ? 1 : -1);
            }
        }
        brush.frame(width / 2, height / 2, width / 2 - 2.5f, height / 2 - 2.5f, 24, 5, CHALK);
    }

    private void corner(float x, float y, int right, int down) {
        float radius = 26;
        for (int i = 0; i < 12; i++) {
            double from = Math.PI / 2 * i / 12;
            double to = Math.PI / 2 * (i + 1) / 12;
            brush.triangle(
                    x,
                    y,
                    x + right * radius * (1 - (float) Math.cos(from)),
                    y + down * radius * (1 - (float) Math.sin(from)),
                    x + right * radius * (1 - (float) Math.cos(to)),
                    y + down * radius * (1 - (float) Math.sin(to)),
                    Look.OUTSIDE);
        }
    }

    private void flowers(float width, float height) {
        Random random = new Random(7);
        for (int i = 0; i < 150; i++) {
            float x = 20 + random.nextFloat() * (width - 40);
            float y = 20 + random.nextFloat() * (height - 40);
            if (i % 3 == 0) {
                for (int petal = 0; petal < 5; petal++) {
                    double angle = petal * 1.257;
                    brush.disc(x + 3.4f * (float) Math.cos(angle), y + 3.4f * (float) Math.sin(angle), 2.3f, PETAL);
                }
                brush.disc(x, y, 2.1f, POLLEN);
            } else {
                for (int lean = -4; lean <= 4; lean += 4) {
                    brush.line(x + lean / 2f, y, x + lean, y - 7, 2, GRASS);
                }
            }
        }
    }

    private void obstacle(Obstacle obstacle) {
        if (obstacle.halfWidth() > 0 || obstacle.halfHeight() > 0) {
            hedge(obstacle);
        } else if (obstacle.radius() > 80) {
            pond((float) obstacle.x(), (float) obstacle.y(), (float) obstacle.radius());
        } else if (obstacle.radius() > 38) {
            tree((float) obstacle.x(), (float) obstacle.y(), (float) obstacle.radius());
        } else {
            stone((float) obstacle.x(), (float) obstacle.y(), (float) obstacle.radius());
        }
    }

    private void hedge(Obstacle hedge) {
        float x = (float) hedge.x();
        float y = (float) hedge.y();
        float radius = (float) hedge.radius();
        float wide = (float) hedge.halfWidth() + radius;
        float high = (float) hedge.halfHeight() + radius;
        brush.box(x + 6, y + 14, wide, high, radius, SHADOW);
        brush.box(x, y, wide, high, radius, Color.valueOf("35774f"));
        brush.box(x, y - 3, wide - 4, high - 4, radius - 4, Color.valueOf("4f9569"));
        Random random = new Random((long) (x + y * 17));
        for (int leaf = 0; leaf < (wide + high) / 2; leaf++) {
            float size = 3 + random.nextFloat() * 5;
            // Inside the round ends, too: as far from the core as the leaf leaves room.
            double angle = random.nextDouble() * 2 * Math.PI;
            float away = (radius - 5 - size) * (float) Math.sqrt(random.nextDouble());
            float atX = x + (random.nextFloat() * 2 - 1) * (wide - radius) + away * (float) Math.cos(angle);
            float atY = y - 3 + (random.nextFloat() * 2 - 1) * (high - radius) + away * (float) Math.sin(angle);
            brush.disc(atX, atY, size, Color.valueOf(leaf % 3 == 0 ? "2864424d" : "7aba8c59"));
            if (leaf % 9 == 0) {
                brush.disc(atX, atY, 4, Color.valueOf("ffe3ea"));
            }
        }
    }

    private void pond(float x, float y, float radius) {
        brush.disc(x, y, radius, Color.valueOf("c9bfa2"));
        brush.disc(x, y, radius - 7, Color.valueOf("e4dcc2"));
        Color deep = Color.valueOf("4f9fc4");
        float water = radius - 14;
        brush.light(x, y, water, water, 0, x - 20, y - 30, Color.valueOf("8fd0e6"), deep);
        Color ripple = Look.faint(Color.WHITE, .45);
        brush.arc(x, y, .6f * radius, 3, 3.6f, 4.7f, ripple);
        brush.arc(x, y, .44f * radius, 3, 3.9f, 4.6f, ripple);
        brush.arc(x, y, .63f * radius, 3, .5f, 1.3f, ripple);
        for (float[] leaf : new float[][] {{30, 22, 17}, {50, -4, 11}, {-34, 36, 13}}) {
            brush.disc(x + leaf[0], y + leaf[1], leaf[2], Color.valueOf("5aa469"));
            float tip = leaf[2] + 1;
            brush.triangle(
                    x + leaf[0],
                    y + leaf[1],
                    x + leaf[0] + tip,
                    y + leaf[1] - tip * .28f,
                    x + leaf[0] + tip,
                    y + leaf[1] + tip * .28f,
                    deep);
        }
        brush.disc(x + 33, y + 19, 5, Color.valueOf("f6b9c8"));
    }

    private void tree(float x, float y, float radius) {
        brush.disc(x + 7, y + 16, radius, SHADOW);
        brush.disc(x, y, radius, Color.valueOf("2f6f4b"));
        double turn = new Random((long) (x * 31 + y)).nextDouble() * 6;
        for (int leaf = 0; leaf < 7; leaf++) {
            double angle = turn + leaf * .898;
            float atX = x + .55f * radius * (float) Math.cos(angle);
            float atY = y + .55f * radius * (float) Math.sin(angle);
            brush.disc(atX, atY, radius * .42f, Color.valueOf(leaf % 2 == 0 ? "37795240" : "3c8259"));
        }
        brush.disc(x - .1f * radius, y - .14f * radius, radius * .58f, Color.valueOf("4a9466"));
        brush.disc(x - .22f * radius, y - .28f * radius, radius * .3f, Color.valueOf("64ab7b"));
    }

    private void stone(float x, float y, float radius) {
        brush.disc(x + 5, y + 11, radius, SHADOW);
        brush.disc(x, y, radius, Color.valueOf("8f918b"));
        brush.disc(x - 1, y - 3, radius - 3, Color.valueOf("aeb0a8"));
        brush.disc(x - .18f * radius, y - .26f * radius, radius * .56f, Color.valueOf("c3c5bd"));
    }
}
