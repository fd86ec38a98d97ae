package dev.playflux.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What a document links to is there. */
class LinksTest {

    @Test
    void everyLinkLeadsSomewhere() {
        assertThat(Project.files(Project.ROOT).filter(file -> file.toString().endsWith(".md")))
                .isNotEmpty()
                .flatMap(file -> new Links(file, Project.read(file)).broken())
                .isEmpty();
    }

    @Test
    void theCheckFindsWhatItLooksFor() {
        String text = """
                See [the guide](GUIDE.md), [its tests](GUIDE.md#tests), [Game], [limits], [elsewhere](https://example.org).
                But [a page](NONE.md), [a heading](GUIDE.md#nonsense), [Nobody] and [Lost] are not; `[x]` is code.

                [Game]: ../src/main/java/dev/playflux/room/Game.java
                [limits]: PROTOCOL.md#9-default-limits-all-configurable
                [Lost]: ../src/Lost.java
                """;
        assertThat(new Links(Path.of("docs/X.md"), text).broken())
                .containsExactlyInAnyOrder(
                        "docs/X.md leads to NONE.md",
                        "docs/X.md leads to GUIDE.md#nonsense",
                        "docs/X.md leads to [Nobody]",
                        "docs/X.md leads to ../src/Lost.java");
    }
}
