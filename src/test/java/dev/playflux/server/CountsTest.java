package dev.playflux.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.action.Actions;
import dev.playflux.metrics.Metrics;
import dev.playflux.room.Game;
import dev.playflux.testing.Peer;
import dev.playflux.testing.Stage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a server counts, and under which names. */
class CountsTest {
    record Chat() {}

    private final List<String> counted = new ArrayList<>();
    private @Nullable Stage stage;

    private final Metrics metrics = new Metrics() {
        @Override
        public void connectionOpened() {
            counted.add("opened");
        }

        @Override
        public void connectionClosed(int code) {
            counted.add("closed " + code);
        }

        @Override
        public void dropped(String where) {
            counted.add("dropped " + where);
        }
    };

    @AfterEach
    void close() {
        if (stage != null) {
            stage.close();
        }
    }

    @Test
    void aConnectionIsCountedOnce() {
        Stage stage = Stage.of(spec -> spec.game(Game.named("g", () -> "")).metrics(metrics));
        this.stage = stage;
        stage.join().close();
        stage.ticks(2);
        assertThat(counted).containsExactly("opened", "closed 1000");
    }

    @Test
    void aStrangerDoesNotNameWhatIsCounted() {
        Stage stage = Stage.of(spec -> spec.handle(Actions.on(Chat.class, (connection, chats) -> chats)
                        .otherwise((connection, rest) -> rest.take(1)))
                .metrics(metrics));
        this.stage = stage;
        Peer ada = stage.join();
        ada.send("invented1", "{}");
        ada.send("invented2", "{}");
        stage.ticks(2);
        assertThat(counted).containsExactly("opened", "dropped otherwise");
    }
}
