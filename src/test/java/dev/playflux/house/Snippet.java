package dev.playflux.house;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Java code that a document shows.
 *
 * @param file the document
 * @param line the document's line that the code begins on, from 1
 * @param code the code
 */
record Snippet(String file, long line, String code) {
    private static final Pattern MARKDOWN =
            Pattern.compile("(?ms)^(?<mark><!-- not compiled: .+? -->\n)?```java\n(?<code>.*?)^```$");
    private static final Pattern JAVADOC = Pattern.compile("(?ms)(?<mark>$^)?<pre>\\{@code\n(?<code>.*?)\\}</pre>");
    private static final Pattern IMPORT = Pattern.compile("(?m)^import .*;");

    /** Every block marked {@code java} that the line before it does not except. */
    static List<Snippet> ofMarkdown(String file, String text) {
        return find(MARKDOWN, file, text);
    }

    /** Every block of preformatted code in a comment. */
    static List<Snippet> ofJavadoc(Source source) {
        return find(JAVADOC, source.path(), source.text());
    }

    private static List<Snippet> find(Pattern pattern, String file, String text) {
        return pattern.matcher(text)
                .results()
                .filter(found -> found.group(1) == null)
                .map(found -> new Snippet(
                        file,
                        text.substring(0, found.start(2)).lines().count() + 1,
                        found.group(2).replaceAll("(?m)^ *\\*( |$)", "").stripIndent()))
                .toList();
    }

    /**
     * The code as a source that compiles: its longest beginning that reads as members of a class, then the rest as the
     * statements of a method. Nothing is added but to the beginnings of lines, so a compiler's line numbers stay true.
     */
    Source wrapped(String name, String imports) {
        if (code.startsWith("package ")) {
            return source(name, code);
        }
        String own = IMPORT.matcher(code).results().map(found -> found.group()).collect(Collectors.joining());
        String head = imports + own + "class " + name + " { ";
        List<String> lines = IMPORT.matcher(code).replaceAll("").lines().toList();
        return IntStream.iterate(lines.size(), split -> split >= 0, split -> split - 1)
                .filter(split -> split == 0 || split == lines.size() || beginsAnew(lines.get(split)))
                .mapToObj(split -> source(name, head + split(lines, split)))
                .filter(source -> source.parse().valid())
                .findFirst()
                .orElseGet(() -> source(name, head + split(lines, 0)));
    }

    private static boolean beginsAnew(String line) {
        return !line.isBlank() && !line.startsWith(" ") && !line.startsWith("}");
    }

    private static String split(List<String> lines, int split) {
        return Stream.concat(
                        lines.subList(0, split).stream(),
                        split == lines.size()
                                ? Stream.of("}")
                                : Stream.concat(
                                        Stream.of("void snippet() throws Exception { " + lines.get(split)),
                                        Stream.concat(
                                                lines.subList(split + 1, lines.size()).stream(), Stream.of("}}"))))
                .collect(Collectors.joining("\n"));
    }

    private Source source(String name, String text) {
        return new Source(Path.of(name + ".java"), text);
    }
}
