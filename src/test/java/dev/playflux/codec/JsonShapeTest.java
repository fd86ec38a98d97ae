package dev.playflux.codec;

import static dev.playflux.codec.Samples.CODEC;
import static dev.playflux.codec.Samples.body;
import static dev.playflux.codec.Samples.decode;
import static dev.playflux.codec.Samples.message;
import static dev.playflux.codec.Samples.problem;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playflux.message.BadMessage;
import dev.playflux.message.Limits;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class JsonShapeTest {
    private static String bodyProblem(String json) {
        String alone = problem("{\"action\":\"a\",\"data\":" + json + "}");
        List<Received> array = decode(
                "[{\"action\":\"before\"},{\"data\":" + json + ",\"action\":\"a\"},{\"action\":\"after\",\"data\":2}]");
        assertThat(message(array.get(0)).action()).isEqualTo("before");
        assertThat(problem(array.get(1))).isEqualTo(alone);
        assertThat(message(array.get(2)).as(int.class)).isEqualTo(2);
        return alone;
    }

    private static String nested(int levels) {
        return "[".repeat(levels) + "]".repeat(levels);
    }

    private static String nestedObjects(int levels) {
        return "{\"a\":".repeat(levels) + "1" + "}".repeat(levels);
    }

    @Test
    void nestingIsCountedFromTheRoot() {
        assertThat(body(nested(31)).as(Object.class)).isNotNull();
        assertThat(body(nestedObjects(31)).as(Object.class)).isNotNull();
        assertThat(problem("{\"action\":\"a\",\"data\":" + nested(32) + "}")).isEqualTo("nested deeper than 32");
        assertThat(problem("{\"action\":\"a\",\"data\":" + nestedObjects(32) + "}"))
                .isEqualTo("nested deeper than 32");

        List<Received> array = decode("[{\"action\":\"a\",\"data\":" + nested(30) + "},{\"action\":\"a\",\"data\":"
                + nested(31) + "},{\"action\":\"a\",\"other\":" + nested(31) + "},{\"action\":\"b\"}]");
        assertThat(message(array.get(0)).as(Object[].class)).hasSize(1);
        assertThat(problem(array.get(1))).isEqualTo("nested deeper than 32");
        assertThat(problem(array.get(2))).isEqualTo("nested deeper than 32");
        assertThat(message(array.get(3)).action()).isEqualTo("b");
    }

    @Test
    void tenThousandLevelsAreMalformedAndTheOthersGoOn() {
        assertThat(bodyProblem(nested(10_000))).isEqualTo("nested deeper than 32");
        assertThat(bodyProblem(nestedObjects(10_000))).isEqualTo("nested deeper than 32");
        assertThat(problem(decode("[" + nested(10_000) + ",{\"action\":\"a\"}]").get(0)))
                .contains("is an object");
        assertThatThrownBy(() -> decode("[".repeat(10_000))).isInstanceOf(BadMessage.class);
        assertThatThrownBy(() -> decode("{\"action\":\"a\",\"data\":" + "{\"a\":".repeat(10_000)))
                .isInstanceOf(BadMessage.class);
    }

    @Test
    void aMillionLevelsAreBadBeforeTheyCostMemory() {
        assertThatThrownBy(() -> decode("{\"action\":\"a\",\"data\":" + nested(1_000_000) + "}"))
                .isInstanceOf(BadMessage.class);
    }

    @Test
    void arraysMayBeLong() {
        String numbers = IntStream.range(0, 10_000).mapToObj(Integer::toString).collect(Collectors.joining(","));

        assertThat(body("[" + numbers + "]").as(int[].class)).hasSize(10_000);
        assertThat(decode("[{\"action\":\"a\",\"data\":[" + numbers + "]}]")).hasSize(1);
    }

    @Test
    void numbersHaveAtMost32Characters() {
        assertThat(body("1" + "0".repeat(31)).as(Object.class)).isEqualTo(1e31);
        assertThat(body("-0." + "1".repeat(29)).as(Object.class)).isInstanceOf(Double.class);
        for (String tooLong : List.of(
                "1" + "0".repeat(32),
                "-1" + "0".repeat(31),
                "0." + "1".repeat(31),
                "1e" + "0".repeat(31),
                "1".repeat(10_000),
                "0." + "1".repeat(10_000),
                "1e" + "1".repeat(10_000))) {
            assertThat(bodyProblem(tooLong)).isEqualTo("a number longer than 32 characters");
            assertThat(bodyProblem("{\"x\":[" + tooLong + "]}")).isEqualTo("a number longer than 32 characters");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999", "-1e999", "1E+999", "1.8e308", "2e308", "1e99999999999999999999", "0.1e310"})
    void numbersAreFinite(String infinite) {
        assertThat(bodyProblem(infinite)).isEqualTo("a number that is not finite");
        assertThat(bodyProblem("[{\"dx\":" + infinite + "}]")).isEqualTo("a number that is not finite");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e308", "1.7976931348623157e308", "0e999", "1e-999", "-0", "-0.0", "5e-324", "1E+2"})
    void finiteNumbersPass(String number) {
        assertThat(body(number).as(double.class)).isEqualTo(Double.parseDouble(number));
    }

    @Test
    void longerNumbersMayBeAllowedAndAreStillFinite() {
        Limits.Shape wide = new Limits.Shape(1 << 20, 16, 64, 32, 1 << 20, 128, 1000);

        assertThat(problem(CODEC.decode(bytes("{\"action\":\"a\",\"data\":" + "9".repeat(400) + ".5}"), wide)
                        .get(0)))
                .isEqualTo("a number that is not finite");
        assertThat(problem(CODEC.decode(bytes("{\"action\":\"a\",\"data\":" + "9".repeat(400) + "}"), wide)
                        .get(0)))
                .isEqualTo("a number that is not finite");
        assertThat(message(CODEC.decode(bytes("{\"action\":\"a\",\"data\":" + "9".repeat(300) + "}"), wide)
                                .get(0))
                        .as(double.class))
                .isEqualTo(1e300);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"x\":1,\"x\":1}",
                "{\"x\":1,\"\\u0078\":2}",
                "{\"\":1,\"\":2}",
                "{\"é\":1,\"\\u00e9\":2}",
                "{\"😀\":1,\"\\ud83d\\ude00\":2}",
                "[[{\"a\":{\"b\":[{\"c\":1,\"d\":2,\"c\":3}]}}]]",
                "{\"x\":{\"y\":1},\"x\":1}",
                "{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5,\"f\":6,\"g\":7,\"h\":8,\"i\":9,\"a\":10}",
                "{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5,\"f\":6,\"g\":7,\"h\":8,\"i\":9,\"i\":10}",
                "{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5,\"f\":6,\"g\":7,\"h\":8,\"h\":9}",
            })
    void duplicatesAreFoundAtAnyLevel(String json) {
        assertThat(bodyProblem(json)).startsWith("a second member '");
    }

    @ParameterizedTest
    @ValueSource(strings = {"action", "data", "seq", "ask", "input", "other"})
    void aSecondMemberOfTheEnvelopeIsMalformed(String name) {
        String value = name.equals("action") ? "\"a\"" : name.equals("ask") ? "true" : "1";
        String twice = "\"" + name + "\":" + value + ",\"" + name + "\":" + value;

        assertThat(problem("{\"action\":\"a\",\"seq\":1," + twice + "}")).startsWith("a second member '");
    }

    @Test
    void equalNamesInDifferentObjectsAreNoDuplicates() {
        assertThat(body("[{\"x\":{\"x\":[{\"x\":1},{\"x\":2}]}},{\"x\":1,\"y\":{\"x\":1}}]")
                        .as(Object[].class))
                .hasSize(2);
        assertThat(decode("[{\"action\":\"a\",\"data\":1},{\"action\":\"a\",\"data\":1}]"))
                .allSatisfy(Samples::message);
    }

    @Test
    void manyMembersTakeLinearTime() {
        String members =
                IntStream.range(0, 200_000).mapToObj(i -> "\"n" + i + "\":1").collect(Collectors.joining(","));

        org.junit.jupiter.api.Assertions.assertTimeout(
                Duration.ofSeconds(5),
                () -> assertThat(body("{" + members + "}").action()).isEqualTo("a"));
        assertThat(bodyProblem("{" + members + ",\"n777\":1}")).isEqualTo("a second member 'n777'");
    }

    @Test
    void theLimitsAreThoseAskedFor() {
        Limits.Shape tight = new Limits.Shape(100, 1, 2, 2, 3, 6, 1);

        assertThat(message(CODEC.decode(bytes("{\"action\":\"abc\",\"data\":[1]}"), tight)
                                .get(0))
                        .action())
                .isEqualTo("abc");
        assertThat(problem(CODEC.decode(bytes("{\"action\":\"abcd\"}"), tight).get(0)))
                .contains("longer than 3");
        assertThat(problem(CODEC.decode(bytes("{\"action\":\"a\",\"data\":12}"), tight)
                        .get(0)))
                .contains("longer than 1");
        assertThat(problem(CODEC.decode(bytes("{\"action\":\"a\",\"actions\":1}"), tight)
                        .get(0)))
                .contains("longer than 6");
        assertThat(problem(CODEC.decode(bytes("[{\"action\":\"a\",\"data\":[1]}]"), tight)
                        .get(0)))
                .contains("deeper than 2");
        assertThatThrownBy(() -> CODEC.decode(bytes("[1,2,3]"), tight)).hasMessageContaining("more than 2");
    }

    @Test
    void theFirstProblemIsTheOneTold() {
        assertThat(problem("{\"data\":{\"x\":1,\"x\":\"\\ud800\"},\"seq\":0}")).isEqualTo("a second member 'x'");
    }

    private static byte[] bytes(String json) {
        return json.getBytes(UTF_8);
    }
}
