package dev.playflux.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.message.BadData;
import dev.playflux.message.Body;
import dev.playflux.message.Limits;
import dev.playflux.message.Message;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A handler need not know how its messages travel: the same values, and the same words for what does not fit. */
class BothCodecsTest {

    enum Colour {
        RED,
        GREEN
    }

    record Steer(double dx, float dy) {}

    record Chat(String text, @Nullable Integer to, Optional<Colour> colour, OptionalDouble x) {}

    record Deep(Map<String, List<Steer>> runs, byte[] bytes, char[] chars, long[] numbers, Object any) {}

    private static final List<String> BODIES = List.of(
            "0",
            "1",
            "-1",
            "255",
            "300",
            "70000",
            "3000000000",
            "9007199254740991",
            "1.5",
            "0.1",
            "2.5",
            "-0.0",
            "true",
            "'a'",
            "''",
            "' '",
            "'1'",
            "'NaN'",
            "'RED'",
            "' RED'",
            "'AQI='",
            "'PT5S'",
            "[]",
            "[1]",
            "[1.5,null]",
            "[[]]",
            "{}",
            "{'dx':1,'dy':0.5}",
            "{'dx':1}",
            "{'dx':null,'dy':1}",
            "{'dx':'1','dy':1}",
            "{'dx':1,'dy':1e300}",
            "{'dx':1,'dy':1,'z':0}",
            "{'text':'a'}",
            "{'text':'a','to':1,'colour':'GREEN','x':2}",
            "{'text':'a','to':1.5}",
            "{'text':'a','colour':'BLUE'}",
            "{'text':'a','colour':1}",
            "{'text':null}",
            "{'text':{}}",
            "{'text':'a','x':'1'}",
            "{'runs':{'a':[{'dx':1,'dy':2}]},'bytes':'AQI=','chars':'ab','numbers':[1,2],'any':{'b':[1,null]}}",
            "{'runs':{'a':[{'dx':1,'dy':'x'}]}}",
            "{'runs':{'a':[null]}}");

    private static final List<Class<?>> TYPES = List.of(
            Steer.class,
            Chat.class,
            Deep.class,
            String.class,
            int.class,
            Integer.class,
            long.class,
            byte.class,
            short.class,
            double.class,
            float.class,
            Number.class,
            boolean.class,
            Colour.class,
            BigInteger.class,
            BigDecimal.class,
            Map.class,
            List.class,
            double[].class,
            int[].class,
            byte[].class,
            UUID.class,
            Duration.class,
            char.class);

    static Stream<String> bodies() {
        return BODIES.stream();
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void aBodyIsTheSameValueOrTheSameMistakeInBoth(String text) {
        Message json = Samples.body(text.replace('\'', '"'));
        byte[] record = Samples.bytes(Codec.cbor().encode(Message.of("a", json.body())));
        Message cbor = Samples.message(
                Codec.cbor().decode(record, Limits.Shape.DEFAULTS).get(0));
        for (Class<?> type : TYPES) {
            assertThat(outcome(cbor.body(), type)).as(type.getSimpleName()).isEqualTo(outcome(json.body(), type));
        }
    }

    private static String outcome(Body body, Class<?> type) {
        try {
            Object value = body.as(type);
            if (value instanceof BigDecimal number) {
                return number.stripTrailingZeros().toString();
            }
            return value instanceof Deep deep
                    ? Arrays.toString(deep.bytes)
                            + new String(deep.chars)
                            + Arrays.toString(deep.numbers)
                            + deep.runs
                            + deep.any
                    : Arrays.deepToString(new Object[] {value});
        } catch (BadData unfit) {
            // Of text that is no Base64 only one of the parsers has a word to say.
            return type == byte[].class ? "bad_data" : "bad_data: " + unfit.getMessage();
        }
    }
}
