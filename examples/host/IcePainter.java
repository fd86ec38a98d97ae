package host;

import static host.Sketch.DEEP;
import static host.Sketch.INK;
import static host.Sketch.PAPER;
import static host.Sketch.box;
import static host.Sketch.disc;

import dev.playflux.client.Disconnected;
import java.awt.Color;
import java.awt.Font;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.Point;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.Toolkit;
import java.awt.datatransfer.StringSelection;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Paints the ice with Java2D: what never changes, then the fish, the penguins, and what there is to say. */
final class IcePainter {
    private static final double RIM = 50;
    private static final Color SEA = new Color(0x2f7ea6);
    private static final Color SOFT = new Color(0x50657a);
    private static final Color[] SCARVES = {new Color(0x2756c5), new Color(0xc8372d)};
    private static final Font SMALL = new Font(Font.SANS_SERIF, Font.PLAIN, 16);
    private static final Font STRONG = new Font(Font.SANS_SERIF, Font.BOLD, 17);
    private static final Font BIG = new Font(Font.SANS_SERIF, Font.BOLD, 30);
    private static final Color CAUGHT = new Color(0xf08c1e);
    private static final Color MISSING = new Color(0xd5e2ea);
    private static final int SHOWN_INVITATIONS = 3;

    /** A line to click on, in pixels of the window. */
    private record Invitation(Shape place, String command) {}

    private final List<String> addresses;
    private final List<Invitation> invitations = new ArrayList<>();
    private final AffineTransform view = new AffineTransform();
    private @Nullable String copied;

    IcePainter(List<String> addresses) {
        this.addresses = addresses.subList(0, Math.min(SHOWN_INVITATIONS, addresses.size()));
    }

    /** Keeps in the clipboard what a guest has to type, if an invitation is here. */
    void copyInvitation(Point place) {
        invitations.stream().filter(line -> line.place.contains(place)).forEach(line -> {
            copied = line.command;
            Toolkit.getDefaultToolkit().getSystemClipboard().setContents(new StringSelection(copied), null);
        });
    }

    void paint(Graphics2D g, int width, int height, Ice ice, @Nullable String me, @Nullable Disconnected gone) {
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        g.setPaint(new GradientPaint(0, 0, SEA, 0, height, DEEP));
        g.fillRect(0, 0, width, height);
        double scale = Math.min(width / (Ice.WIDTH + 2 * RIM), height / (Ice.HEIGHT + 2 * RIM));
        view.setToTranslation((width - Ice.WIDTH * scale) / 2, (height - Ice.HEIGHT * scale) / 2 + 10 * scale);
        view.scale(scale, scale);
        g.transform(view);
        Sketch.floe(g);
        if (ice.fish() != null) {
            Sketch.fish(g, ice.fish());
        }
        penguins(g, ice, me);
        invitations.clear();
        if (gone != null && gone.returning()) {
            card(g, "Connection lost", List.of("Trying again …"));
        } else if (gone != null) {
            card(g, "The game is over", List.of(Party.farewell(gone)));
        } else if (ice.winner() != null) {
            boolean mine = ice.winner().equals(me);
            String who = mine ? "You have" : ice.penguins().get(ice.winner()).name() + " has";
            card(g, who + " won!", List.of("The next round begins in a moment"));
        } else if (ice.penguins().size() < 2) {
            invite(g);
        }
    }

    private static void penguins(Graphics2D g, Ice ice, @Nullable String me) {
        int number = 0;
        for (Map.Entry<String, Penguin> entry : ice.penguins().entrySet()) {
            Penguin penguin = entry.getValue();
            Color scarf = SCARVES[number % 2];
            String name = entry.getKey().equals(me) ? penguin.name() + " (you)" : penguin.name();
            Sketch.penguin(g, penguin, scarf);
            name(g, penguin.here() ? name : name + " …", penguin.x(), penguin.y() + 52, scarf);
            score(g, penguin, scarf, Ice.WIDTH * (number == 0 ? .27 : .73), ice.goal());
            number++;
        }
    }

    private static void name(Graphics2D g, String name, double x, double y, Color colour) {
        Font font = STRONG.deriveFont(14f);
        double half = g.getFontMetrics(font).stringWidth(name) / 2.0 + 9;
        double at = Math.max(half, Math.min(Ice.WIDTH - half, x));
        double top = Math.min(Ice.HEIGHT - 6, y) - 11;
        g.setColor(colour);
        g.fill(box(at - half, top, 2 * half, 22, 22));
        write(g, name, font, at, top + 16, Color.WHITE);
    }

    private static void score(Graphics2D g, Penguin penguin, Color scarf, double x, int goal) {
        double half = 150;
        g.setColor(PAPER);
        g.fill(box(x - half, -46, 2 * half, 44, 44));
        g.setColor(scarf);
        g.fill(disc(x - half + 24, -24, 8));
        g.setFont(STRONG);
        g.setColor(INK);
        g.drawString(penguin.name(), (float) (x - half + 42), -18);
        for (int i = 0; i < goal; i++) {
            g.setColor(i < penguin.fish() ? CAUGHT : MISSING);
            g.fill(disc(x + half - 24 - 17 * (goal - 1 - i), -24, 6.5));
        }
    }

    private void invite(Graphics2D g) {
        if (addresses.isEmpty()) {
            card(g, "Waiting", List.of("The other penguin has gone"));
            return;
        }
        List<String> lines = new ArrayList<>();
        lines.add("In your network they run this game with one of these:");
        lines.addAll(addresses);
        lines.add(copied == null ? "Click on one to copy the whole command" : "Copied. Send it to your friend.");
        double top = card(g, "Invite a friend", lines);
        for (int i = 0; i < addresses.size(); i++) {
            Rectangle2D line = new Rectangle2D.Double(Ice.WIDTH / 2 - 200, top + 30 * (i + 1) - 22, 400, 30);
            String command =
                    "./mvnw -q test-compile exec:java -Dexec.mainClass=host.Host -Dexec.args=" + addresses.get(i);
            invitations.add(new Invitation(view.createTransformedShape(line), command));
        }
    }

    /** Gives where its first line is. */
    private double card(Graphics2D g, String title, List<String> lines) {
        double height = 96 + 30 * lines.size();
        double top = (Ice.HEIGHT - height) / 2;
        double half = 250;
        g.setColor(new Color(20, 60, 90, 50));
        g.fill(box(Ice.WIDTH / 2 - half - 2, top + 4, 2 * half + 4, height + 4, 40));
        g.setColor(PAPER);
        g.fill(box(Ice.WIDTH / 2 - half, top, 2 * half, height, 36));
        write(g, title, BIG, Ice.WIDTH / 2, top + 54, INK);
        double first = top + 92;
        for (int i = 0; i < lines.size(); i++) {
            boolean address = addresses.contains(lines.get(i));
            write(
                    g,
                    lines.get(i),
                    address ? STRONG : SMALL,
                    Ice.WIDTH / 2,
                    first + 30 * i,
                    address ? SCARVES[0] : SOFT);
        }
        return first;
    }

    private static void write(Graphics2D g, String text, Font font, double x, double y, Color colour) {
        g.setFont(font);
        g.setColor(colour);
        g.drawString(text, (float) (x - g.getFontMetrics().stringWidth(text) / 2.0), (float) y);
    }
}
