package dev.playflux.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ActionTest {
    record Steer() {}

    record URLOpened() {}

    record Dollar$() {}

    @Action("team.say:v2-x")
    record Renamed() {}

    @Action("not legal")
    record Illegal() {}

    @Test
    void anActionIsNamedAfterItsTypeWhereverThatIsNested() {
        assertThat(Action.Names.of(Steer.class)).isEqualTo("steer");
        assertThat(Action.Names.of(URLOpened.class)).isEqualTo("uRLOpened");
        assertThat(Action.Names.of(ActionTest.class)).isEqualTo("actionTest");
        assertThat(Message.of(new Steer()).action()).isEqualTo("steer");
    }

    @Test
    void theAnnotationComesFirst() {
        assertThat(Action.Names.of(Renamed.class)).isEqualTo("team.say:v2-x");
    }

    @Test
    void namesThatTheProtocolForbidsAreRefusedWithAWayOut() {
        assertThatThrownBy(() -> Action.Names.of(Illegal.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'not legal'")
                .hasMessageContaining("@Action");
        assertThatThrownBy(() -> Action.Names.of(Dollar$.class)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Action.Names.of(new Object() {}.getClass()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Action.Names.of(int[].class)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "Z",
                "_",
                "_9",
                "a.b:c-d_E",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            })
    void lettersDigitsAndAFewSignsAreLegal(String name) {
        assertThat(Action.Names.legal(name)).isTrue();
        assertThat(Action.Names.checked(name)).isSameAs(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "9a",
                ".a",
                ":a",
                "-a",
                "$a",
                "a$",
                "a b",
                "a\n",
                "a/",
                "a;",
                "a@",
                "[",
                "`",
                "{",
                "é",
                "aé",
                "а",
                "a\u0000",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            })
    void everythingElseIsNot(String name) {
        assertThat(Action.Names.legal(name)).isFalse();
        assertThatThrownBy(() -> Action.Names.checked(name)).isInstanceOf(IllegalArgumentException.class);
    }
}
