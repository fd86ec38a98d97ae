package desktop;

import com.badlogic.gdx.Gdx;
import com.badlogic.gdx.Input.Keys;
import com.badlogic.gdx.InputProcessor;
import com.badlogic.gdx.files.FileHandle;
import com.badlogic.gdx.graphics.Pixmap;
import com.badlogic.gdx.graphics.PixmapIO;
import com.badlogic.gdx.utils.GdxRuntimeException;
import dev.playflux.browser.Display;
import dev.playflux.client.GameClient;
import org.jspecify.annotations.Nullable;

/** A process with the example's window whose keys a script presses: runs about until both have moved, keeps a picture, leaves. */
final class DesktopScript extends TagWindow {
    private static final double FAR = 60;
    /** A trail takes some to be seen. */
    private static final int ENOUGH = 15;
    /** One way may be blocked. */
    private static final int[] KEYS = {Keys.D, Keys.DOWN, Keys.A, Keys.UP};

    private static final double TURN_MS = 800;

    private final GameClient client;
    private final FileHandle picture;
    private boolean created;
    private @Nullable Moment first;
    private int frames;
    private int pressed = Keys.UNKNOWN;

    private DesktopScript(GameClient client, String picture) {
        super(client);
        this.client = client;
        this.picture = new FileHandle(picture);
    }

    public static void main(String[] arguments) {
        GameClient client = Display.patiently(() -> Desktop.join(arguments[0], "Wendy"));
        DesktopScript script = new DesktopScript(client, arguments[1]);
        try {
            Desktop.show(script);
        } catch (GdxRuntimeException | UnsatisfiedLinkError thrown) {
            if (script.created) {
                throw thrown;
            }
            System.out.println(Display.NO_WINDOW + thrown.getMessage());
        }
        client.closeNow();
    }

    @Override
    public void create() {
        super.create();
        created = true;
        Gdx.graphics.setForegroundFPS(20); // painted by the processor, which the server needs, too
    }

    @Override
    void drawn(Moment moment) {
        if (moment.spots().size() < 2) {
            return;
        }
        if (first == null) {
            first = moment;
        }
        press(KEYS[(int) (moment.time() / TURN_MS) % KEYS.length]);
        frames++;
        if (frames > ENOUGH && moved(moment, true) > FAR && moved(moment, false) > FAR) {
            keep();
            System.out.printf(
                    "saw both move: %.0f and %.0f in %d frames%n", moved(moment, true), moved(moment, false), frames);
            Gdx.app.exit();
        }
    }

    /** This key, and no other. */
    private void press(int key) {
        if (key != pressed) {
            InputProcessor keyboard = Gdx.input.getInputProcessor();
            keyboard.keyUp(pressed);
            keyboard.keyDown(key);
            pressed = key;
        }
    }

    private double moved(Moment moment, boolean me) {
        Moment.Spot was = one(first, me);
        Moment.Spot is = one(moment, me);
        return Math.hypot(is.x() - was.x(), is.y() - was.y());
    }

    private Moment.Spot one(@Nullable Moment moment, boolean me) {
        return moment.spots().stream()
                .filter(spot -> spot.id().equals(client.player()) == me)
                .findFirst()
                .orElseThrow();
    }

    private void keep() {
        picture.parent().mkdirs();
        Pixmap pixels = Pixmap.createFromFrameBuffer(
                0, 0, Gdx.graphics.getBackBufferWidth(), Gdx.graphics.getBackBufferHeight());
        PixmapIO.writePNG(picture, pixels, -1, true);
        pixels.dispose();
    }
}
