package site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExampleServerTest {

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
