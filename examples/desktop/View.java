package desktop;

import com.badlogic.gdx.Gdx;
import com.badlogic.gdx.graphics.OrthographicCamera;
import com.badlogic.gdx.math.Matrix4;
import org.jspecify.annotations.Nullable;
import tag.Field;

/** Which part of the field the window shows: all of it where that fits, else what is around the own runner. */
final class View {
    /** What is seen of the surroundings, in units. */
    private static final float RIM = 36;
    /** Pixels per unit below which nobody sees anything. */
    private static final float SMALLEST = .5f;
    /** How fast the view follows: so many ms until a third of the way is left. */
    private static final double EASE = 90;

    private final OrthographicCamera field = new OrthographicCamera();
    private final OrthographicCamera window = new OrthographicCamera();
    private float x = Float.NaN;
    private float y = Float.NaN;

    void aim(Field all, Moment.@Nullable Spot self, double passed) {
        float width = width();
        float height = height();
        window.setToOrtho(true, width, height);
        float whole = Math.min(width / ((float) all.width() + 2 * RIM), height / ((float) all.height() + 2 * RIM));
        float scale = Math.max(whole, SMALLEST);
        float toX = along(width / scale, (float) all.width(), self == null ? all.width() / 2 : self.x());
        float toY = along(height / scale, (float) all.height(), self == null ? all.height() / 2 : self.y());
        float part = Float.isNaN(x) ? 1 : (float) (1 - Math.exp(-passed / EASE));
        x = part == 1 ? toX : x + (toX - x) * part;
        y = part == 1 ? toY : y + (toY - y) * part;
        field.setToOrtho(true, width, height);
        field.zoom = 1 / scale;
        field.position.set(x, y, 0);
        field.update();
    }

    Matrix4 ofField() {
        return field.combined;
    }

    /** In pixels of the window, from its upper left corner. */
    Matrix4 ofWindow() {
        return window.combined;
    }

    float toWindowX(double fieldX) {
        return (float) (fieldX - x) / field.zoom + width() / 2;
    }

    float toWindowY(double fieldY) {
        return (float) (fieldY - y) / field.zoom + height() / 2;
    }

    float scale() {
        return 1 / field.zoom;
    }

    float width() {
        return Math.max(1, Gdx.graphics.getWidth());
    }

    float height() {
        return Math.max(1, Gdx.graphics.getHeight());
    }

    private static float along(float seen, float whole, double at) {
        float half = seen / 2;
        return seen >= whole + 2 * RIM - 1 ? whole / 2 : (float) Math.max(half - RIM, Math.min(whole + RIM - half, at));
    }
}
