package dev.playflux.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {

    @Test
    void whatCanBePrintedIsPrintedAsItIs() {
        assertThat(new Printable("Ada says: grüß dich, 世界 \uD83D\uDE00"))
                .hasToString("Ada says: grüß dich, 世界 \uD83D\uDE00");
        assertThat(new Printable(null)).hasToString("null");
    }

    @Test
    void whatEndsALineOrSteersATerminalIsEscaped() {
        assertThat(new Printable("a\r\nb\tc\0\u001b[31m\u0085\u2028\u202e\u200b\ud800x\u007f"))
                .hasToString("a\\u000d\\u000ab\\u0009c\\u0000\\u001b[31m\\u0085\\u2028\\u202e\\u200b\\ud800x\\u007f");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "\n", "\uD83D\uDE00"})
    void whatIsLongIsCutAtACharacter(String letter) {
        String long100K = letter.repeat(100_000 / letter.length());
        String printed = new Printable(long100K).toString();
        assertThat(printed.length()).isLessThan(6 * Printable.LONGEST + 50);
        assertThat(printed).endsWith("… (100000 characters)");
        assertThat(new Printable("x" + "\uD83D\uDE00".repeat(200)).toString()).doesNotContain("\\u");
    }

    @Test
    void anExceptionWithoutAnythingOfTheKindIsItself() {
        Throwable plain = new IllegalStateException("no", new RuntimeException());
        plain.addSuppressed(new RuntimeException("nor this"));
        assertThat(Printable.thrown(plain)).isSameAs(plain);
    }

    @Test
    void theTextsOfAnExceptionAreEscapedWhereverTheyAre() {
        Throwable evil = new IllegalStateException("bad\nline", new RuntimeException("\u001b[2J"));
        Throwable printed = Printable.thrown(evil);
        assertThat(printed.getMessage()).isEqualTo("java.lang.IllegalStateException: bad\\u000aline");
        assertThat(printed.getStackTrace()).isEqualTo(evil.getStackTrace());
        assertThat(printed.getCause().getMessage()).isEqualTo("java.lang.RuntimeException: \\u001b[2J");
        Throwable suppressing = new IllegalStateException("fine");
        suppressing.addSuppressed(new RuntimeException("x\ny"));
        assertThat(Printable.thrown(suppressing).getSuppressed()).isEmpty();
    }

    @Test
    void aChainOfCausesThatIsACircleEnds() {
        RuntimeException one = new RuntimeException("one");
        RuntimeException two = new RuntimeException("two", one);
        one.initCause(two);
        int length = 0;
        for (Throwable at = Printable.thrown(one); at != null; at = at.getCause()) {
            length++;
        }
        assertThat(length).isLessThan(12);
    }
}
