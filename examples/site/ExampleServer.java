package site;

import chat.ChatGame;
import dev.playflux.message.PlayfluxException;
import dev.playflux.recording.Recordings;
import dev.playflux.server.GameServer;
import dev.playflux.server.RunningServer;
import dev.playflux.transport.Transport;
import duel.Duel;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import lag.LagGame;
import pong.PongGame;
import reactor.core.publisher.Sinks;
import tag.Bots;
import tag.TagGame;
import whiteboard.WhiteboardGame;

/** Serves all the examples: one server, their games and their pages. */
public final class ExampleServer {
    private static final Path EXAMPLES = Path.of("examples");

    /** The examples that have a page. */
    private static final List<String> PAGES = List.of("tag", "duel", "pong", "chat", "whiteboard", "lag");

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofSeconds(20);

    /** Of the delays on the lines that the players of lag make worse. */
    private static final long SEED = 1;

    private ExampleServer() {}

    /**
     * Serves them on the port that the environment names as PORT, 8080 without, until the process is ended. The name of an
     * example as the argument has its own address printed.
     */
    public static void main(String[] args) {
        try {
            String path = path(args);
            RunningServer server = start(port(System.getenv().getOrDefault("PORT", "8080")));
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(() -> server.drain(PATIENCE).block(LONGEST)));
            System.out.println("Playflux examples: http://localhost:" + server.port() + path);
            server.onDispose().block();
        } catch (PlayfluxException | IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage());
            System.exit(1);
        }
    }

    /** Serves them on a port; 0 is any free one. */
    public static RunningServer start(int port) {
        Sinks.One<URI> address = Sinks.one();
        Bots bots = new Bots(address.asMono());
        RunningServer server = pages(recorded(GameServer.create()))
                .port(port)
                .game(TagGame.game().pipeline(bots::company))
                .game(Duel.game())
                .game(ChatGame.game())
                .game(WhiteboardGame.game())
                .game(PongGame.game())
                .game(LagGame.game())
                .transport(Transport.impaired(Transport.webSocket(), SEED))
                .bindNow();
        address.tryEmitValue(URI.create("ws://localhost:" + server.port() + "/play"));
        return server;
    }

    /** Records all rooms, if the environment names a directory for it as RECORD. */
    private static GameServer recorded(GameServer server) {
        String directory = System.getenv("RECORD");
        return directory == null ? server : server.record(Recordings.files(Path.of(directory)));
    }

    /** The pages of all examples. */
    static GameServer pages(GameServer server) {
        GameServer serving = server.files("/", EXAMPLES.resolve("site/page"));
        for (String example : PAGES) {
            serving = serving.files("/" + example, EXAMPLES.resolve(example).resolve("page"));
        }
        return serving;
    }

    static String path(String... args) {
        if (args.length == 0) {
            return "";
        }
        if (args.length > 1 || !PAGES.contains(args[0])) {
            throw new IllegalArgumentException("there is no page of an example '" + String.join(" ", args) + "'");
        }
        return "/" + args[0] + "/";
    }

    static int port(String text) {
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65_535) {
            throw new IllegalArgumentException("PORT must be a number from 0 to 65535, was '" + text + "'");
        }
        return Integer.parseInt(text);
    }
}
