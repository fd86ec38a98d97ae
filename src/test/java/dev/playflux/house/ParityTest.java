package dev.playflux.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;

/** docs/PARITY.md misses no feature and no fault of the two libraries, and each row leads to what it tells, and to its test. */
class ParityTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| ([RPD]\\d+) \\| (.*) \\|$");
    private static final Pattern PROOF = Pattern.compile("`([\\w.]+)(?:#(\\w+))?`");
    private static final Path PAGE = Path.of("docs/PARITY.md");
    private static final Path SOURCES = Path.of("src/test/java");

    /** The features of repod and of PyGaSe, and the faults of both. */
    private static final List<String> ALL = Stream.of(ids("R", 18), ids("P", 18), ids("D", 9))
            .flatMap(ids -> ids)
            .toList();

    private final List<String> classes = Project.files(SOURCES)
            .map(file -> SOURCES.relativize(file).toString().replaceAll("[/\\\\]", "."))
            .filter(name -> name.endsWith(".java"))
            .map(name -> name.replaceFirst("\\.java$", ""))
            .toList();

    @Test
    void noRowIsMissing() {
        assertThat(rows(Project.read(PAGE))).extracting(Row::id).containsExactlyElementsOf(ALL);
    }

    @Test
    void eachRowSaysWhatIsThereAndHereAndWhereToReadOfIt() {
        Links links = new Links(PAGE, Project.read(PAGE));
        assertThat(rows(Project.read(PAGE))).isNotEmpty().allSatisfy(row -> {
            assertThat(row.cells()).as(row.id()).hasSize(4).noneMatch(String::isBlank);
            assertThat(links.of(row.cells().get(2))).as(row.id()).isNotEmpty();
        });
        assertThat(links.broken()).isEmpty();
    }

    @Test
    void eachRowNamesTestsThatExist() {
        assertThat(rows(Project.read(PAGE))).isNotEmpty().allSatisfy(row -> {
            assertThat(row.proofs()).as(row.id()).isNotEmpty();
            assertThat(row.proofs()).flatMap(this::missing).as(row.id()).isEmpty();
        });
    }

    @Test
    void theCheckFindsWhatItLooksFor() {
        String text = """
                | R1 | there | here | [Game] | `ParityTest#noRowIsMissing`, `house.LinksTest` |
                | R2 | there | here | [Game] | `ParityTest#nothing`, `ParityTest#rows`, `NoTest`, `ResumeTest`, `Project` |
                """;
        assertThat(rows(text)).extracting(Row::id).containsExactly("R1", "R2");
        assertThat(rows(text).get(0).proofs()).hasSize(2).flatMap(this::missing).isEmpty();
        assertThat(rows(text).get(1).proofs())
                .flatMap(this::missing)
                .containsExactly(
                        "ParityTest#nothing is no test",
                        "ParityTest#rows is no test",
                        "NoTest is 0 classes",
                        "ResumeTest is 2 classes",
                        "Project has no test");
    }

    private static Stream<String> ids(String letter, int count) {
        return IntStream.rangeClosed(1, count).mapToObj(number -> letter + number);
    }

    private static List<Row> rows(String text) {
        return ROW.matcher(text)
                .results()
                .map(row -> new Row(row.group(1), List.of(row.group(2).split(" \\| "))))
                .toList();
    }

    /** A row: what is there, what is here, where to read of it, which tests prove it. */
    private record Row(String id, List<String> cells) {

        List<MatchResult> proofs() {
            return PROOF.matcher(cells.get(cells.size() - 1)).results().toList();
        }
    }

    /** What is wrong with the name of a test, if anything is. */
    private List<String> missing(MatchResult proof) {
        String type = proof.group(1);
        String method = proof.group(2);
        List<String> found = classes.stream()
                .filter(name -> ("." + name).endsWith("." + type))
                .toList();
        if (found.size() != 1) {
            return List.of(type + " is " + found.size() + " classes");
        }
        List<String> tests = tests(load(found.get(0))).toList();
        if (method == null) {
            return tests.isEmpty() ? List.of(type + " has no test") : List.of();
        }
        return tests.contains(method) ? List.of() : List.of(type + "#" + method + " is no test");
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, ParityTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static Stream<String> tests(Class<?> type) {
        return Stream.<Class<?>>iterate(type, each -> each != null, Class::getSuperclass)
                .flatMap(each -> Stream.concat(Stream.of(each), Stream.of(each.getDeclaredClasses())))
                .flatMap(each -> Stream.of(each.getDeclaredMethods()))
                .filter(method -> AnnotationSupport.isAnnotated(method, Testable.class))
                .map(Method::getName);
    }
}
