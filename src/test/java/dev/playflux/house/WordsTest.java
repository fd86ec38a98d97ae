package dev.playflux.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A path of one machine or the address of one registry in a file breaks the build of everybody else. */
class WordsTest {
    private static final Pattern MACHINE_PATH = Pattern.compile("(?<![\\w.])/(work|home|root|tmp)/[\\w.-]+");
    private static final Pattern REGISTRY = Pattern.compile(
            "//[\\w.-]*\\b(registry|repo\\d?|npm|artifactory|nexus|mirror|proxy|deb|central|oss|jfrog)\\b[\\w.-]*");

    /** The wrapper has to name where it finds Maven; this is what it names by default. */
    private static final Path WRAPPER = Path.of(".mvn/wrapper/maven-wrapper.properties");

    private static final String DEFAULT_DISTRIBUTION = "https:/" + "/repo.maven.apache.org/maven2/org/apache/";

    @Test
    void noFileNamesAMachinesPathOrARegistry() {
        assertThat(Project.files(Project.ROOT))
                .flatMap(file -> unwanted(file, Project.read(file)))
                .isEmpty();
    }

    @Test
    void theCheckFindsWhatItLooksFor() {
        String text = "see /%s/me/notes, https:/%s/x, a/home/b".formatted("home", "/registry.example.org");
        assertThat(unwanted(Path.of("notes.md"), text))
                .containsExactly("notes.md names /" + "home/me", "notes.md names /" + "/registry.example.org");
    }

    private static List<String> unwanted(Path file, String text) {
        String checked = file.equals(WRAPPER) ? text.replace(DEFAULT_DISTRIBUTION, "") : text;
        return List.of(MACHINE_PATH, REGISTRY).stream()
                .flatMap(pattern -> pattern.matcher(checked).results())
                .map(found -> file + " names " + found.group())
                .toList();
    }
}
