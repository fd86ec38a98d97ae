package desktop;

import com.badlogic.gdx.graphics.Color;
import desktop.Lettering.Style;
import desktop.Moment.Spot;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is written over the field: names, whose role it is, the longest runs, and how the connection is. */
final class Signs {
    private static final Style NAME = new Style(12, true);
    private static final Style ROLE = new Style(17, true);
    private static final Style TEXT = new Style(14, false);
    private static final Style STRONG = new Style(14, true);
    private static final Style SMALL = new Style(12, true);
    private static final Style TITLE = new Style(20, true);
    private static final Color SHADOW = Color.valueOf("1d2b2420");
    private static final int ROWS = 8;

    private final Brush brush;
    private final Lettering letters;
    private final View view;

    Signs(Brush brush, Lettering letters, View view) {
        this.brush = brush;
        this.letters = letters;
        this.view = view;
    }

    void names(Moment moment, @Nullable String me) {
        for (Spot spot : moment.spots()) {
            boolean mine = spot.id().equals(me);
            String name = mine ? spot.runner().name() + " (you)" : spot.runner().name();
            float half = letters.width(name, NAME) / 2 + 8;
            float x = Math.max(half + 4, Math.min(view.width() - half - 4, view.toWindowX(spot.x())));
            float away = Scene.RADIUS * view.scale() + 19;
            float below = view.toWindowY(spot.y()) + away;
            float y = below + 14 < view.height() ? below : below - 2 * away - 14;
            boolean dark = mine || moment.isIt(spot);
            brush.box(x, y, half, 10, 10, moment.isIt(spot) ? Look.IT_DARK : mine ? Look.YOU : Look.PAPER);
            letters.middle(name, NAME, x, y, dark ? Look.WHITE : Look.INK);
        }
    }

    void role(Moment moment, @Nullable String me) {
        Spot it = moment.it();
        Spot self = moment.spot(me);
        boolean mine = it != null && it.equals(self);
        boolean safe = moment.safePart() > 0 || (self != null && moment.protectedPart(self) > 0);
        String who = mine ? "You are it!" : (it == null ? "Nobody" : it.runner().name()) + " is it.";
        pill(
                view.width() / 2,
                34,
                who + " " + (mine ? hunt(moment) : flight(moment, safe)),
                ROLE,
                mine ? Look.IT_DARK : Look.PAPER,
                mine ? Look.WHITE : safe ? Look.SAFE : Look.INK);
    }

    private static String hunt(Moment moment) {
        if (moment.spots().size() == 1) {
            return "Wait for the others";
        }
        return moment.safePart() > 0 ? "Ready …" : "Catch someone";
    }

    private static String flight(Moment moment, boolean safe) {
        if (moment.safePart() > 0) {
            return "Get away!";
        }
        return safe ? "You are still safe" : "Run!";
    }

    void board(Moment moment, @Nullable String me, Scene scene) {
        List<Spot> ranked = moment.spots().stream()
                .sorted(Comparator.comparingLong(moment::longestRun).reversed())
                .limit(ROWS)
                .toList();
        float width = 214;
        float height = 40 + 23 * ranked.size();
        float left = view.width() - width - 14;
        card(left + width / 2, 14 + height / 2, width / 2, height / 2, 16);
        letters.left("Longest run", SMALL, left + 15, 32, Look.SOFT);
        float y = 55;
        for (Spot spot : ranked) {
            boolean isIt = moment.isIt(spot);
            Style style = isIt || spot.id().equals(me) ? STRONG : TEXT;
            Color ink = isIt ? Look.IT_DARK : Look.INK;
            brush.disc(left + 21, y, 6, scene.colour(moment, spot));
            letters.left(fitting(spot.runner().name(), style, width - 92), style, left + 35, y, ink);
            long seconds = moment.longestRun(spot) / 1000;
            letters.right("%d:%02d".formatted(seconds / 60, seconds % 60), TEXT, left + width - 15, y, ink);
            y += 23;
        }
    }

    void network(String text, boolean well) {
        float half = letters.width(text, TEXT) / 2 + 24;
        float y = view.height() - 32;
        card(14 + half, y, half, 18, 18);
        brush.disc(31, y, 5, well ? Look.GOOD : Look.BAD);
        letters.left(text, TEXT, 43, y, Look.INK);
    }

    void hint(String text, double alpha) {
        if (alpha > 0) {
            pill(
                    view.width() / 2,
                    view.height() - 32,
                    text,
                    TEXT,
                    Look.faint(Look.PAPER, .94 * alpha),
                    Look.faint(Look.INK, alpha));
        }
    }

    /** In the middle, over a field that is dimmed. */
    void trouble(String title, String text) {
        float x = view.width() / 2;
        float y = view.height() / 2;
        brush.rectangle(0, 0, view.width(), view.height(), Look.faint(Look.INK, .35));
        float half = Math.max(letters.width(title, TITLE), letters.width(text, TEXT)) / 2 + 34;
        brush.box(x, y, half, 54, 18, Color.valueOf("fffdf7"));
        letters.middle(title, TITLE, x, y - 16, Look.INK);
        letters.middle(text, TEXT, x, y + 18, Look.SOFT);
    }

    private void pill(float x, float y, String text, Style style, Color fill, Color ink) {
        float halfHeight = style.size() * .5f + 11;
        float half = letters.width(text, style) / 2 + 20;
        brush.box(x, y + 3, half + 1, halfHeight + 1, halfHeight + 1, Look.faint(SHADOW, SHADOW.a * fill.a));
        brush.box(x, y, half, halfHeight, halfHeight, fill);
        letters.middle(text, style, x, y, ink);
    }

    private void card(float x, float y, float halfWidth, float halfHeight, float radius) {
        brush.box(x, y + 3, halfWidth + 1, halfHeight + 1, radius + 1, SHADOW);
        brush.box(x, y, halfWidth, halfHeight, radius, Look.PAPER);
    }

    private String fitting(String text, Style style, float width) {
        String shown = text;
        for (int end = text.length(); letters.width(shown, style) > width && end > 1; ) {
            end = text.offsetByCodePoints(end, -1);
            shown = text.substring(0, end) + "…";
        }
        return shown;
    }
}
