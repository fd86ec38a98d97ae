package dev.playflux.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** The code that the documents and the comments show compiles, with the imports below unless it brings its own. */
class SnippetsTest {
    private static final Stream<String> STANDARD_IMPORTS = Stream.of(
            "java.time.*",
            "java.util.*",
            "java.util.concurrent.*",
            "java.util.function.*",
            "reactor.core.publisher.*",
            "reactor.core.scheduler.*",
            "reactor.test.*",
            "reactor.test.scheduler.*");

    private static final String IMPORTS = Stream.concat(STANDARD_IMPORTS, ownPackages())
            .map(name -> "import " + name + "; ")
            .collect(Collectors.joining());

    @Test
    void theCodeInTheDocumentsCompiles() throws IOException {
        assertThat(problems(Stream.concat(Stream.of(Path.of("README.md")), Project.files(Path.of("docs")))
                        .filter(file -> file.toString().endsWith(".md"))
                        .flatMap(file -> Snippet.ofMarkdown(file.toString(), Project.read(file)).stream())
                        .toList()))
                .isEmpty();
    }

    @Test
    void theCodeInTheCommentsCompiles() throws IOException {
        assertThat(problems(Project.mainSources().stream()
                        .flatMap(source -> Snippet.ofJavadoc(source).stream())
                        .toList()))
                .isEmpty();
    }

    @Test
    void membersComeFirstAndStatementsAfterThem() throws IOException {
        String text = """
                ```java
                record Tag(Map<String, Runner> runners) {}

                @Deprecated record Runner(double x) {}

                static Tag empty() {
                    return new Tag(Map.of());
                }

                Tag tag = empty();
                Thread.currentThread().join(1);
                for (Runner runner : tag.runners().values()) {
                    System.out.println(runner);
                }
                ```

                ```java
                import java.nio.file.Files;

                Flux.just(1).subscribe();
                Files.delete(null);
                ```

                ```java
                package game;

                public final class Server {}
                ```

                <!-- not compiled: part of an interface -->
                ```java
                ...
                ```

                ```js
                nothing of ours
                ```
                """;
        List<Snippet> snippets = Snippet.ofMarkdown("README.md", text);
        assertThat(snippets).extracting(Snippet::line).containsExactly(2L, 18L, 25L);
        assertThat(problems(snippets)).isEmpty();
    }

    @Test
    void aFaultIsFoundAndItsLineNamed() throws IOException {
        String text = "# Title\n```java\nint one = 1;\n\nint two = One;\n```\n";
        assertThat(problems(Snippet.ofMarkdown("README.md", text)))
                .singleElement()
                .asString()
                .startsWith("README.md:5: cannot find symbol");
    }

    @Test
    void aFaultInACommentIsFoundAndItsLineNamed() throws IOException {
        String text = "/**\n * A room.\n *\n * <pre>{@code\n * Mono.just(1)\n *         .nonsense();\n * }</pre>\n */";
        assertThat(problems(Snippet.ofJavadoc(new Source(Path.of("Room.java"), text))))
                .singleElement()
                .asString()
                .startsWith("Room.java:6: cannot find symbol");
    }

    /** Compiles all at once, which takes one reading of the class path. */
    private static List<String> problems(List<Snippet> snippets) throws IOException {
        Map<JavaFileObject, Snippet> sources = new LinkedHashMap<>();
        for (Snippet snippet : snippets) {
            sources.put(snippet.wrapped("Snippet" + sources.size(), IMPORTS), snippet);
        }
        if (sources.isEmpty()) {
            return List.of();
        }
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        List<String> options = List.of("-proc:none", "-cp", System.getProperty("java.class.path"));
        JavacTask task = (JavacTask)
                ToolProvider.getSystemJavaCompiler().getTask(null, null, problems, options, null, sources.keySet());
        task.analyze();
        return problems.getDiagnostics().stream()
                .filter(problem -> problem.getKind() == Diagnostic.Kind.ERROR)
                .map(problem -> describe(problem, sources.get(problem.getSource())))
                .toList();
    }

    private static String describe(Diagnostic<?> problem, Snippet snippet) {
        long line = snippet.line() + problem.getLineNumber() - 1;
        return snippet.file() + ":" + line + ": " + problem.getMessage(null);
    }

    private static Stream<String> ownPackages() {
        return Project.mainTypes().stream()
                .map(Source::packageName)
                .distinct()
                .map(name -> name.isEmpty() ? "dev.playflux.*" : "dev.playflux." + name + ".*");
    }
}
