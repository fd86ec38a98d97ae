package desktop;

import com.badlogic.gdx.Gdx;
import com.badlogic.gdx.graphics.GL20;
import com.badlogic.gdx.utils.Disposable;
import com.badlogic.gdx.utils.ScreenUtils;
import dev.playflux.client.Status;
import org.jspecify.annotations.Nullable;

/** Draws one picture: the field, who runs there, and what is written over it. */
final class Painter implements Disposable {
    private static final double FADE_MS = 600;

    private final Brush brush = new Brush();
    private final Lettering letters = new Lettering();
    private final View view = new View();
    private final Scene scene = new Scene(brush);
    private final Signs signs = new Signs(brush, letters, view);
    private double now;
    private double hint = 1;

    /**
     * Draws a moment of the game.
     *
     * @param me the id of the own runner
     * @param passed since the last picture, in ms
     */
    void draw(Moment moment, @Nullable String me, double passed) {
        now += passed;
        ScreenUtils.clear(Look.OUTSIDE);
        Gdx.gl.glEnable(GL20.GL_BLEND);
        Gdx.gl.glBlendFunc(GL20.GL_SRC_ALPHA, GL20.GL_ONE_MINUS_SRC_ALPHA);
        view.aim(moment.tag().field(), moment.spot(me), passed);
        brush.begin(view.ofField());
        scene.draw(moment, me, now);
        brush.end();
        brush.begin(view.ofWindow());
        signs.names(moment, me);
        signs.role(moment, me);
        signs.board(moment, me, scene);
    }

    /** Fades away when it has been understood. */
    void hint(String text, boolean understood, double passed) {
        hint -= understood ? passed / FADE_MS : 0;
        signs.hint(text, hint);
    }

    void connection(Status status, long roundTrip) {
        boolean well = status instanceof Status.Connected;
        signs.network(well ? Math.max(1, roundTrip) + " ms" : "no connection", well);
        if (status instanceof Status.Reconnecting) {
            signs.trouble("Connection lost", "Trying to get you back in. Stay here.");
        }
        if (status instanceof Status.Closed closed) {
            String reason = closed.why().reason();
            String why = reason.isEmpty()
                    ? "The server has ended it (" + closed.why().code() + ")"
                    : reason;
            signs.trouble("The game is over", why + ". Escape closes the window.");
        }
    }

    /** Comes last: letters lie over everything. */
    void finish() {
        brush.end();
        letters.write(view.ofWindow());
    }

    @Override
    public void dispose() {
        brush.dispose();
        letters.dispose();
    }
}
