package dev.playflux.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs scripts of {@code src/test/browser} with Node, which drives Chromium with them. */
public final class Browser {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path PLAYWRIGHT = Path.of("node_modules/playwright-core");
    private static final Path SCRIPTS = Path.of("src/test/browser");

    private Browser() {}

    /** Skips the calling test, and says why, where there is no browser; fails it where a browser was promised. */
    public static void assumeInstalled() {
        boolean installed = Files.isExecutable(CHROMIUM) && Files.isDirectory(PLAYWRIGHT);
        String message = "Browser tests need " + CHROMIUM + ", Node 20 and `npm ci`; .ci/run installs them.";
        if ("required".equals(System.getenv("PLAYFLUX_BROWSER_TESTS"))) {
            assertThat(installed).as(message).isTrue();
        }
        if (!installed) {
            System.out.println("Skipped: " + message);
        }
        assumeTrue(installed, message);
    }

    /** Runs a script to its end and returns what it printed; a script that fails or hangs fails the test. */
    public static String run(String script, String... arguments) {
        try {
            Path output = Files.createTempFile("browser", ".log");
            Process node = start(script, arguments, output);
            boolean ended = node.waitFor(90, TimeUnit.SECONDS);
            node.descendants().forEach(ProcessHandle::destroyForcibly);
            node.destroyForcibly().waitFor();
            String printed = Files.readString(output, StandardCharsets.UTF_8).strip();
            Files.delete(output);
            assertThat(ended && node.exitValue() == 0)
                    .as("%s ended well; it printed:%n%s", script, printed)
                    .isTrue();
            return printed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while waiting for " + script, e);
        }
    }

    private static Process start(String script, String[] arguments, Path output) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("node", SCRIPTS.resolve(script).toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder node = new ProcessBuilder(command);
        node.environment().put("CHROMIUM", CHROMIUM.toString());
        return node.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    }
}
