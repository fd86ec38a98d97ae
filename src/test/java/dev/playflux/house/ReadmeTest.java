package dev.playflux.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReadmeTest {
    @Test
    void theReadmeHasAtMostAHundredLines() {
        assertThat(Project.read(Path.of("README.md")).lines()).hasSizeLessThanOrEqualTo(100);
    }
}
