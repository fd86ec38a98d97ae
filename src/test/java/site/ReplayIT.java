package site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.playflux.browser.Node;
import dev.playflux.client.GameClient;
import dev.playflux.recording.Recordings;
import dev.playflux.replay.ReplayCommand;
import dev.playflux.testing.Stage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tag.Tag;
import tag.TagGame;

/** The command shows a recording of tag at tag's page; what that looked like is in target/screenshots. */
@Timeout(330)
class ReplayIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Pattern ADDRESS = Pattern.compile("showing tag at (http://localhost:\\d+)/tag/\\R");

    @TempDir
    Path directory;

    private final StringWriter said = new StringWriter();
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();
    private Thread shows;
    private String base;

    @BeforeEach
    void show() throws IOException {
        String file = recorded().toString();
        shows = new Thread(
                () -> exit.complete(Replay.command().runNow(new PrintWriter(said), file, "--serve", "0")), "shows");
        shows.setDaemon(true);
        shows.start();
        Matcher address = ADDRESS.matcher("");
        await().atMost(SOON).until(() -> address.reset(said.toString()).find());
        base = address.group(1);
    }

    @AfterEach
    void end() throws InterruptedException {
        shows.interrupt();
        shows.join(SOON.toMillis());
    }

    /** A match of a minute in which somebody runs. */
    private Path recorded() throws IOException {
        try (Stage stage = Stage.of(spec -> spec.game(TagGame.game()).record(Recordings.files(directory)))) {
            stage.hello("{'game':'tag','options':{'name':'Mia'}}").send("steer", "{'dx':1,'dy':0}");
            stage.pass(Duration.ofMinutes(1));
        }
        try (var files = Files.list(directory)) {
            return files.findFirst().orElseThrow();
        }
    }

    @Test
    void whoeverComesWatchesUntilTheCommandIsInterrupted() throws Exception {
        HttpRequest page = HttpRequest.newBuilder(URI.create(base + "/tag/")).build();
        assertThat(HttpClient.newHttpClient()
                        .send(page, BodyHandlers.ofString())
                        .body())
                .contains("<title>Tag</title>");
        GameClient watches = GameClient.create()
                .uri(base.replace("http", "ws") + "/play")
                .game("tag")
                .connectNow();
        assertThat(watches.player()).isNull();
        assertThat(watches.states(Tag.class)
                        .filter(tag -> !tag.runners().isEmpty())
                        .blockFirst(SOON)
                        .runners()
                        .values())
                .singleElement()
                .satisfies(runner -> assertThat(runner.name()).isEqualTo("Mia"));
        watches.closeNow();
        shows.interrupt();
        assertThat(exit.get(SOON.toSeconds(), TimeUnit.SECONDS)).isEqualTo(ReplayCommand.SAME);
        assertThat(said.toString()).contains("no difference").doesNotContain("Exception");
        HttpClient late = HttpClient.newHttpClient();
        assertThatThrownBy(() -> late.send(page, BodyHandlers.ofString())).isInstanceOf(ConnectException.class);
    }

    @Test
    void thePageSaysThatOneWatches() {
        Node.assumeInstalled();
        Node.assumeInstalled(Files.isExecutable(Node.CHROMIUM), Node.CHROMIUM.toString());
        Node.run(List.of("src/test/browser/watch.mjs", base), Map.of());
    }
}
