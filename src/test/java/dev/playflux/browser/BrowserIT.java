package dev.playflux.browser;

import dev.playflux.room.Room;
import dev.playflux.server.RunningServer;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import site.ExampleServer;

/** The examples, played in Chromium by scripts of {@code src/test/browser}; what it looked like is in target/screenshots. */
@Timeout(330)
class BrowserIT {
    private RunningServer server;

    @BeforeEach
    void serve() {
        Node.assumeInstalled();
        Node.assumeInstalled(Files.isExecutable(Node.CHROMIUM), Node.CHROMIUM.toString());
        server = ExampleServer.start(0);
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.disposeNow();
        }
    }

    @Test
    void twoPlayTagAndComeBackByThemselvesWhenTheServerRestarts() {
        play("tag.mjs", restart());
    }

    @Test
    void twoFightADuelToItsEndWhileAThirdWaitsInAnotherRoom() {
        play("duel.mjs", Map.of("pause", () -> server.rooms().forEach(Room::pause)));
    }

    @Test
    void twoPlayPongAThirdWatchesAndTakesTheSeatThatGetsFree() {
        play("pong.mjs", Map.of());
    }

    @Test
    void oneMakesTheOwnLineWorseAndSeesWhatThatDoes() {
        play("lag.mjs", Map.of());
    }

    @Test
    void twoChatAndNothingIsLost() {
        play("chat.mjs", restart());
    }

    @Test
    void twoDrawAndSeeTheSame() {
        play("whiteboard.mjs", restart());
    }

    @Test
    void theFrontPageLeadsToTheGames() {
        play("home.mjs", Map.of());
    }

    private Map<String, Runnable> restart() {
        int port = server.port();
        return Map.of("stop", () -> server.disposeNow(), "start", () -> server = ExampleServer.start(port));
    }

    private void play(String script, Map<String, Runnable> wishes) {
        Node.run(List.of("src/test/browser/" + script, "http://localhost:" + server.port()), wishes);
    }
}
