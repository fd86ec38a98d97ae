package dev.playflux.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.recording.Recordings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Seeded matches of one game under hostile conditions, see {@link HostileMatch}. {@code -Dplayflux.matches=500} plays more of
 * them, {@code -Dplayflux.seed=7} that one.
 */
public abstract class HostileMatches {
    private static final int MATCHES = Integer.getInteger("playflux.matches", 3);
    private static final @Nullable Long SEED = Long.getLong("playflux.seed");

    private final HostileGame<?> game;

    protected HostileMatches(HostileGame<?> game) {
        this.game = game;
    }

    @Test
    @Timeout(7200)
    void clientsEndUpWithTheServersStateAndNothingIsLostTwiceDoneOrLeftBehind() {
        if (SEED != null) {
            HostileMatch.play(game, SEED, null);
            return;
        }
        HostileMatch.Tally all = new HostileMatch.Tally();
        for (long seed = 1; seed <= MATCHES; seed++) {
            all.add(HostileMatch.play(game, seed, null));
        }
        assertThat(all.frames).as("%s", all).isGreaterThan(100);
        assertThat(List.of(all.delivered, all.refused)).as("%s", all).doesNotContain(0);
        assertThat(List.of(all.resumed, all.lost, all.compared)).as("%s", all).doesNotContain(0L);
    }

    @Test
    @Timeout(60)
    void theSameSeedMakesTheSameBytesAndRecordingsAndAnotherOneDoesNot(@TempDir Path directory) throws IOException {
        long seed = SEED == null ? 1 : SEED;
        List<Long> bytes = played(seed, directory.resolve("once"));
        assertThat(played(seed, directory.resolve("again"))).as("seed %s", seed).isEqualTo(bytes);
        assertThat(played(seed + 1, directory.resolve("other"))).as("seed %s", seed).doesNotContainAnyElementsOf(bytes);
        Map<String, ByteBuffer> files = files(directory.resolve("once"));
        assertThat(files).isNotEmpty();
        assertThat(files(directory.resolve("again"))).as("seed %s", seed).isEqualTo(files);
        assertThat(files(directory.resolve("other")).values()).as("seed %s", seed).doesNotContainAnyElementsOf(files.values());
    }

    private List<Long> played(long seed, Path directory) {
        return HostileMatch.play(game, seed, Recordings.files(directory)).bytes;
    }

    private static Map<String, ByteBuffer> files(Path directory) throws IOException {
        Map<String, ByteBuffer> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(directory)) {
            for (Path file : all.toList()) {
                files.put(String.valueOf(file.getFileName()), ByteBuffer.wrap(Files.readAllBytes(file)));
            }
        }
        return files;
    }
}
