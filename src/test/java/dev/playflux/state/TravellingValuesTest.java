package dev.playflux.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.JsonNodeFactory;

/** What is published travels as Jackson writes it. */
class TravellingValuesTest {

    enum Team {
        RED,
        @JsonProperty("azure")
        BLUE {
            @Override
            public String toString() {
                return "the blue ones";
            }
        }
    }

    record Empty() {}

    record Plain(int a, @Nullable Object b, boolean[] c) {
        int more() {
            return 1;
        }

        public boolean isDerived() {
            return true;
        }
    }

    record Annotated(
            @JsonProperty("renamed") int a, @JsonIgnore int secret) {}

    record Wrapped(@JsonValue String id) {}

    record Id(String id) {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME)
    sealed interface Figure {}

    record Circle(double r) implements Figure {}

    record Figures(List<Figure> all, Figure one) {}

    static class Bean {
        public int open = 1;

        public @Nullable String getName() {
            return null;
        }

        public boolean isReady() {
            return true;
        }
    }

    static List<Object> values() {
        Map<Team, Object> teams = new EnumMap<>(Map.of(Team.RED, 1, Team.BLUE, List.of(2)));
        Map<Object, Object> keys = new HashMap<>(Map.of(1, "i", 2.5, "d", Team.BLUE, "e", 'c', "c", true, "b"));
        keys.put(new UUID(1, 2), "u");
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return List.of(
                1,
                (byte) 1,
                (short) 2,
                3L,
                1.0,
                -0.0,
                4.9e-324,
                1e22,
                0.1f,
                1.5f,
                "",
                "ü😀\u0000\"\\/",
                'x',
                true,
                (1L << 53) - 1,
                1L << 53,
                -(1L << 53),
                Long.MIN_VALUE,
                BigInteger.TEN,
                BigInteger.TEN.pow(30),
                new BigDecimal("1.10"),
                new BigDecimal("1E+3"),
                new BigDecimal("1E+999"),
                BigDecimal.ONE.movePointLeft(60),
                Double.NaN,
                Double.POSITIVE_INFINITY,
                Float.NaN,
                Team.RED,
                Team.BLUE,
                Instant.EPOCH,
                new UUID(3, 4),
                Optional.of(1),
                Optional.empty(),
                Optional.of(new Plain(1, null, new boolean[0])),
                new AtomicInteger(5),
                Map.of(),
                Map.of("a", Map.of("b", List.of())),
                teams,
                keys,
                Set.of(7),
                Collections.singletonList(null),
                new int[] {1, 2},
                new double[] {1, Double.NaN},
                new long[] {1L << 60},
                new float[] {0.1f},
                new boolean[] {true},
                new byte[] {1, 2, 3},
                new char[] {'a', 'b'},
                new String[] {"a", null},
                new Object[][] {{1}, {}},
                new Empty(),
                new Plain(1, new Figures(List.of(new Circle(2)), new Circle(3)), new boolean[] {true}),
                new Annotated(1, 2),
                new Wrapped("w"),
                new Bean(),
                nodes.objectNode()
                        .put("a", 1)
                        .putPOJO("p", new Bean())
                        .put("bytes", new byte[] {9})
                        .putNull("n"),
                nodes.arrayNode()
                        .add(1.5)
                        .add(1L << 60)
                        .add(Double.NaN)
                        .add(new BigDecimal("2.50"))
                        .add(true),
                nodes.missingNode(),
                nodes.stringNode("s"),
                nodes.binaryNode(new byte[] {1}),
                nodes.pojoNode(null));
    }

    @ParameterizedTest
    @MethodSource("values")
    void aValueTravelsAsTheMapperWritesIt(Object value) {
        for (Object published : List.of(value, Map.of("in", value), List.of(value))) {
            Source source = Source.tree();
            source.publish(published, 1, false, path -> {});
            Replica replica = Replica.create();
            replica.apply(Wire.state(1, 0, source.section(Wire.JSON, 0)));
            assertThat(((TreeFrame) replica.frame()).trees().get("world").tree())
                    .isEqualTo(Wire.travelled(published));
            assertThat(source.publish(published, 2, true, path -> {}))
                    .as("changed, published twice")
                    .isFalse();
        }
    }

    private static boolean differ(@Nullable Object first, @Nullable Object second) {
        Source source = Source.tree();
        source.publish(Collections.singletonList(first), 1, false, path -> {});
        return source.publish(Collections.singletonList(second), 2, false, path -> {});
    }

    @Test
    void numbersThatAreWrittenAlikeAreEqual() {
        assertThat(differ(1, 1L)).isFalse();
        assertThat(differ((short) 1, BigInteger.ONE)).isFalse();
        assertThat(differ(0.5f, 0.5)).isFalse();
        assertThat(differ(1L << 60, String.valueOf(1L << 60))).isFalse();
        assertThat(differ(Double.NaN, null)).isFalse();
        assertThat(differ(1, 1.0)).isTrue();
        assertThat(differ(0.0, -0.0)).isTrue();
        assertThat(differ(0.1f, 0.1)).isTrue();
        assertThat(differ(1, "1")).isTrue();
        assertThat(differ(null, false)).isTrue();
    }

    @Test
    void doublesAreWrittenWithTheirFraction() {
        Source source = Source.tree();
        source.publish(List.of(1.0, 1, 0.1f), 1, false, path -> {});
        assertThat(Wire.text(source.section(Wire.JSON, 0))).isEqualTo("{\"full\":[1.0,1,0.10000000149011612]}");
    }

    @Test
    void aLongDecimalIsRoundedSoThatNobodyRefusesIt() {
        Source source = Source.tree();
        source.publish(List.of(new BigDecimal("0.1000000000000000000000000000000000001")), 1, false, path -> {});
        assertThat(Wire.text(source.section(Wire.JSON, 0))).isEqualTo("{\"full\":[0.1]}");
    }
}
