package dev.playflux.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.message.PlayfluxException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A screen that nobody sees, for programs with windows. They run in JVMs of their own: a JVM learns its screen when it starts. */
public final class Display implements AutoCloseable {
    private static final Path XVFB = Path.of("/usr/bin/Xvfb");

    /** Said by a program that got no window: the machine's graphics are missing, and nothing is wrong with the program. */
    public static final String NO_WINDOW = "no window: ";

    private final Process screen;
    private final String name;

    private Display(Process screen, String name) {
        this.screen = screen;
        this.name = name;
    }

    /** Opens one of a number that is free; skips the calling test where there is none to be had. */
    public static Display open() {
        Node.assumeInstalled(Files.isExecutable(XVFB), XVFB.toString());
        try {
            Process screen = new ProcessBuilder(
                            XVFB.toString(), "-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String number = new BufferedReader(
                            new InputStreamReader(screen.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
            assertThat(number).as("the screen's number").isNotNull();
            return new Display(screen, ":" + number);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a program with windows to its end, within three minutes, and returns what it printed; what fails or hangs fails the test. */
    public String run(Class<?> program, Object... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().put("DISPLAY", name);
            Process process = builder.start();
            process.onExit().orTimeout(180, TimeUnit.SECONDS).exceptionally(late -> process.destroyForcibly());
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            printed.lines()
                    .filter(line -> line.startsWith(NO_WINDOW))
                    .forEach(line -> Node.assumeInstalled(false, line.substring(NO_WINDOW.length())));
            assertThat(process.waitFor()).as("%s%n%s", program, printed).isZero();
            return printed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while waiting for " + program, e);
        }
    }

    /** Tries to connect three times: a JVM that has just started is too slow for once on a busy machine. */
    public static <T> T patiently(Supplier<T> connecting) {
        for (int tries = 1; true; tries++) {
            try {
                return connecting.get();
            } catch (PlayfluxException failed) {
                if (tries == 3) {
                    throw failed;
                }
            }
        }
    }

    @Override
    public void close() {
        screen.destroy();
    }
}
