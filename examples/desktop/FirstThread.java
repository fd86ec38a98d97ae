package desktop;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** On a Mac only the first thread of a process may have windows, which is why a program there starts itself again. */
final class FirstThread {
    private FirstThread() {}

    /** Whether the program has run in a JVM of its own, to its end. */
    static boolean restarted(Class<?> program, String... args) {
        long pid = ProcessHandle.current().pid();
        if (!needed(System.getProperty("os.name"), pid, System.getenv())) {
            return false;
        }
        try {
            String java = ProcessHandle.current().info().command().orElse("java");
            new ProcessBuilder(command(java, classPath(program.getClassLoader()), program, args))
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return true;
    }

    /** A JVM with the option below says so in its environment. */
    static boolean needed(String system, long pid, Map<String, String> environment) {
        return system.toLowerCase(Locale.ROOT).contains("mac")
                && !"1".equals(environment.get("JAVA_STARTED_ON_FIRST_THREAD_" + pid));
    }

    /** Maven runs programs in its own JVM, where only their class loader knows the class path. */
    static String classPath(ClassLoader loader) {
        return loader instanceof URLClassLoader entries
                ? Stream.of(entries.getURLs())
                        .map(entry -> Path.of(URI.create(entry.toString())).toString())
                        .collect(Collectors.joining(File.pathSeparator))
                : System.getProperty("java.class.path");
    }

    static List<String> command(String java, String classPath, Class<?> program, String... args) {
        List<String> command =
                new ArrayList<>(List.of(java, "-XstartOnFirstThread", "-cp", classPath, program.getName()));
        command.addAll(List.of(args));
        return command;
    }
}
