package dev.playflux.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.recording.Recording;
import dev.playflux.recording.Recordings;
import dev.playflux.room.Replay;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Seeded matches of one game under hostile conditions, see {@link HostileMatch}. {@code -Dplayflux.matches=500} plays more of
 * them, {@code -Dplayflux.seed=7} that one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class HostileMatches {
    private static final int MATCHES = Integer.getInteger("playflux.matches", 2);
    private static final @Nullable Long SEED = Long.getLong("playflux.seed");
    private static final long FIRST = SEED == null ? 1 : SEED;

    private final HostileGame<?> game;
    private final Map<Long, Played> played = new HashMap<>();

    @TempDir
    private @Nullable Path directory;

    private record Played(HostileMatch.Tally tally, Map<String, ByteBuffer> files) {}

    /** The matches of a game. */
    protected HostileMatches(HostileGame<?> game) {
        this.game = game;
    }

    @Test
    @Timeout(36_000)
    void clientsEndUpWithTheServersStateAndNothingIsLostTwiceDoneOrLeftBehind() {
        HostileMatch.Tally all = new HostileMatch.Tally();
        List<AssertionError> failed = new ArrayList<>();
        for (long seed = FIRST; seed < FIRST + (SEED == null ? MATCHES : 1); seed++) {
            try {
                all.add(seed < FIRST + 2 ? once(seed).tally : HostileMatch.play(game, seed, null));
            } catch (AssertionError failure) {
                failed.add(failure);
            }
        }
        System.out.println(game.game().name() + ": " + all);
        failed.stream().limit(5).forEach(Throwable::printStackTrace);
        assertThat(failed).as("%s of %s", failed.size(), MATCHES).isEmpty();
        if (SEED == null) {
            assertThat(all.frames).as("%s", all).isGreaterThan(100);
            assertThat(List.of(all.delivered, all.refused)).as("%s", all).doesNotContain(0);
            assertThat(List.of(all.resumed, all.lost, all.compared))
                    .as("%s", all)
                    .doesNotContain(0L);
        }
    }

    @Test
    @Timeout(120)
    void theSameSeedMakesTheSameBytesAndRecordingsAndAnotherOneDoesNot() {
        Played once = once(FIRST);
        Played again = play(FIRST, "again");
        Played other = once(FIRST + 1);
        assertThat(again.tally.bytes).as("seed %s", FIRST).isEqualTo(once.tally.bytes);
        assertThat(other.tally.bytes).as("seed %s", FIRST).isNotEqualTo(once.tally.bytes);
        assertThat(once.files).isNotEmpty();
        assertThat(again.files).as("seed %s", FIRST).isEqualTo(once.files);
        assertThat(other.files.values()).as("seed %s", FIRST).doesNotContainAnyElementsOf(once.files.values());
    }

    /** A match that both tests look at. */
    private Played once(long seed) {
        return played.computeIfAbsent(seed, first -> play(seed, "once"));
    }

    private Played play(long seed, String name) {
        Path files = Objects.requireNonNull(directory).resolve(name + seed);
        return new Played(HostileMatch.play(game, seed, Recordings.files(files)), read(files));
    }

    private void replay(Path file) {
        try (Replay<?> replay = Replay.of(game.game(), Recording.file(file)).run()) {
            assertThat(replay.difference()).as("%s", file).isNull();
            assertThat(replay.ended()).as("%s", file).isEqualTo("the room has closed");
        }
    }

    private Map<String, ByteBuffer> read(Path directory) {
        Map<String, ByteBuffer> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(directory)) {
            for (Path file : all.toList()) {
                replay(file);
                files.put(String.valueOf(file.getFileName()), ByteBuffer.wrap(Files.readAllBytes(file)));
            }
            return files;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
