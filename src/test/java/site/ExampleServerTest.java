package site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExampleServerTest {

    private static List<Path> pages(String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("examples"))) {
            return files.filter(file -> file.toString().endsWith(suffix)).toList();
        }
    }

    @Test
    void everyLinkOfAPageEnds() throws IOException {
        assertThat(pages(".html")).hasSizeGreaterThan(5).allSatisfy(page -> {
            String text = Files.readString(page);
            assertThat(text.split("</a>", -1).length)
                    .isEqualTo(Pattern.compile("<a\\b").split(text, -1).length);
        });
    }

    /** A browser that keeps nothing for a page throws at each look. */
    @Test
    void whatABrowserMayNotKeepIsDoneWithout() throws IOException {
        Pattern bare = Pattern.compile("^(?!.*\\btry\\b).*\\b(session|local)Storage\\b(?!')", Pattern.MULTILINE);
        assertThat(pages(".js"))
                .hasSizeGreaterThan(5)
                .allSatisfy(script -> assertThat(
                                bare.matcher(Files.readString(script)).results().map(MatchResult::group))
                        .isEmpty());
    }

    @Test
    void aPortIsANumber() {
        assertThat(ExampleServer.port("0")).isZero();
        assertThat(ExampleServer.port("8080")).isEqualTo(8080);
        assertThat(ExampleServer.port("65535")).isEqualTo(65_535);
    }

    @Test
    void anExampleHasAnAddressOfItsOwn() {
        assertThat(ExampleServer.path()).isEmpty();
        assertThat(ExampleServer.path("tag")).isEqualTo("/tag/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"chess", "", "../tag", "site/../tag/page/.."})
    void whatIsNoExampleIsNamed(String name) {
        assertThatThrownBy(() -> ExampleServer.path(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no page of an example '" + name + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "http", "-1", "65536", "99999999999", "80 80"})
    void whatIsNoPortIsNamed(String text) {
        assertThatThrownBy(() -> ExampleServer.port(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("PORT must be a number from 0 to 65535, was '" + text + "'");
    }
}
