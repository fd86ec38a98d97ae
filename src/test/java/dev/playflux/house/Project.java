package dev.playflux.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The project's own files, as the house tests read them. Tests run in the project's folder. */
final class Project {
    static final Path ROOT = Path.of("");
    private static final Set<String> IGNORED = ignored();
    private static final List<Source> MAIN = parsed();

    private Project() {}

    /** The library's sources, without those that only describe a package. */
    static List<Source> mainTypes() {
        return mainSources().stream().filter(source -> !source.isPackageInfo()).toList();
    }

    /** All of the library's sources, parsed. */
    static List<Source> mainSources() {
        return MAIN;
    }

    private static List<Source> parsed() {
        List<Source> sources = files(Path.of("src/main/java"))
                .filter(file -> file.toString().endsWith(".java"))
                .map(file -> new Source(file, read(file)))
                .toList();
        Source.parse(sources);
        return sources;
    }

    /** Every file below a folder, or none if it is missing, without what git ignores. */
    static Stream<Path> files(Path folder) {
        return entries(folder).stream().flatMap(entry -> Files.isDirectory(entry) ? files(entry) : Stream.of(entry));
    }

    /** What lies directly in a folder, without what git ignores. */
    static List<Path> entries(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> !IGNORED.contains(entry.getFileName().toString()))
                    .map(entry -> ROOT.toAbsolutePath().relativize(entry.toAbsolutePath()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> ignored() {
        return Stream.concat(Stream.of(".git"), read(Path.of(".gitignore")).lines())
                .map(name -> name.replace("/", ""))
                .collect(Collectors.toUnmodifiableSet());
    }
}
