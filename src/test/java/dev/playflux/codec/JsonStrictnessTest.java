package dev.playflux.codec;

import static dev.playflux.codec.Samples.body;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.playflux.message.BadData;
import dev.playflux.message.PlayfluxException;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.type.TypeReference;

class JsonStrictnessTest {
    record Steer(double dx, double dy) {}

    record Pos(float x, Double y, Float z) {}

    record Numbers(byte b, short s, int i, long l, Integer boxed, BigInteger big) {}

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

    record Compact(@Nullable String name, int n) {
        Compact {
            if (n < 0) {
                throw new IllegalArgumentException("n must not be negative");
            }
        }
    }

    record Nested(Map<String, Steer> runners, List<Steer> list) {}

    record Renamed(@JsonProperty("the_name") String name) {}

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

    @Test
    void whatFitsIsRead() {
        assertThat(body("{\"dx\":1,\"dy\":-0.5,\"more\":[1]}").as(Steer.class)).isEqualTo(new Steer(1, -0.5));
        assertThat(body("{\"x\":1,\"y\":2,\"z\":0.1}").as(Pos.class)).isEqualTo(new Pos(1, 2d, 0.1f));
        assertThat(body(GOOD_NUMBERS).as(Numbers.class))
                .isEqualTo(new Numbers((byte) 1, (short) 2, 3, 4, 5, BigInteger.valueOf(6)));
        assertThat(body("{\"text\":\"\",\"loud\":true,\"mark\":\"!\"}").as(Chat.class))
                .isEqualTo(new Chat("", true, '!'));
        assertThat(body("{\"color\":\"RED\"}").as(Paint.class)).isEqualTo(new Paint(Color.RED));
        assertThat(body("{\"the_name\":\"x\"}").as(Renamed.class)).isEqualTo(new Renamed("x"));
        assertThat(body("{\"runners\":{\"p1\":{\"dx\":1,\"dy\":2}},\"list\":[]}")
                        .as(Nested.class))
                .isEqualTo(new Nested(Map.of("p1", new Steer(1, 2)), List.of()));
        assertThat(body("{\"@type\":\"bow\",\"pull\":0.5}").as(Weapon.class)).isEqualTo(new Bow(0.5));
        assertThat(body("\"1b4e28ba-2fa1-11d2-883f-0016d3cca427\"").as(UUID.class))
                .isNotNull();
    }

    @Test
    void aBodyOfGenericTypeIsRead() {
        assertThat(body("[1,2]").as(new TypeReference<List<Integer>>() {}.getType()))
                .isEqualTo(List.of(1, 2));
        assertThat(refusal("[1,\"2\"]", new TypeReference<List<Integer>>() {}.getType()))
                .isEqualTo("[1]: expected a whole number of 32 bits, was a string");
    }

    @Test
    void theSameTypeAgainGivesTheSameInstance() {
        var message = body("{\"dx\":1,\"dy\":0}");
        Steer first = message.as(Steer.class);

        assertThat(message.as(Steer.class)).isSameAs(first);
        assertThat(message.as(Object.class)).isEqualTo(Map.of("dx", 1, "dy", 0));
        assertThat(message.as(Steer.class)).isEqualTo(first);
    }

