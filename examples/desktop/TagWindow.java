package desktop;

import com.badlogic.gdx.ApplicationAdapter;
import com.badlogic.gdx.Gdx;
import dev.playflux.client.GameClient;
import dev.playflux.client.GameLoop;
import org.jspecify.annotations.Nullable;
import tag.Tag;

/** The game loop: once a frame it hears the network, tells it what the keys say, and draws the game of a moment ago. */
class TagWindow extends ApplicationAdapter {
    private final GameClient client;
    private final GameLoop loop;
    private final Timeline timeline = new Timeline();
    private final Steering steering = new Steering();
    private @Nullable Painter painter;

    TagWindow(GameClient client) {
        this.client = client;
        loop = client.loop();
        loop.onConnected(steering::startAnew).onResumed(steering::startAnew);
    }

    @Override
    public void create() {
        painter = new Painter();
        Gdx.input.setInputProcessor(new Keyboard(steering));
    }

    @Override
    public void render() {
        loop.pump();
        steering.news().ifPresent(loop::input);
        Tag latest = loop.state(Tag.class);
        if (latest != null) {
            timeline.add(latest);
        }
        double passed = Gdx.graphics.getDeltaTime() * 1000;
        Moment moment = timeline.advance(passed);
        if (painter != null && moment != null) {
            painter.draw(moment, client.player(), passed);
            painter.hint("Run with W A S D or the arrow keys", steering.used(), passed);
            painter.connection(loop.status(), client.roundTrip().smoothed().toMillis());
            painter.finish();
            drawn(moment);
        }
    }

    /** What has just been shown. */
    void drawn(Moment moment) {}

    /** Keys that are let go elsewhere must not stay pressed. */
    void focusLost() {
        steering.releaseAll();
    }

    @Override
    public void dispose() {
        if (painter != null) {
            painter.dispose();
        }
    }
}
