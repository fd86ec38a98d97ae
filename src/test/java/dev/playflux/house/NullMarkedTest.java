package dev.playflux.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Without the mark, NullAway looks at a package and finds nothing. */
class NullMarkedTest {

    @Test
    void everyPackageIsNullMarkedAndSaysWhatItHolds() {
        Map<String, List<Source>> packages =
                Project.mainSources().stream().collect(Collectors.groupingBy(Source::packageName));
        assertThat(packages)
                .allSatisfy((name, sources) -> assertThat(sources)
                        .as("dev.playflux." + name + " has a package-info.java with a comment and @NullMarked")
                        .anyMatch(source -> source.isPackageInfo()
                                && source.text().startsWith("/**")
                                && source.text().contains("\n@NullMarked\n")));
    }
}
