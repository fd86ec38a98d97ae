package host;

import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RadialGradientPaint;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Arc2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.util.Random;

/** What is on the ice, in its own units. */
final class Sketch {
    static final Color DEEP = new Color(0x1f5f86);
    static final Color INK = new Color(0x1d2b3a);
    static final Color PAPER = new Color(0xfdfeff);
    private static final Color SNOW = new Color(0xf7fbfe);
    private static final Color ORANGE = new Color(0xf0a020);
    private static final Color COAT = new Color(0x253545);
    private static final Color SCRATCH = new Color(255, 255, 255, 130);

    private Sketch() {}

    static void floe(Graphics2D g) {
        g.setColor(new Color(0, 30, 60, 60));
        g.fill(box(-18, -6, Ice.WIDTH + 36, Ice.HEIGHT + 36, 90));
        g.setColor(new Color(0xb9d9ea));
        g.fill(box(-18, -10, Ice.WIDTH + 36, Ice.HEIGHT + 32, 90));
        g.setColor(SNOW);
        g.fill(box(-18, -18, Ice.WIDTH + 36, Ice.HEIGHT + 32, 90));
        g.setPaint(new RadialGradientPaint(
                new Point2D.Double(Ice.WIDTH / 2, Ice.HEIGHT / 2), 620, new float[] {0, 1}, new Color[] {
                    new Color(0xe6f4fb), new Color(0xc6e3f2)
                }));
        g.fill(box(0, 0, Ice.WIDTH, Ice.HEIGHT - 4, 64));
        g.setColor(SCRATCH);
        Random random = new Random(4);
        for (int i = 0; i < 26; i++) {
            double x = 60 + random.nextDouble() * (Ice.WIDTH - 180);
            double y = 40 + random.nextDouble() * (Ice.HEIGHT - 90);
            double length = 30 + random.nextDouble() * 70;
            g.setStroke(new BasicStroke(1 + random.nextFloat() * 2, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
            g.draw(new Arc2D.Double(x, y, length * 2, length, random.nextDouble() * 360, 40, Arc2D.OPEN));
        }
        g.setStroke(new BasicStroke(3));
        g.draw(disc(Ice.WIDTH / 2, Ice.HEIGHT / 2, 90));
    }

    static void fish(Graphics2D g, Fish fish) {
        double bob = Math.sin(System.nanoTime() / 2.5e8);
        g.setColor(SNOW);
        g.fill(ellipse(fish.x(), fish.y() + 9, 37, 21));
        g.setColor(DEEP);
        g.fill(ellipse(fish.x(), fish.y() + 11, 31, 16));
        AffineTransform before = g.getTransform();
        Shape clip = g.getClip();
        g.clip(new Rectangle2D.Double(fish.x() - 50, fish.y() - 80, 100, 94));
        g.translate(fish.x(), fish.y() - 6 + 3 * bob);
        g.rotate(-1.2 + .12 * bob);
        Path2D tail = new Path2D.Double();
        tail.moveTo(-14, 0);
        tail.lineTo(-30, -12);
        tail.lineTo(-30, 12);
        tail.closePath();
        g.setColor(new Color(0xd9741a));
        g.fill(tail);
        g.setColor(new Color(0xf59a2e));
        g.fill(ellipse(2, 0, 21, 12));
        g.setColor(new Color(0xffc873));
        g.fill(ellipse(3, -4, 14, 5));
        g.setColor(Color.WHITE);
        g.fill(disc(13, -2, 4.5));
        g.setColor(INK);
        g.fill(disc(14, -2, 2.4));
        g.setTransform(before);
        g.setClip(clip);
    }

    static void penguin(Graphics2D g, Penguin penguin, Color scarf) {
        AffineTransform before = g.getTransform();
        double speed = Math.sqrt(penguin.vx() * penguin.vx() + penguin.vy() * penguin.vy());
        double lookX = speed < 20 ? 0 : penguin.vx() / speed;
        double lookY = speed < 20 ? .4 : penguin.vy() / speed;
        g.setColor(new Color(40, 90, 130, 70));
        g.fill(ellipse(penguin.x() + 3, penguin.y() + 24, 28, 11));
        g.translate(penguin.x(), penguin.y());
        g.rotate(penguin.vx() / 2600);
        if (!penguin.here()) {
            g.setComposite(AlphaComposite.getInstance(AlphaComposite.SRC_OVER, .45f));
        }
        g.setColor(ORANGE);
        g.fill(ellipse(-11, 27, 9, 5));
        g.fill(ellipse(11, 27, 9, 5));
        g.setColor(COAT);
        g.fill(ellipse(-24, 6, 8, 15));
        g.fill(ellipse(24, 6, 8, 15));
        g.fill(ellipse(0, -2, 25, 31));
        g.setColor(PAPER);
        g.fill(ellipse(lookX * 4, 9, 17, 18));
        g.fill(ellipse(lookX * 6 - 8, -15 + lookY * 3, 9, 10));
        g.fill(ellipse(lookX * 6 + 8, -15 + lookY * 3, 9, 10));
        g.setColor(INK);
        g.fill(disc(lookX * 9 - 7, -16 + lookY * 5, 3.4));
        g.fill(disc(lookX * 9 + 7, -16 + lookY * 5, 3.4));
        Path2D beak = new Path2D.Double();
        beak.moveTo(lookX * 10 - 6, -8 + lookY * 4);
        beak.lineTo(lookX * 10 + 6, -8 + lookY * 4);
        beak.lineTo(lookX * 13, 1 + lookY * 5);
        beak.closePath();
        g.setColor(ORANGE);
        g.fill(beak);
        g.setColor(scarf);
        g.fill(box(-23, 0, 46, 9, 9));
        g.fill(box(9 - lookX * 12, 5, 9, 19, 6));
        g.setTransform(before);
        g.setComposite(AlphaComposite.SrcOver);
    }

    static Shape disc(double x, double y, double radius) {
        return ellipse(x, y, radius, radius);
    }

    static Shape ellipse(double x, double y, double wide, double high) {
        return new Ellipse2D.Double(x - wide, y - high, 2 * wide, 2 * high);
    }

    static Shape box(double x, double y, double width, double height, double round) {
        return new RoundRectangle2D.Double(x, y, width, height, round, round);
    }
}
