package dev.playflux.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.message.CloseReason;
import dev.playflux.room.Game;
import dev.playflux.testing.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client that is closed ends soon, whatever it is about. */
class ClientEndTest {

    record Chat(String text) {}

    record Go() {}

    private @Nullable Stage stage;

    @AfterEach
    void close() {
        if (stage != null) {
            stage.close();
        }
    }

    private Stage play(Game<String> game) {
        stage = Stage.of(game);
        return stage;
    }

    private static GameClient connect(Stage stage) {
        AtomicReference<GameClient> client = new AtomicReference<>();
        stage.client().connect().subscribe(client::set);
        stage.pass(Duration.ofSeconds(1));
        return java.util.Objects.requireNonNull(client.get());
    }

    @Test
    void aClientClosedWhileItWaitsToReconnectEndsAtOnce() {
        Stage stage = play(Game.named("g", () -> ""));
        GameClient client = connect(stage);
        stage.server.dispose();
        stage.pass(Duration.ofSeconds(60));
        List<CloseReason> ends = new ArrayList<>();
        client.onClose().subscribe(ends::add);
        client.close();
        stage.settle();
        assertThat(ends).hasSize(1);
    }

    @Test
    void aClientClosedWhileItReconnectsEnds() {
        Stage stage = play(Game.named("g", () -> ""));
        GameClient client = connect(stage);
        stage.network.latency(Duration.ofSeconds(3));
        stage.network.cut();
        stage.pass(Duration.ofSeconds(1));
        List<CloseReason> ends = new ArrayList<>();
        client.onClose().subscribe(ends::add);
        client.close();
        stage.pass(Duration.ofSeconds(60));
        assertThat(ends).hasSize(1);
    }

    @Test
    void aMessageThatDoesNotFitDoesNotEndTheLoopsCallback() {
        Stage stage = play(Game.named("g", () -> "").run(Go.class, (player, go) -> {
            player.send("chat", 5);
            player.send("chat", Map.of("text", "hi"));
        }));
        GameClient client = connect(stage);
        List<String> heard = new ArrayList<>();
        client.loop().on(Chat.class, chat -> heard.add(chat.text()));
        client.send(new Go());
        stage.pass(Duration.ofSeconds(1));
        client.loop().pump();
        assertThat(heard).containsExactly("hi");
    }

    @Test
    void aLoopThatIsDisposedSaysSo() {
        Stage stage = play(Game.named("g", () -> ""));
        GameLoop loop = connect(stage).loop();
        loop.dispose();
        assertThat(loop.isDisposed()).isTrue();
    }
}
