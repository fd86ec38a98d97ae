package dev.playflux.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What strangers have a hand in comes into a log only as {@code Printable}: it could forge lines, and fill a disk. */
class LogTest {
    private static final Pattern CALL =
            Pattern.compile("(?i)\\blog\\.(?:trace|debug|info|warn|error)\\(([^;]*?)(?:;|\\n\\s*\\.)");
    private static final String HARMLESS = "\"[^\"]*\"|Printable(\\.thrown)?\\((\\w+(\\.\\w+)*(\\(\\))?)\\)";
    private static final Pattern STRANGE =
            Pattern.compile("\\b(cause|why|thrown|error|failed|reason\\(\\)|address\\(\\)|client\\(\\))");

    @Test
    void whatStrangersHaveAHandInIsPrintable() {
        assertThat(Project.mainSources()).flatMap(source -> bare(source.text())).isEmpty();
    }

    @Test
    void theCheckFindsWhatItLooksFor() {
        assertThat(bare("log.warn(\"x\", thrown);")).hasSize(1);
        assertThat(bare("log.debug(\"{} {}\", address(), id);")).hasSize(1);
        assertThat(bare("log.debug(\n  \"{}\",\n  reason.reason());")).hasSize(1);
        assertThat(bare("LOG.warn(\"cause\", new Printable(address()), Printable.thrown(cause));"))
                .isEmpty();
    }

    private static List<String> bare(String code) {
        return CALL.matcher(code)
                .results()
                .map(call -> call.group(1))
                .filter(arguments ->
                        STRANGE.matcher(arguments.replaceAll(HARMLESS, "")).find())
                .toList();
    }
}
