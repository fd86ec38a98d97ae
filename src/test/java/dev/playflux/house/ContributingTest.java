package dev.playflux.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** CONTRIBUTING.md has a table of what lies where. */
class ContributingTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^|]+)` \\|");
    private final List<String> listed = ROW.matcher(Project.read(Path.of("CONTRIBUTING.md")))
            .results()
            .map(row -> row.group(1))
            .flatMap(paths -> List.of(paths.split("`, `")).stream())
            .toList();

    @Test
    void everyListedPathExists() {
        assertThat(listed).isNotEmpty().allMatch(path -> Files.exists(Path.of(path)), "exists");
    }

    @Test
    void everythingInTheProjectsFolderIsListed() {
        assertThat(Project.entries(Project.ROOT))
                .allMatch(
                        entry -> listed.stream().anyMatch(path -> Path.of(path).startsWith(entry)), "is in the table");
    }
}
