package dev.playflux.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.playflux.client.GameClient;
import dev.playflux.recording.Recording;
import dev.playflux.room.Replay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tag.Tag;
import tag.TagGame;

/** A server that is killed in the middle of a match leaves a recording that replays, in another process, to the same states. */
class RecordingKilledIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    record Steer(double dx, double dy) {}

    @TempDir
    Path directory;

    @Test
    void whatAKilledServerRecordedReplaysToItsLastBlockWithEqualFingerprints() {
        Random random = new Random(5);
        try (Child server = new Child("recorded", 0, directory)) {
            int port = Integer.parseInt(server.said("port "));
            List<GameClient> clients = IntStream.range(0, 4)
                    .mapToObj(i -> GameClient.create()
                            .uri("ws://127.0.0.1:" + port + "/play")
                            .timeout(PATIENCE)
                            .reconnect(false)
                            .options(Map.of("name", "runner " + i))
                            .connect()
                            .retry(5)
                            .block(PATIENCE))
                    .toList();
            await().atMost(PATIENCE).until(() -> {
                clients.forEach(
                        client -> client.input(new Steer(random.nextDouble() * 2 - 1, random.nextDouble() * 2 - 1)));
                return ticks() > 50;
            });
            server.kill();
            clients.forEach(client -> client.close().subscribe());
        }
        try (Replay<Tag> replay = Replay.of(TagGame.game(), Recording.file(file()))) {
            replay.run();
            assertThat(replay.difference()).isNull();
            assertThat(replay.tick()).isGreaterThan(50);
            assertThat(replay.compared()).isGreaterThanOrEqualTo(10);
            assertThat(replay.joined()).isEqualTo(4);
            assertThat(replay.state().runners()).hasSize(4);
            assertThat(replay.state().runners().values())
                    .anySatisfy(runner -> assertThat(runner.dx()).isNotZero());
            assertThat(replay.ended()).isEqualTo("it was cut off");
        }
    }

    private Path file() {
        try (var files = Files.list(directory)) {
            return files.findFirst().orElseThrow();
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    /** How far the file is while it is written. */
    private long ticks() throws IOException {
        try (var files = Files.list(directory)) {
            Path file = files.findFirst().orElse(null);
            if (file == null || Files.size(file) < 8) {
                return 0;
            }
            try (Replay<Tag> replay = Replay.of(TagGame.game(), Recording.file(file))) {
                return replay.run().tick();
            }
        }
    }
}
