package dev.playflux.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreeScanner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Modifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** Readability is decided by the tail: short files, short methods, and less than two thirds of them for the public. */
class SizeBudgetTest {
    /** Fewer files than this have no meaningful median. */
    private static final int ENOUGH_FILES = 10;

    private static final Budget FILES = new Budget(110, 260, 400);
    private static final Budget METHODS = new Budget(6, 18, 50);
    private static final double PUBLIC_TYPES = 0.60;

    private final List<Source> sources = Project.mainTypes();

    @Test
    void noFileIsTooLong() {
        assertThat(sources).flatMap(source -> FILES.tooLong(fileLength(source))).isEmpty();
    }

    @Test
    void noMethodIsTooLong() {
        assertThat(sources)
                .flatMap(SizeBudgetTest::methodLengths)
                .flatMap(METHODS::tooLong)
                .isEmpty();
    }

    @Test
    void mostFilesAreShort(TestReporter reporter) {
        if (enoughFiles(reporter)) {
            FILES.checkShares(sources.stream().map(SizeBudgetTest::fileLength).toList());
        }
    }

    @Test
    void mostMethodsAreShort(TestReporter reporter) {
        if (enoughFiles(reporter)) {
            METHODS.checkShares(sources.stream()
                    .flatMap(source -> methodLengths(source).stream())
                    .toList());
        }
    }

    @Test
    void atMostSixtyPercentOfTheTypesArePublic(TestReporter reporter) {
        List<ClassTree> types =
                sources.stream().flatMap(source -> types(source).stream()).toList();
        long open = types.stream()
                .filter(type -> type.getModifiers().getFlags().contains(Modifier.PUBLIC))
                .count();
        if (enoughFiles(reporter)) {
            assertThat((double) open / types.size())
                    .as("%d of %d types are public", open, types.size())
                    .isLessThanOrEqualTo(PUBLIC_TYPES);
        }
    }

    @Test
    void aMethodIsMeasuredFromItsSignatureToItsBrace() {
        Source source = new Source(Path.of("src/main/java/dev/playflux/room/Seat.java"), """
                class Seat {
                    /** Not counted. */
                    @Override
                    public String toString() {
                        return "seat";
                    }

                    abstract void noBody();
                }
                """);
        assertThat(methodLengths(source)).containsExactly(new Length("room/Seat.java toString", 3));
        assertThat(new Budget(1, 1, 2).tooLong(methodLengths(source).get(0)))
                .containsExactly("room/Seat.java toString: 3 lines, at most 2 are allowed");
    }

    private boolean enoughFiles(TestReporter reporter) {
        boolean enough = sources.size() >= ENOUGH_FILES;
        if (!enough) {
            reporter.publishEntry("Fewer than " + ENOUGH_FILES + " files: only the maxima are checked yet.");
        }
        return enough;
    }

    private static Length fileLength(Source source) {
        return new Length(source.place(), source.text().lines().count());
    }

    private static List<ClassTree> types(Source source) {
        return source.parse().unit().getTypeDecls().stream()
                .filter(ClassTree.class::isInstance)
                .map(ClassTree.class::cast)
                .toList();
    }

    private static List<Length> methodLengths(Source source) {
        List<Length> lengths = new ArrayList<>();
        Source.Parsed parsed = source.parse();
        new TreeScanner<Void, Void>() {
            @Override
            public Void visitMethod(MethodTree method, Void nothing) {
                if (method.getBody() != null) {
                    long signature = Math.max(parsed.firstLine(method), parsed.lastLine(method.getModifiers()));
                    long lines = parsed.lastLine(method) - signature + 1;
                    lengths.add(new Length(source.place() + " " + method.getName(), lines));
                }
                return super.visitMethod(method, nothing);
            }
        }.scan(parsed.unit(), null);
        return lengths;
    }

    /** How many lines something has. */
    private record Length(String of, long lines) {}

    private record Budget(long median, long ninetyPercent, long maximum) {

        List<String> tooLong(Length length) {
            return length.lines() <= maximum
                    ? List.of()
                    : List.of(length.of() + ": " + length.lines() + " lines, at most " + maximum + " are allowed");
        }

        void checkShares(List<Length> lengths) {
            List<Long> sorted = lengths.stream().map(Length::lines).sorted().toList();
            assertThat(share(sorted, 0.5)).as("the median").isLessThanOrEqualTo(median);
            assertThat(share(sorted, 0.9)).as("nine of ten").isLessThanOrEqualTo(ninetyPercent);
        }

        private static long share(List<Long> sorted, double share) {
            return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
        }
    }
}
