package desktop;

import com.badlogic.gdx.backends.lwjgl3.Lwjgl3Application;
import com.badlogic.gdx.backends.lwjgl3.Lwjgl3ApplicationConfiguration;
import com.badlogic.gdx.backends.lwjgl3.Lwjgl3WindowAdapter;
import dev.playflux.client.GameClient;
import dev.playflux.message.PlayfluxException;
import tag.Join;

/** Joins a game of tag and shows it in a window. */
public final class Desktop {
    private static final String HERE = "ws://localhost:8080/play";

    private Desktop() {}

    /** Takes the server's address and the player's name, both optional. */
    public static void main(String[] args) {
        if (FirstThread.restarted(Desktop.class, args)) {
            return;
        }
        String address = args.length > 0 ? args[0] : HERE;
        try {
            play(join(address, args.length > 1 ? args[1] : "Runner"));
        } catch (PlayfluxException | IllegalArgumentException wrong) {
            System.err.println("No game of tag at " + address + ": " + wrong.getMessage());
            System.err.println("This serves one: ./mvnw -q test-compile exec:java");
            System.exit(1);
        }
    }

    private static void play(GameClient client) {
        try {
            show(new TagWindow(client));
        } finally {
            client.closeNow();
        }
    }

    static GameClient join(String address, String name) {
        return GameClient.create()
                .uri(address)
                .game("tag")
                .options(new Join(name, false))
                .connectNow();
    }

    /** Opens the window, and returns when it is closed. */
    static void show(TagWindow window) {
        // Letters are painted by Java, whose own windows would get in the way of this one.
        System.setProperty("java.awt.headless", "true");
        Lwjgl3ApplicationConfiguration look = new Lwjgl3ApplicationConfiguration();
        look.setTitle("Tag");
        look.setWindowedMode(1180, 760);
        look.setWindowSizeLimits(480, 360, -1, -1);
        look.setBackBufferConfig(8, 8, 8, 8, 0, 0, 4);
        look.useVsync(true);
        look.setForegroundFPS(120);
        look.disableAudio(true);
        look.setWindowListener(new Lwjgl3WindowAdapter() {
            @Override
            public void focusLost() {
                window.focusLost();
            }
        });
        new Lwjgl3Application(window, look);
    }
}
