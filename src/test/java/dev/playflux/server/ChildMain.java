package dev.playflux.server;

import dev.playflux.client.GameClient;
import dev.playflux.client.Status;
import dev.playflux.message.Undelivered;
import dev.playflux.recording.Recordings;
import dev.playflux.room.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import tag.TagGame;

/** What a {@link Child} does until it is killed: it is a client, in some phase of its life, or a server. */
final class ChildMain {

    private ChildMain() {}

    public static void main(String[] arguments) {
        int port = Integer.parseInt(arguments[1]);
        switch (arguments[0]) {
            case "silent" -> RawClient.silent(port);
            case "greeting" ->
                RawClient.silent(port)
                        .say("{\"action\":\"$hello\",\"data\":{\"options\":{\"name\":\"" + arguments[2] + "\"}}}");
            case "client" -> play(port, arguments[2], arguments[3]);
            case "recorded" -> record(port, Path.of(arguments[2]));
            default -> serve(port, Path.of(arguments[2]));
        }
        print("there");
        while (true) {
            LockSupport.park();
        }
    }

    private static void print(String line) {
        System.out.println(line);
    }

    private static void serve(int port, Path store) {
        Count count = new Count(ChildMain::print);
        RunningServer server = GameServer.create()
                .host("127.0.0.1")
                .port(port)
                .store(Store.files(store))
                .game(count.game("count", Duration.ofSeconds(20)))
                .bindNow();
        print("port " + server.port());
    }

    private static void record(int port, Path directory) {
        RunningServer server = GameServer.create()
                .host("127.0.0.1")
                .port(port)
                .record(Recordings.files(directory).every(5))
                .game(TagGame.game())
                .bindNow();
        print("port " + server.port());
    }

    /** Counts for ever. */
    private static void play(int port, String name, String game) {
        GameClient client = GameClient.create()
                .uri("ws://127.0.0.1:" + port + "/play")
                .game(game)
                .options(new Count.Sit(name))
                .connectNow();
        client.status().subscribe(status -> print(text(status)));
        Thread counting = new Thread(() -> count(client), "count");
        counting.setDaemon(true);
        counting.start();
    }

    private static void count(GameClient client) {
        for (int number = 1; true; number++) {
            client.deliver(new Count.Next(number))
                    .subscribe(none -> {}, thrown -> print("failed " + ((Undelivered) thrown).reason()));
            LockSupport.parkNanos(200_000_000);
        }
    }

    private static String text(Status status) {
        if (status instanceof Status.Connected connected) {
            return connected.resumed() ? "resumed" : "connected";
        }
        return status instanceof Status.Reconnecting again
                ? "reconnecting " + again.why().code() + " attempt " + again.attempt()
                : status.toString();
    }
}
