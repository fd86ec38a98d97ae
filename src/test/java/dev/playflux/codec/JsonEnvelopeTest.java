package dev.playflux.codec;

import static dev.playflux.codec.Samples.decode;
import static dev.playflux.codec.Samples.message;
import static dev.playflux.codec.Samples.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playflux.message.BadMessage;
import dev.playflux.message.Message;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonEnvelopeTest {
    private static final String MAX = "9007199254740991";

    @Test
    void aBareActionIsAWholeMessage() {
        Message message = message("{\"action\":\"wave\"}");

        assertThat(message.action()).isEqualTo("wave");
        assertThat(message.as(Object.class)).isNull();
        assertThat(message.seq()).isZero();
        assertThat(message.ask()).isFalse();
        assertThat(message.input()).isZero();
    }

    @Test
    void everyMemberIsRead() {
        Message message = message("""
                 {"input":17, "data":{"item":["hat",1]}, "ask":true ,"seq":3,"action":"buy"}
                """);

        assertThat(message.action()).isEqualTo("buy");
        assertThat(message.as(Object.class)).isEqualTo(Map.of("item", List.of("hat", 1)));
        assertThat(message.seq()).isEqualTo(3);
        assertThat(message.ask()).isTrue();
        assertThat(message.input()).isEqualTo(17);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "true", "0", "-1.5e3", "\"text\"", "\"\\u00e9\\n\"", "[]", "{}", "[1,[2]]", "\"\""})
    void theBodyIsAnyValueWhateverSurroundsIt(String body) {
        Object alone = Json.mapper().readValue(body, Object.class);

        for (String space : List.of("", " ", "\n\t ")) {
            String json = "{\"action\":\"a\",\"data\":" + space + body + space + ",\"x\":\"é😀\"}";
            assertThat(message(json).as(Object.class)).isEqualTo(alone);
            assertThat(message("{\"x\":\"é😀\",\"action\":\"a\",\"data\"" + space + ":" + body + space + "}")
                            .as(Object.class))
                    .isEqualTo(alone);
        }
    }

    @Test
    void aValueOfTheEnvelopeIsNotTakenFromTheBody() {
        Message message = message("{\"data\":{\"action\":\"b\",\"seq\":9},\"action\":\"a\",\"other\":{\"input\":8}}");

        assertThat(message.action()).isEqualTo("a");
        assertThat(message.seq()).isZero();
        assertThat(message.input()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "_", "Steer", "a.b:c-d_9", "$hello", "$", "$anything at all"})
    void legalAndReservedNamesPass(String action) {
        assertThat(message("{\"action\":\"" + action + "\"}").action()).isEqualTo(action);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"data\":1}",
                "{\"action\":null}",
                "{\"action\":1}",
                "{\"action\":[\"a\"]}",
                "{\"action\":{\"action\":\"a\"}}",
                "{\"action\":\"\"}",
                "{\"action\":\"9a\"}",
                "{\"action\":\"a b\"}",
                "{\"action\":\"é\"}",
                "{\"action\":\"a\\u0000\"}",
                "{\"Action\":\"a\"}",
            })
    void otherNamesAreMalformed(String json) {
        assertThat(problem(json)).contains("'action'");
    }

    @Test
    void anActionHasAtMost64Characters() {
        String longest = "a".repeat(64);

        assertThat(message("{\"action\":\"" + longest + "\"}").action()).isEqualTo(longest);
        assertThat(problem("{\"action\":\"a" + longest + "\"}")).contains("at most 63");
        assertThat(message("{\"action\":\"$" + "a".repeat(63) + "\"}").action()).hasSize(64);
        assertThat(problem("{\"action\":\"$" + longest + "\"}")).contains("at most 63");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-1",
                "1.0",
                "1e0",
                "\"1\"",
                "true",
                "null",
                "[]",
                "[1]",
                "{}",
                "9007199254740992",
                "9223372036854775808",
                "18446744073709551617",
                "99999999999999999999999999999999"
            })
    void numbersOfTheEnvelopeAreIntegersFrom1To2To53(String bad) {
        assertThat(problem("{\"action\":\"a\",\"seq\":" + bad + "}")).contains("'seq'");
        assertThat(problem("{\"action\":\"a\",\"input\":" + bad + "}")).contains("'input'");
    }

    @Test
    void theLargestNumbersPass() {
        Message message = message("{\"action\":\"a\",\"seq\":" + MAX + ",\"input\":" + MAX + "}");

        assertThat(message.seq()).isEqualTo(9007199254740991L);
        assertThat(message.input()).isEqualTo(9007199254740991L);
        assertThat(message("{\"action\":\"a\",\"seq\":1}").seq()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "1", "\"true\"", "null", "[true]", "{}"})
    void askIsTrueOrAbsent(String bad) {
        assertThat(problem("{\"action\":\"a\",\"seq\":1,\"ask\":" + bad + "}")).contains("'ask'");
    }

    @Test
    void askNeedsANumber() {
        assertThat(problem("{\"action\":\"a\",\"ask\":true}")).contains("'ask' needs a 'seq'");
        assertThat(message("{\"action\":\"a\",\"ask\":true,\"seq\":1}").ask()).isTrue();
    }

    @Test
    void unknownMembersAreIgnoredButChecked() {
        assertThat(message("{\"v\":[{\"x\":null}],\"action\":\"a\"}").action()).isEqualTo("a");
        assertThat(problem("{\"v\":[{\"x\":1,\"x\":2}],\"action\":\"a\"}")).contains("second member 'x'");
    }

    @Test
    void aBadEnvelopeDoesNotStopTheOthers() {
        List<Received> received = decode("""
                [{"action":"a","data":[[1]]}, 7, "text", null, [{"action":"b"}], {"data":1}, {"action":"c","seq":2}]
                """);

        assertThat(received).hasSize(7);
        assertThat(message(received.get(0)).as(Object.class)).isEqualTo(List.of(List.of(1)));
        assertThat(received.subList(1, 5))
                .allSatisfy(one -> assertThat(problem(one)).contains("is an object"));
        assertThat(problem(received.get(5))).contains("no 'action'");
        assertThat(message(received.get(6))).satisfies(last -> {
            assertThat(last.action()).isEqualTo("c");
            assertThat(last.seq()).isEqualTo(2);
            assertThat(last.as(Object.class)).isNull();
        });
    }

    @Test
    void anEnvelopeInheritsNothingFromTheOneBefore() {
        List<Received> received = decode(
                "[{\"action\":\"a\",\"data\":1,\"seq\":2,\"ask\":true,\"input\":3},{\"action\":\"b\"},{\"data\":1}]");

        assertThat(message(received.get(1))).isEqualTo(Message.of("b", null));
        assertThat(problem(received.get(2))).contains("no 'action'");
    }

    @Test
    void anArrayHasFrom1To64Envelopes() {
        assertThat(decode(array(1))).hasSize(1);
        assertThat(decode(array(64))).hasSize(64);
        assertThatThrownBy(() -> decode(array(65)))
                .isInstanceOf(BadMessage.class)
                .hasMessageContaining("64");
        assertThatThrownBy(() -> decode("[]")).isInstanceOf(BadMessage.class);
        assertThatThrownBy(() -> decode("[" + "1,".repeat(9_999) + "1]")).isInstanceOf(BadMessage.class);
    }

    private static String array(int envelopes) {
        return "[" + "{\"action\":\"a\"},".repeat(envelopes - 1) + "{\"action\":\"a\"}]";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "true",
                "1",
                "\"action\"",
                "{",
                "}",
                "[",
                "]",
                "{\"action\":\"a\"",
                "{\"action\":\"a\"}]",
                "{\"action\":\"a\"} {\"action\":\"b\"}",
                "{\"action\":\"a\"},",
                "[{\"action\":\"a\"}] 1",
                "{\"action\":\"a\"} x",
                "{\"action\":\"a\",}",
                "[{\"action\":\"a\"},]",
                "[,{\"action\":\"a\"}]",
                "{'action':'a'}",
                "{action:\"a\"}",
                "{\"action\" \"a\"}",
                "{\"action\":\"a\"}//",
                "/**/{\"action\":\"a\"}",
                "{\"action\":\"a\",\"data\":NaN}",
                "{\"action\":\"a\",\"data\":Infinity}",
                "{\"action\":\"a\",\"data\":+1}",
                "{\"action\":\"a\",\"data\":01}",
                "{\"action\":\"a\",\"data\":.5}",
                "{\"action\":\"a\",\"data\":1.}",
                "{\"action\":\"a\",\"data\":0x1}",
                "{\"action\":\"a\",\"data\":1e}",
                "{\"action\":\"a\",\"data\":tru}",
                "{\"action\":\"a\",\"data\":undefined}",
                "{\"action\":\"a\",\"data\":}",
                "{\"action\":\"a\",\"data\":[1,,2]}",
                "{\"action\":\"a\",\"data\":[1 2]}",
                "{\"action\":\"a\",\"data\":[}",
                "{\"action\":\"a\",\"data\":{]}",
                "{\"action\":\"a\",\"data\":\"a\nb\"}",
                "{\"action\":\"a\",\"data\":\"\\x41\"}",
                "{\"action\":\"a\",\"data\":\"\\u12\"}",
                "{\"action\":\"a\",\"data\":\"\\u12g4\"}",
                "{\"action\":\"a\",\"data\":\"open}",
                "\u0000{\"action\":\"a\"}",
                "\u001e{\"action\":\"a\"}",
                "\u00a0{\"action\":\"a\"}",
                "\uFEFF{\"action\":\"a\"}",
                "\uFEFF",
            })
    void whatIsNotJsonOrNotAMessageIsBadAsAWhole(String json) {
        assertThatThrownBy(() -> decode(json)).isInstanceOf(BadMessage.class);
        if (!json.startsWith("\u0000") && !json.isBlank() && !json.equals("{\"action\":\"a\"}]")) {
            assertThatThrownBy(() -> decode("[{\"action\":\"ok\"}," + json)).isInstanceOf(BadMessage.class);
        }
    }

    @Test
    void theMessageOfBadJsonSaysWhere() {
        assertThatThrownBy(() -> decode("{\"action\":\"a\",\"data\":[1,?]}"))
                .hasMessageMatching("not JSON, at byte 2[3-5]");
    }
}
