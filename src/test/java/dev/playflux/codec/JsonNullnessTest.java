package dev.playflux.codec;

import static dev.playflux.codec.Samples.body;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.message.BadData;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonNullnessTest {
    record Chat(String text, boolean loud, char mark) {}

    record Paint(Color color) {}

    enum Color {
        RED,
        GREEN;

        @Override
        public String toString() {
            return "the color " + ordinal();
        }
    }

    record Loose(@Nullable String name, Optional<String> title, OptionalInt i, OptionalLong l, OptionalDouble d) {}

    record Compact(@Nullable String name, int n) {
        Compact {
            if (n < 0) {
                throw new IllegalArgumentException("n must not be negative");
            }
        }
    }

    record One(String text) {}

    record Steer(double dx, double dy) {}

    record Lists(List<String> strict, @Nullable List<@Nullable String> loose, double[] doubles, float[] floats) {}

    record Nested(Map<String, Steer> runners, List<Steer> list) {}

    private static String refusal(String json, Type type) {
        try {
            Object value = body(json).as(type);
            throw new AssertionError(json + " is " + value);
        } catch (BadData refused) {
            assertThat(refused.getStackTrace()).isEmpty();
            assertThat(refused.getMessage()).doesNotContain("playflux", "java.", "jackson", "Json", "Reader", "Test");
            return refused.getMessage();
        }
    }

    private static final String GOOD_NUMBERS = "{\"b\":1,\"s\":2,\"i\":3,\"l\":4,\"boxed\":5,\"big\":6}";

    @Test
    void whatIsMarkedNullableOrOptionalMayBeNullOrMissing() {
        Loose nothing =
                new Loose(null, Optional.empty(), OptionalInt.empty(), OptionalLong.empty(), OptionalDouble.empty());

        assertThat(body("{}").as(Loose.class)).isEqualTo(nothing);
        assertThat(body("{\"name\":null,\"title\":null,\"i\":null,\"l\":null,\"d\":null}")
                        .as(Loose.class))
                .isEqualTo(nothing);
        assertThat(body("{\"name\":\"n\",\"title\":\"t\",\"i\":1,\"l\":2,\"d\":3}")
                        .as(Loose.class))
                .isEqualTo(
                        new Loose("n", Optional.of("t"), OptionalInt.of(1), OptionalLong.of(2), OptionalDouble.of(3)));
        assertThat(body("{\"n\":1}").as(Compact.class)).isEqualTo(new Compact(null, 1));
        assertThat(body("{\"n\":1,\"name\":null}").as(Compact.class)).isEqualTo(new Compact(null, 1));
        assertThat(refusal("{}", Compact.class)).isEqualTo("missing 'n'");
        assertThat(refusal("{\"d\":\"NaN\"}", Loose.class)).startsWith("d: expected a number");
        assertThat(refusal("{\"i\":1.5}", Loose.class)).startsWith("i: ");
        assertThat(refusal("{\"title\":1}", Loose.class)).startsWith("title: expected a string");
    }

    @Test
    void referencesThatAreNotMarkedRefuseNull() {
        assertThat(refusal("{\"text\":null,\"loud\":true,\"mark\":\"m\"}", Chat.class))
                .isEqualTo("text: must not be null");
        assertThat(refusal("{\"color\":null}", Paint.class)).isEqualTo("color: must not be null");
        assertThat(refusal("{}", One.class)).isEqualTo("missing 'text'");
        assertThat(refusal("\"text\"", One.class)).isEqualTo("expected an object, was a string");
    }

    @Test
    void elementsRefuseNullUnlessMarked() {
        String rest = ",\"doubles\":[1],\"floats\":[1]}";

        assertThat(body("{\"strict\":[\"a\"],\"loose\":[null]" + rest).as(Lists.class))
                .satisfies(read -> {
                    assertThat(read.strict()).containsExactly("a");
                    assertThat(read.loose()).containsExactly((String) null);
                });
        assertThat(refusal("{\"strict\":[\"a\",null]" + rest, Lists.class)).isEqualTo("strict[1]: must not be null");
        assertThat(refusal("{\"strict\":\"a\"" + rest, Lists.class))
                .isEqualTo("strict: expected an array, was a string");
        assertThat(refusal("{\"strict\":\"\"" + rest, Lists.class)).startsWith("strict: expected an array");
        assertThat(refusal("{\"strict\":{}" + rest, Lists.class)).isEqualTo("strict: expected an array, was an object");
        assertThat(refusal("{\"runners\":{\"p1\":null},\"list\":[]}", Nested.class))
                .isEqualTo("runners.p1: must not be null");
    }
}
