package dev.playflux.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.browser.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The browser client's own tests, which run on Node without a browser or a server. */
@Timeout(330)
class JavaScriptIT {
    private static final Path TESTS = Path.of("src/test/js");

    @BeforeEach
    void needsNode() {
        Node.assumeInstalled();
    }

    @Test
    void theBrowserClientDoesWhatItsTestsSay() throws IOException {
        List<String> tests = testFiles();
        assertThat(tests).isNotEmpty();
        assertThat(Node.run(Stream.concat(Stream.of("--test"), tests.stream()).toList(), Map.of()))
                .contains("fail 0\n", "skipped 0\n", "todo 0\n");
    }

    @Test
    void itsTypesFitAndFindMistakes() {
        List<String> compile = List.of("--noEmit", "--strict", "--target", "es2022", "--module", "nodenext");
        Node.run(
                Stream.of(List.of("node_modules/typescript/bin/tsc"), compile, List.of(TESTS + "/types.test.ts"))
                        .flatMap(List::stream)
                        .toList(),
                Map.of());
    }

    /** Named one by one, since Node 22 takes no folder. */
    private static List<String> testFiles() throws IOException {
        try (Stream<Path> files = Files.list(TESTS)) {
            return files.map(Path::toString)
                    .filter(file -> file.endsWith(".test.mjs"))
                    .sorted()
                    .toList();
        }
    }
}
