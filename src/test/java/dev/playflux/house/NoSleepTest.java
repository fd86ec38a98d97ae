package dev.playflux.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A test that sleeps is slow or flaky, one that is switched off is no test, and a note to oneself is an issue. */
class NoSleepTest {
    // Written so that this file does not match itself.
    private static final List<Pattern> UNWANTED = List.of(
            Pattern.compile("\\w+[.]sleep\\("),
            Pattern.compile(
                    "[@]Disabled|\\b(test|describe|it|t)[.](skip|todo|only)\\(|\\b(skip|todo|only): (true|['\"])"),
            Pattern.compile("\\b(TO[D]O|FIX[M]E|XX[X])\\b"));

    @Test
    void nothingSleepsIsSwitchedOffOrLeftForLater() {
        assertThat(Stream.of("src", "examples").map(Path::of).flatMap(Project::files))
                .flatMap(file -> unwanted(file.toString(), Project.read(file)))
                .isEmpty();
    }

    @Test
    void theCheckFindsWhatItLooksFor() {
        String text = "Thread%ssleep(1);\n@%s\n// TO%s: later".formatted(".", "Disabled", "DO");
        assertThat(unwanted("It.java", text))
                .containsExactly(
                        "It.java has Thread" + ".sleep(", "It.java has " + "@" + "Disabled", "It.java has TO" + "DO");
    }

    private static List<String> unwanted(String file, String text) {
        return UNWANTED.stream()
                .flatMap(pattern -> pattern.matcher(text).results())
                .map(found -> file + " has " + found.group())
                .toList();
    }
}
