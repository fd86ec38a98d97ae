package dev.playflux.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.codec.Codec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The same seed gives the same bytes on every line: twice in a JVM, and in two. */
class DeterminismIT {
    private static final long SEED = Long.getLong("playflux.seed", 7);

    @Test
    void theSameSeedMovesTheSameBytesForEveryClientAndAnotherOneDoesNot() {
        for (Codec codec : List.of(Codec.cbor(), Codec.json())) {
            List<Long> once = SeededMatch.played(SEED, codec);
            List<Long> other = SeededMatch.played(SEED + 1, codec);
            assertThat(SeededMatch.played(SEED, codec))
                    .as("-Dplayflux.seed=" + SEED + ", " + codec)
                    .isEqualTo(once);
            assertThat(other).doesNotContainAnyElementsOf(once);
        }
    }

    @Test
    void anotherJvmMovesTheSameBytesToo() throws Exception {
        Process one = play();
        Process other = play();
        List<String> here = List.of(
                SeededMatch.played(SEED, Codec.cbor()).toString(),
                SeededMatch.played(SEED, Codec.json()).toString());
        assertThat(printed(one)).as("-Dplayflux.seed=" + SEED).isEqualTo(here);
        assertThat(printed(other)).as("-Dplayflux.seed=" + SEED).isEqualTo(here);
    }

    private static Process play() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SeededMatch.class.getName(),
                        String.valueOf(SEED))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        process.onExit().orTimeout(180, TimeUnit.SECONDS).exceptionally(late -> process.destroyForcibly());
        return process;
    }

    private static List<String> printed(Process process) throws Exception {
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return text.lines().filter(line -> line.startsWith("[")).toList();
    }
}
