package dev.playflux.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs scripts with Node. */
public final class Node {
    /** The one without windows, where it is installed, starts and paints in a third of the time. */
    public static final Path CHROMIUM = Stream.of("/usr/bin/chromium-headless-shell", "/usr/bin/chromium")
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst()
            .orElse(Path.of("/usr/bin/chromium"));

    private static final Path MODULES = Path.of("node_modules");
    private static final Executor AFTER_FIVE_MINUTES = CompletableFuture.delayedExecutor(5, TimeUnit.MINUTES);

    /** A script that prints this and a name wants something done here. */
    private static final String WISH = "please ";

    private Node() {}

    /** Skips the calling test, and says why, where a tool is missing; fails it where the tools were promised. */
    public static void assumeInstalled() {
        assumeInstalled(Files.isDirectory(MODULES), MODULES.toString());
        boolean node = Stream.of(System.getenv("PATH").split(System.getProperty("path.separator")))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "node")));
        assumeInstalled(node, "node");
    }

    /** The same for one tool. */
    public static void assumeInstalled(boolean installed, String what) {
        String message = what
                + " is missing; tests in a browser need Chromium, Node 20 and `npm ci`, those with windows Xvfb and"
                + " OpenGL; .ci/run installs them";
        if ("required".equals(System.getenv("PLAYFLUX_BROWSER_TESTS"))) {
            assertThat(installed).as(message).isTrue();
        }
        if (!installed) {
            System.out.println("Skipped: " + message);
        }
        assumeTrue(installed, message);
    }

    /** Runs to the end and returns what was printed; what fails or hangs fails the test. */
    public static String run(List<String> arguments, Map<String, Runnable> wishes) {
        try {
            Process node = start(arguments);
            AFTER_FIVE_MINUTES.execute(() -> kill(node));
            String printed = converse(node, wishes);
            boolean well = node.waitFor() == 0;
            assertThat(well).as("node %s%n%s", arguments, printed).isTrue();
            return printed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while waiting for " + arguments, e);
        }
    }

    private static Process start(List<String> arguments) throws IOException {
        ProcessBuilder node = new ProcessBuilder(
                Stream.concat(Stream.of("node"), arguments.stream()).toList());
        node.environment().put("CHROMIUM", CHROMIUM.toString());
        node.environment().put("NO_COLOR", "1");
        return node.redirectErrorStream(true).start();
    }

    /** Each wish is answered with a line when it is fulfilled. */
    private static String converse(Process node, Map<String, Runnable> wishes) throws IOException {
        StringBuilder printed = new StringBuilder();
        try (BufferedReader lines = node.inputReader();
                Writer answers = node.outputWriter()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                printed.append(line).append('\n');
                if (line.startsWith(WISH)) {
                    wishes.get(line.substring(WISH.length())).run();
                    answers.write("done\n");
                    answers.flush();
                }
            }
        } finally {
            kill(node);
        }
        return printed.toString();
    }

    private static void kill(Process node) {
        node.descendants().forEach(ProcessHandle::destroyForcibly);
        node.destroyForcibly();
    }
}
