package dev.playflux.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Type;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageTest {
    record Steer(double dx) {}

    record Generic(List<Integer> list) {}

    @Test
    void aValueOfThisJvmIsItsOwnBody() {
        Steer steer = new Steer(1);
        Message message = Message.of(steer).withInput(3);

        assertThat(message.as(Steer.class)).isSameAs(steer);
        assertThat(message.as(Object.class)).isSameAs(steer);
        assertThat(message.as((Type) Record.class)).isSameAs(steer);
        assertThat(message.input()).isEqualTo(3);
        assertThat(message.seq()).isZero();
        assertThatThrownBy(() -> message.as(String.class))
                .isInstanceOf(BadData.class)
                .hasMessage("expected String, was Steer");
    }

    @Test
    void primitivesAndGenericTypesAreAskedForAsWell() throws Exception {
        Type list = Generic.class.getDeclaredField("list").getGenericType();

        assertThat(Message.of("a", 5).as(int.class)).isEqualTo(5);
        assertThat(Message.of("a", true).as(boolean.class)).isTrue();
        assertThat(Message.of("a", List.of(1)).as(list)).isEqualTo(List.of(1));
        assertThatThrownBy(() -> Message.of("a", 5).as(list)).isInstanceOf(BadData.class);
        assertThatThrownBy(() -> Message.of("a", 5).as(long.class)).isInstanceOf(BadData.class);
    }

    @Test
    void nothingIsNullOfAnyType() {
        assertThat(Message.of("a", null).as(Steer.class)).isNull();
        assertThat(Message.of("a", null).as(int.class)).isNull();
    }

    @Test
    void aBodyIsNotWrappedAgain() {
        Body body = Body.of(1);

        assertThat(Message.of("a", body).body()).isSameAs(body);
        assertThat(Body.of(body)).isSameAs(body);
    }

    @Test
    void aFailureNamesTheMessageThatItRefuses() {
        Message reliable = new Message("buy", Body.of(null), 7, false, 0);
        Message input = Message.of("steer", null).withInput(9);

        assertThat(Failure.of("bad_data", "no", reliable))
                .isEqualTo(new Failure("bad_data", "no", "buy", 7L, null, false));
        assertThat(Failure.of("bad_data", "no", input))
                .isEqualTo(new Failure("bad_data", "no", "steer", null, 9L, false));
        assertThat(Failure.of("bad_message", "no"))
                .isEqualTo(new Failure("bad_message", "no", null, null, null, false));
        assertThat(Failure.fatal("room_full", "no").fatal()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "not_your_turn", "a1", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
    void aRefusalHasACode(String code) {
        assertThat(new Refused(code, "why").code()).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "A",
                "1a",
                "_a",
                "a-b",
                "a b",
                "aB",
                "é",
                "a\n",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            })
    void otherCodesAreRefused(String code) {
        assertThatThrownBy(() -> new Refused(code, "why"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + code + "'");
    }

    @Test
    void aRefusalIsThrownOnlyIfTheRuleDoesNotHold() {
        Refused.unless(true, "late", "too late");
        assertThatThrownBy(() -> Refused.unless(false, "late", "too late"))
                .isInstanceOf(Refused.class)
                .hasMessage("too late")
                .satisfies(thrown -> assertThat(thrown.getStackTrace()).isEmpty());
    }
}
