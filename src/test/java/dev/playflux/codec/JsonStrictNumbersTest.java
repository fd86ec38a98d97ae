package dev.playflux.codec;

import static dev.playflux.codec.Samples.body;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.playflux.message.BadData;
import java.lang.reflect.Type;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonStrictNumbersTest {
    record Steer(double dx, double dy) {}

    record Pos(float x, Double y, Float z) {}

    record Numbers(byte b, short s, int i, long l, Integer boxed, BigInteger big) {}

    record Lists(List<String> strict, @Nullable List<@Nullable String> loose, double[] doubles, float[] floats) {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Sword.class, name = "sword"),
        @JsonSubTypes.Type(value = Bow.class, name = "bow")
    })
    sealed interface Weapon {}

    record Sword(int length) implements Weapon {}

    record Bow(double pull) implements Weapon {}

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

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{\"dx\":\"1\",\"dy\":0};dx: expected a number, was a string",
                "{\"dx\":\"NaN\",\"dy\":0};dx: expected a number, was a string",
                "{\"dx\":\"Infinity\",\"dy\":0};dx: expected a number, was a string",
                "{\"dx\":\"\",\"dy\":0};dx: expected a number, was a string",
                "{\"dx\":true,\"dy\":0};dx: expected a number, was true",
                "{\"dx\":[1],\"dy\":0};dx: expected a number, was an array",
                "{\"dx\":{},\"dy\":0};dx: expected a number, was an object",
                "{\"dx\":null,\"dy\":0};dx: must not be null",
                "{\"dx\":1};missing 'dy'",
                "{};missing 'dx'",
                "[];expected an object, was an array",
                "[1,2];expected an object, was an array",
                "\"\";expected an object, was ''",
                "\"x\";expected an object, was a string",
                "7;expected an object, was a whole number",
                "true;expected an object, was true",
            })
    void aRecordOfNumbersRefusesEverythingElse(String json, String problem) {
        assertThat(refusal(json, Steer.class)).isEqualTo(problem);
    }

    @Test
    void floatsRefuseWhatDoesNotFitThem() {
        assertThat(refusal("{\"x\":1e300,\"y\":1,\"z\":1}", Pos.class)).isEqualTo("x: expected a number, was 1.0E300");
        assertThat(refusal("{\"x\":1,\"y\":1,\"z\":-1e39}", Pos.class)).isEqualTo("z: expected a number, was -1.0E39");
        assertThat(refusal("{\"x\":1,\"y\":\"1\",\"z\":1}", Pos.class)).startsWith("y: expected a number");
        assertThat(refusal("{\"x\":1,\"y\":1,\"z\":\"1\"}", Pos.class)).startsWith("z: expected a number");
        assertThat(refusal("{\"x\":1,\"y\":null,\"z\":1}", Pos.class)).isEqualTo("y: must not be null");
        assertThat(refusal("{\"x\":1,\"y\":1}", Pos.class)).isEqualTo("missing 'z'");
        assertThat(refusal("{\"x\":null,\"y\":1,\"z\":1}", Pos.class)).isEqualTo("x: must not be null");
    }

    @ParameterizedTest
    @CsvSource({
        "b,128,8",
        "b,-129,8",
        "s,32768,16",
        "i,2147483648,32",
        "l,9223372036854775808,64",
        "boxed,-2147483649,32"
    })
    void integersRefuseWhatDoesNotFitThem(String field, String value, int bits) {
        assertThat(refusal(numbersWith(field, value), Numbers.class))
                .startsWith(field + ": expected a whole number of " + bits + " bits");
    }

    @ParameterizedTest
    @CsvSource({"b", "s", "i", "l", "boxed", "big"})
    void integersRefuseFractionsStringsBooleansAndNull(String field) {
        for (String bad : List.of("1.9", "1.0", "1e2", "\"1\"", "\"\"", "true", "[1]", "[]", "{}")) {
            assertThat(refusal(numbersWith(field, bad), Numbers.class)).startsWith(field + ": expected a whole number");
        }
        assertThat(refusal(numbersWith(field, "null"), Numbers.class)).isEqualTo(field + ": must not be null");
        assertThat(refusal(numbersWith(field + "x", "1").replace("\"" + field + "\"", "\"gone\""), Numbers.class))
                .isEqualTo("missing '" + field + "'");
    }

    private static String numbersWith(String field, String value) {
        Map<String, String> members =
                new HashMap<>(Map.of("b", "1", "s", "1", "i", "1", "l", "1", "boxed", "1", "big", "1"));
        members.put(field, value);
        StringBuilder json = new StringBuilder("{");
        members.forEach((name, one) -> json.append(json.length() > 1 ? "," : "")
                .append('"')
                .append(name)
                .append("\":")
                .append(one));
        return json.append('}').toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {"[\"NaN\"]", "[\"1\"]", "[null]", "[[1]]", "\"\"", "1", "{}", "[true]"})
    void arraysOfNumbersAreAsStrict(String bad) {
        assertThat(refusal("{\"strict\":[],\"doubles\":" + bad + ",\"floats\":[]}", Lists.class))
                .contains("doubles");
        assertThat(refusal("{\"strict\":[],\"floats\":" + bad + ",\"doubles\":[]}", Lists.class))
                .contains("floats");
        assertThat(refusal("{\"strict\":[],\"floats\":[1e300],\"doubles\":[]}", Lists.class))
                .contains("floats");
        assertThat(body("[1,2,3,4,5,6,7,8,9.5]").as(double[].class)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9.5);
    }
}
