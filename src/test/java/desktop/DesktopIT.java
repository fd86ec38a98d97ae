package desktop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.browser.Display;
import dev.playflux.client.GameClient;
import dev.playflux.server.GameServer;
import dev.playflux.server.RunningServer;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import tag.Runner;
import tag.Steer;
import tag.Tag;
import tag.TagGame;

/** A real window on a screen that nobody sees; what it looked like is in target/screenshots. */
@Timeout(240)
class DesktopIT {
    private static final Path PICTURE = Path.of("target/screenshots/desktop-tag.png");

    private final RunningServer server =
            GameServer.create().host("127.0.0.1").port(0).game(TagGame.game()).bindNow();
    private final String address = "ws://127.0.0.1:" + server.port() + "/play";

    @AfterEach
    void stop() {
        server.disposeNow();
    }

    @Test
    void aWindowAndAnotherPlayerSeeEachOtherRun() throws IOException {
        GameClient ada = Desktop.join(address, "Ada");
        Disposable steering = Flux.interval(Duration.ofMillis(100))
                .map(i -> new Steer(Math.cos(i / 8.0), Math.sin(i / 8.0)))
                .subscribe(ada::input);
        Queue<Runner> seen = new ConcurrentLinkedQueue<>();
        ada.states(Tag.class)
                .flatMapIterable(tag -> tag.runners().values())
                .filter(runner -> runner.name().equals("Wendy"))
                .subscribe(seen::add);
        try (Display display = Display.open()) {
            assertThat(display.run(DesktopScript.class, address, PICTURE)).contains("saw both move");
        }
        steering.dispose();
        Runner first = seen.element();
        assertThat(seen).anyMatch(runner -> Math.hypot(runner.x() - first.x(), runner.y() - first.y()) > 50);
        assertThat(coloursIn(PICTURE)).isGreaterThan(100);
        ada.closeNow();
    }

    private static long coloursIn(Path picture) throws IOException {
        BufferedImage image = ImageIO.read(picture.toFile());
        return IntStream.range(0, image.getWidth() * image.getHeight())
                .map(i -> image.getRGB(i % image.getWidth(), i / image.getWidth()))
                .distinct()
                .count();
    }
}
