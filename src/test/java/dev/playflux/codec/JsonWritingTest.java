package dev.playflux.codec;

import static dev.playflux.codec.Samples.CODEC;
import static dev.playflux.codec.Samples.message;
import static dev.playflux.codec.Samples.text;
import static dev.playflux.codec.Samples.written;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.playflux.message.Message;
import dev.playflux.message.NotEncodable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonWritingTest {
    private static final long MAX = (1L << 53) - 1;

    enum Color {
        RED;

        @Override
        public String toString() {
            return "the red one";
        }
    }

    record All(double d, float f, Double boxed, Float single, long l, Long big, BigInteger huge, Color color) {}

    record Wave() {}

    record Unordered(int zebra, int ant, @Nullable String none, Optional<String> maybe) {}

    record Renamed(@JsonProperty("__proto__") int x) {}

    record Computed(int n) {
        public int getDouble() {
            return 2 * n;
        }

        public boolean isEven() {
            return n % 2 == 0;
        }
    }

    record Holder(Object value) {}

    record Throwing(int x) {
        @Override
        public int x() {
            throw new IllegalStateException("boom");
        }
    }

    private static String refusal(Object value) {
        Message message = Message.of("a", value);
        try {
            throw new AssertionError(text(CODEC.encode(message)));
        } catch (NotEncodable refused) {
            return refused.getMessage();
        }
    }

    @Test
    void numbersThatAreNotFiniteAreNull() {
        All all = new All(
                Double.NaN,
                Float.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY,
                Float.NaN,
                0,
                0L,
                BigInteger.ONE,
                Color.RED);

        assertThat(written(all))
                .isEqualTo(
                        "{\"d\":null,\"f\":null,\"boxed\":null,\"single\":null,\"l\":0,\"big\":0,\"huge\":1,\"color\":\"RED\"}");
        assertThat(written(new double[] {1, Double.NaN})).isEqualTo("[1.0,null]");
        assertThat(written(new float[] {0.5f, Float.NaN})).isEqualTo("[0.5,null]");
        assertThat(written(Map.of("x", Double.NaN))).isEqualTo("{\"x\":null}");
        assertThat(written(new Object[] {Float.NaN, Double.POSITIVE_INFINITY})).isEqualTo("[null,null]");
        assertThat(written(Json.mapper().createObjectNode().put("x", Double.NaN).put("y", Float.NaN)))
                .isEqualTo("{\"x\":null,\"y\":null}");
        assertThat(written(new BigDecimal("1e999"))).isEqualTo("null");
    }

    @Test
    void integersThatADoubleCannotHoldAreStrings() {
        for (long exact : new long[] {MAX, -MAX, 0, -1}) {
            assertThat(written(exact)).isEqualTo(Long.toString(exact));
            assertThat(written(BigInteger.valueOf(exact))).isEqualTo(Long.toString(exact));
        }
        for (long inexact : new long[] {MAX + 1, -MAX - 1, Long.MAX_VALUE, Long.MIN_VALUE}) {
            String quoted = "\"" + inexact + "\"";
            assertThat(written(inexact)).isEqualTo(quoted);
            assertThat(written(BigInteger.valueOf(inexact))).isEqualTo(quoted);
            assertThat(written(new long[] {1, inexact})).isEqualTo("[1," + quoted + "]");
            assertThat(written(new AtomicLong(inexact))).isEqualTo(quoted);
            assertThat(written(List.of(inexact))).isEqualTo("[" + quoted + "]");
            assertThat(written(Json.mapper().createArrayNode().add(inexact))).isEqualTo("[" + quoted + "]");
        }
        assertThat(written(BigInteger.TEN.pow(30))).isEqualTo("\"1" + "0".repeat(30) + "\"");
    }

    @Test
    void floatsAreWidened() {
        assertThat(written(0.1f)).isEqualTo("0.10000000149011612");
        assertThat(written(new float[] {0.1f})).isEqualTo("[0.10000000149011612]");
        assertThat(written(new Holder(0.1f))).isEqualTo("{\"value\":0.10000000149011612}");
        assertThat(written(Json.mapper().createArrayNode().add(0.1f))).isEqualTo("[0.10000000149011612]");
    }

    @Test
    void enumsAreWrittenByName() {
        assertThat(written(Color.RED)).isEqualTo("\"RED\"");
        assertThat(written(Map.of(Color.RED, Color.RED))).isEqualTo("{\"RED\":\"RED\"}");
    }

    @Test
    void membersKeepTheirOrderAndNullsTheirPlace() {
        assertThat(written(new Unordered(1, 2, null, Optional.empty())))
                .isEqualTo("{\"zebra\":1,\"ant\":2,\"none\":null,\"maybe\":null}");
        assertThat(written(new Wave())).isEqualTo("{}");
        assertThat(written(null)).isEqualTo("null");
    }

    @Test
    void onlyComponentsOfARecordAreMembers() {
        assertThat(written(new Computed(2))).isEqualTo("{\"n\":2}");
    }

    @Test
    void textIsWrittenAsItIs() {
        assertThat(written("é€😀\n\"")).isEqualTo("\"é€😀\\n\\\"\"");
        assertThat(written(Map.of("é😀", 1))).isEqualTo("{\"é😀\":1}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"__proto__", "constructor", "prototype"})
    void namesThatAreMoreThanNamesInJavaScriptAreRefused(String name) {
        String problem = "a member must not be named '" + name + "'";

        assertThat(refusal(Map.of(name, 1))).isEqualTo(problem);
        assertThat(refusal(new Holder(List.of(1, Map.of("a", Map.of(name, 1))))))
                .isEqualTo("value[1].a: " + problem);
        assertThat(refusal(Json.mapper().createObjectNode().put(name, 1))).isEqualTo(problem);
        assertThat(refusal(new Holder(Json.mapper().readTree("{\"x\":[0,{\"" + name + "\":1}]}"))))
                .isEqualTo("value.x[1]: " + problem);
        assertThat(written(Map.of("x", name))).isEqualTo("{\"x\":\"" + name + "\"}");
        assertThatThrownBy(() -> Json.write(Map.of(name, 1)))
                .isInstanceOf(NotEncodable.class)
                .hasMessage(problem);
    }

    @Test
    void aRenamedComponentIsRefusedAsWell() {
        assertThat(refusal(new Renamed(1))).isEqualTo("a member must not be named '__proto__'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud800", "\udc00a", "a\ud83d", "\udc00\ud800", "\uFEFF", "a\uFEFF"})
    void whatIsNoTextIsRefusedWithItsPath(String text) {
        assertThat(refusal(new Holder(Map.of("x", List.of("a", text)))))
                .isEqualTo("value.x[1]: " + Text.PROBLEM + " in a string");
        assertThat(refusal(Map.of("x", Map.of(text, 1)))).isEqualTo("x: " + Text.PROBLEM + " in a string");
        assertThat(refusal(new Holder(text.toCharArray()))).isEqualTo("value: " + Text.PROBLEM + " in a string");
        assertThat(refusal(new String[] {"a", text})).isEqualTo("[1]: " + Text.PROBLEM + " in a string");
        assertThat(refusal(Json.mapper().createArrayNode().add(text)))
                .isEqualTo("[0]: " + Text.PROBLEM + " in a string");
    }

    @Test
    void aCycleIsRefusedInsteadOfOverflowingTheStack() {
        Map<String, Object> map = new HashMap<>();
        map.put("me", map);
        List<Object> list = new ArrayList<>();
        list.add(new Holder(list));
        Object[] array = new Object[1];
        array[0] = Collections.singletonList(array);

        for (Object cyclic : List.of(map, list, new Holder(map), array)) {
            assertThat(refusal(cyclic))
                    .endsWith("nested deeper than 100, or contains itself")
                    .hasSizeLessThan(200);
        }
    }

    @Test
    void aHundredLevelsAreWritten() {
        assertThat(written(nested(100))).startsWith("[[[[");
        assertThat(refusal(nested(101))).contains("nested deeper than 100");
    }

    private static Object nested(int levels) {
        Object nested = List.of();
        for (int i = 1; i < levels; i++) {
            nested = List.of(nested);
        }
        return nested;
    }

    @Test
    void aNullKeyIsRefused() {
        assertThat(refusal(Collections.singletonMap(null, 1))).contains("ull key");
        assertThat(refusal(new Holder(Map.of("x", Collections.singletonMap(null, 1)))))
                .startsWith("value.x");
    }

    @Test
    void whatThrowsIsRefusedWithItsPathAndCause() {
        assertThatThrownBy(() -> CODEC.encode(Message.of("a", List.of(new Throwing(1)))))
                .isInstanceOf(NotEncodable.class)
                .hasMessageStartingWith("[0].x: ")
                .hasRootCauseMessage("boom");
    }
}
