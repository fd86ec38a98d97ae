package desktop;

import com.badlogic.gdx.Gdx;
import com.badlogic.gdx.Input.Keys;
import com.badlogic.gdx.InputAdapter;
import desktop.Steering.Way;
import org.jspecify.annotations.Nullable;

/** Which keys steer: those at the places of W, A, S and D, whatever is printed on them, and the arrows. */
final class Keyboard extends InputAdapter {
    private final Steering steering;

    Keyboard(Steering steering) {
        this.steering = steering;
    }

    @Override
    public boolean keyDown(int key) {
        Way way = way(key);
        if (way != null) {
            steering.press(way);
        } else if (key == Keys.ESCAPE) {
            Gdx.app.exit();
        }
        return way != null;
    }

    @Override
    public boolean keyUp(int key) {
        Way way = way(key);
        if (way != null) {
            steering.release(way);
        }
        return way != null;
    }

    private static @Nullable Way way(int key) {
        return switch (key) {
            case Keys.A, Keys.LEFT -> Way.LEFT;
            case Keys.D, Keys.RIGHT -> Way.RIGHT;
            case Keys.W, Keys.UP -> Way.UP;
            case Keys.S, Keys.DOWN -> Way.DOWN;
            default -> null;
        };
    }
}
