package dev.playflux.house;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The links of a document: {@code [text](target)}, and {@code [name]} with a line {@code [name]: target} somewhere. In a
 * document without such lines, brackets are brackets.
 */
final class Links {
    private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```$|`[^`\n]*`");
    private static final Pattern DEFINITION = Pattern.compile("(?m)^\\[([^\\]\n]+)\\]: (\\S+)$");
    private static final Pattern INLINE = Pattern.compile("\\[[^\\]\n]+\\]\\(([^)\n]+)\\)");
    private static final Pattern NAME = Pattern.compile("(?<!\\])\\[([^\\]\n]+)\\](?![(:])");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```.*?^```$");

    private final Path document;
    private final String text;
    private final Map<String, String> defined;

    Links(Path document, String text) {
        this.document = document;
        this.text = CODE.matcher(text).replaceAll("");
        this.defined = DEFINITION
                .matcher(this.text)
                .results()
                .collect(Collectors.toUnmodifiableMap(link -> link.group(1), link -> link.group(2)));
    }

    /** Where a part of the document leads; a name that is defined nowhere leads to itself. */
    List<String> of(String part) {
        String prose = DEFINITION.matcher(CODE.matcher(part).replaceAll("")).replaceAll("");
        return Stream.concat(
                        INLINE.matcher(prose).results().map(link -> link.group(1)),
                        NAME.matcher(prose)
                                .results()
                                .filter(link -> !defined.isEmpty())
                                .map(link -> defined.getOrDefault(link.group(1), "[" + link.group(1) + "]")))
                .toList();
    }

    /** What leads nowhere: a file that is missing, a heading that is none, a name without a line of its own. */
    List<String> broken() {
        return Stream.concat(of(text).stream(), defined.values().stream())
                .distinct()
                .filter(target -> !target.matches("https?:.*"))
                .filter(target -> !leadsSomewhere(target))
                .map(target -> document + " leads to " + target)
                .toList();
    }

    private boolean leadsSomewhere(String target) {
        String[] parts = target.split("#", 2);
        Path file = parts[0].isEmpty()
                ? document
                : document.resolveSibling(parts[0]).normalize();
        return Files.exists(file)
                && (parts.length == 1 || anchors(Project.read(file)).contains(parts[1]));
    }

    private static Set<String> anchors(String page) {
        return HEADING.matcher(BLOCK.matcher(page).replaceAll(""))
                .results()
                .map(Links::anchor)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** As GitHub makes it of a heading. */
    private static String anchor(MatchResult heading) {
        return heading.group(1)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-');
    }
}