    @Test
    void plainValuesAreMapsListsAndScalarsInTheirOrder() {
        Object plain = body("{\"z\":[1,2147483648,1.0,1e2,123456789012345678901,true,null],\"a\":{\"b\":\"c\"}}")
                .as(Object.class);

        assertThat(plain).hasToString("{z=[1, 2147483648, 1.0, 100.0, 1.2345678901234568E20, true, null], a={b=c}}");
        List<?> list = (List<?>) ((Map<?, ?>) plain).get("z");
        assertThat(list.stream().limit(5).map(Object::getClass).toArray())
                .containsExactly(Integer.class, Long.class, Double.class, Double.class, Double.class);
        assertThat(body("null").as(Object.class)).isNull();
        assertThat(body("null").as(Steer.class)).isNull();
        assertThat(body("5").as(int.class)).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "text;1;a string",
                "text;1.5;a string",
                "text;true;a string",
                "text;[\"a\"];a string",
                "text;[];a string",
                "text;{};a string",
                "loud;1;true or false",
                "loud;0;true or false",
                "loud;\"true\";true or false",
                "loud;\"\";true or false",
                "loud;1.0;true or false",
                "mark;33;a string",
                "mark;\"ab\";a string",
                "mark;\"\";a string",
            })
    void stringsAndBooleansAreNotCoerced(String field, String bad, String expected) {
        Map<String, String> members = new HashMap<>(Map.of("text", "\"t\"", "loud", "true", "mark", "\"m\""));
        members.put(field, bad);
        String json = "{\"text\":" + members.get("text") + ",\"loud\":" + members.get("loud") + ",\"mark\":"
                + members.get("mark") + "}";

        assertThat(refusal(json, Chat.class)).startsWith(field + ": expected " + expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "0",
                "1",
                "\"0\"",
                "\"red\"",
                "\" RED\"",
                "\"RED \"",
                "\"\"",
                "\"the color 0\"",
                "true",
                "[\"RED\"]",
                "[]",
                "{}",
                "1.0"
            })
    void enumsAreReadByNameOnly(String bad) {
        assertThat(refusal("{\"color\":" + bad + "}", Paint.class))
                .startsWith("color: expected one of RED, GREEN, was ");
    }

    @Test
    void aRefusedEnumIsQuotedBriefly() {
        assertThat(refusal("{\"color\":\"PURPLE\"}", Paint.class))
                .isEqualTo("color: expected one of RED, GREEN, was 'PURPLE'");
        assertThat(refusal("{\"color\":\"" + "P".repeat(5000) + "\"}", Paint.class))
                .hasSizeLessThan(120);
    }

    @Test
    void thePathOfARefusalLeadsToTheField() {
        assertThat(refusal("{\"runners\":{\"p1\":{\"dx\":1,\"dy\":0},\"p2\":{\"dx\":1}},\"list\":[]}", Nested.class))
                .isEqualTo("runners.p2: missing 'dy'");
        assertThat(refusal("{\"runners\":{},\"list\":[{\"dx\":1,\"dy\":0},{\"dx\":\"far\",\"dy\":0}]}", Nested.class))
                .isEqualTo("list[1].dx: expected a number, was a string");
        assertThat(refusal("{\"runners\":[],\"list\":[]}", Nested.class))
                .isEqualTo("runners: expected an object, was an array");
    }

    @Test
    void aConstructorThatThrowsIsARefusalWithoutItsWords() {
        assertThat(refusal("{\"n\":-1}", Compact.class)).isEqualTo("does not fit");
    }

    @Test
    void typesAreNotChosenByTheClient() {
        assertThat(refusal("{\"@type\":\"java.lang.Runtime\",\"pull\":1}", Weapon.class))
                .isNotEmpty();
        assertThat(refusal("{\"pull\":1}", Weapon.class)).isNotEmpty();
        assertThat(body("[\"java.util.HashMap\",{}]").as(Object.class))
                .isEqualTo(List.of("java.util.HashMap", Map.of()));
        assertThat(body("{\"@class\":\"java.io.File\"}").as(Object.class)).isEqualTo(Map.of("@class", "java.io.File"));
    }

    @Test
    void otherTypesAreNamedInOneWord() {
        assertThat(refusal("\"no\"", UUID.class)).isEqualTo("expected a value of type UUID, was 'no'");
        assertThat(refusal("\"1\"", BigDecimal.class)).startsWith("expected a number");
        assertThat(refusal("\"NaN\"", Number.class)).startsWith("expected a number");
        assertThat(refusal("{\"NaN\":1}", new TypeReference<Map<Double, Integer>>() {}.getType()))
                .isNotEmpty();
        assertThat(refusal("{\"x\":\"1\"}", new TypeReference<Map<String, Integer>>() {}.getType()))
                .startsWith("x: ");
    }

    @Test
    void aTypeThatCannotBeReadIsNoFaultOfThePlayer() {
        assertThatThrownBy(() -> body("{}").as(Runnable.class))
                .isInstanceOf(PlayfluxException.class)
                .isNotInstanceOf(BadData.class)
                .hasMessageStartingWith("java.lang.Runnable cannot be read from JSON");
    }

    @Test
    void theMapperItselfRefusesWhatTheScanWould() {
        for (String bad : List.of(
                "{\"dx\":1,\"dy\":1e999}",
                "{\"dx\":1,\"dx\":2,\"dy\":0}",
                "{\"dx\":1,\"dy\":0} 1",
                "{\"dx\":1,\"dy\":NaN}")) {
            assertThatThrownBy(() -> Json.mapper().readValue(bad, Steer.class))
                    .isInstanceOf(tools.jackson.core.JacksonException.class);
        }
    }
}
