package dev.playflux.codec;

import static dev.playflux.codec.Samples.CODEC;
import static dev.playflux.codec.Samples.body;
import static dev.playflux.codec.Samples.decode;
import static dev.playflux.codec.Samples.message;
import static dev.playflux.codec.Samples.problem;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playflux.message.BadMessage;
import dev.playflux.message.Limits;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class JsonTextTest {
    private static String bodyProblem(String json) {
        String alone = problem("{\"action\":\"a\",\"data\":" + json + "}");
        List<Received> array = decode(
                "[{\"action\":\"before\"},{\"data\":" + json + ",\"action\":\"a\"},{\"action\":\"after\",\"data\":2}]");
        assertThat(message(array.get(0)).action()).isEqualTo("before");
        assertThat(problem(array.get(1))).isEqualTo(alone);
        assertThat(message(array.get(2)).as(int.class)).isEqualTo(2);
        return alone;
    }

    @Test
    void stringsAreMeasuredInUtf8AfterUnescaping() {
        assertThat(body("\"" + "a".repeat(8192) + "\"").as(String.class)).hasSize(8192);
        assertThat(body("\"" + "\\u0061".repeat(8192) + "\"").as(String.class)).hasSize(8192);
        assertThat(body("\"" + "é".repeat(4096) + "\"").as(String.class)).hasSize(4096);
        assertThat(body("\"" + "\\u20ac".repeat(2730) + "\"").as(String.class)).hasSize(2730);
        assertThat(body("\"" + "😀".repeat(2048) + "\"").as(String.class)).hasSize(4096);

        for (String tooLong : List.of(
                "a".repeat(8193),
                "é".repeat(4096) + "a",
                "\\u20ac".repeat(2731),
                "😀".repeat(2048) + "a",
                "\\ud83d\\ude00".repeat(2049),
                "\\n".repeat(8193))) {
            assertThat(bodyProblem("\"" + tooLong + "\"")).isEqualTo("a string longer than 8192 bytes");
        }
    }

    @Test
    void namesAreMeasuredInUtf8AfterUnescaping() {
        for (String fits : List.of(
                "a".repeat(128), "é".repeat(64), "\\u00e9".repeat(64), "😀".repeat(32), "\\ud83d\\ude00".repeat(32))) {
            assertThat(body("{\"" + fits + "\":1}").as(Object.class)).isNotNull();
        }
        for (String tooLong : List.of(
                "a".repeat(129),
                "é".repeat(64) + "a",
                "\\u00e9".repeat(65),
                "€".repeat(43),
                "😀".repeat(32) + "a",
                "\\ud83d\\ude00".repeat(33),
                "a".repeat(60_000))) {
            assertThat(bodyProblem("{\"" + tooLong + "\":1}")).isEqualTo("a name longer than 128 bytes");
            assertThat(bodyProblem("[[{\"b\":[{\"" + tooLong + "\":1}]}]]")).isEqualTo("a name longer than 128 bytes");
            assertThat(problem("{\"" + tooLong + "\":1,\"action\":\"a\"}")).isEqualTo("a name longer than 128 bytes");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\ud800",
                "\\udc00",
                "\\udc00\\ud800",
                "a\\ud83d",
                "\\ud83da",
                "\\ud83d\\ud83d\\ude00",
                "\\ud83d\\ude00\\ude00",
                "\\uD800\\u0041",
                "\\ud83d\\\\ude00"
            })
    void loneSurrogatesAreMalformed(String text) {
        assertThat(bodyProblem("\"" + text + "\"")).isEqualTo(Text.PROBLEM + " in a string");
        assertThat(bodyProblem("[{\"x\":\"" + text + "\"}]")).isEqualTo(Text.PROBLEM + " in a string");
        assertThat(bodyProblem("{\"" + text + "\":1}")).isEqualTo(Text.PROBLEM + " in a name");
        assertThat(problem("{\"action\":\"" + text + "\"}")).isEqualTo(Text.PROBLEM + " in a string");
    }

    @Test
    void whatOnlyLooksLikeALoneSurrogatePasses() {
        assertThat(body("\"\\\\ud800\"").as(String.class)).isEqualTo("\\ud800");
        assertThat(body("{\"\\\\\\\\udc00\":\"ud800\"}").as(Object.class)).hasToString("{\\\\udc00=ud800}");
        assertThat(body("\"\\ud7ff\\ue000\"").as(String.class)).isEqualTo("\ud7ff\ue000");
    }

    @Test
    void pairsOfSurrogatesPass() {
        assertThat(body("\"\\ud83d\\ude00😀\"").as(String.class)).isEqualTo("😀😀");
        assertThat(body("{\"\\ud83d\\ude00😀\":1}").as(Object.class)).hasToString("{😀😀=1}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uFEFF", "\\ufeff", "\\uFEFFa", "a\uFEFFb"})
    void byteOrderMarksAreMalformed(String text) {
        assertThat(bodyProblem("\"" + text + "\"")).isEqualTo(Text.PROBLEM + " in a string");
        assertThat(bodyProblem("{\"x\":{\"" + text + "\":1}}")).isEqualTo(Text.PROBLEM + " in a name");
    }

    @Test
    void invalidUtf8IsBadAsAWhole() {
        int[][] bad = {
            {0x80},
            {0xBF},
            {0xC0, 0x80},
            {0xC1, 0xBF},
            {0xC3},
            {0xC3, 0x28},
            {0xE0, 0x80, 0x80},
            {0xE0, 0x9F, 0xBF},
            {0xE2, 0x82},
            {0xE2, 0x28, 0xA1},
            {0xED, 0xA0, 0x80},
            {0xED, 0xBF, 0xBF},
            {0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80},
            {0xF0, 0x80, 0x80, 0x80},
            {0xF0, 0x8F, 0xBF, 0xBF},
            {0xF0, 0x9F, 0x98},
            {0xF4, 0x90, 0x80, 0x80},
            {0xF5, 0x80, 0x80, 0x80},
            {0xF8, 0x88, 0x80, 0x80, 0x80},
            {0xFE},
            {0xFF}
        };
        for (int[] sequence : bad) {
            for (String[] around : new String[][] {
                {"{\"action\":\"a\",\"data\":\"", "\"}"},
                {"{\"action\":\"a\",\"", "\":1}"},
                {"[{\"action\":\"", "\"},1]"},
                {"", "{\"action\":\"a\"}"},
                {"{\"action\":\"a\"}", ""}
            }) {
                assertThatThrownBy(() -> CODEC.decode(around(around[0], sequence, around[1]), Limits.Shape.DEFAULTS))
                        .isInstanceOf(BadMessage.class)
                        .hasMessage("not UTF-8");
            }
        }
    }

    private static byte[] around(String before, int[] sequence, String after) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(bytes(before));
        for (int b : sequence) {
            all.write(b);
        }
        all.writeBytes(bytes(after));
        return all.toByteArray();
    }

    @Test
    void validUtf8OfAllLengthsPasses() {
        String text = "\u0001\u007f\u0080\u07ff\u0800\ud7ff\ue000\ufffd\uffff\ud800\udc00\udbff\udfff";

        assertThat(Text.isUtf8(text.getBytes(UTF_8))).isTrue();
        assertThat(Text.utf8Length(text.toCharArray(), 0, text.length())).isEqualTo(text.getBytes(UTF_8).length);
    }

    @Test
    void otherEncodingsAreBad() {
        for (byte[] other : List.of(
                "{\"action\":\"a\"}".getBytes(UTF_16BE),
                "{\"action\":\"a\"}".getBytes(UTF_16LE),
                new byte[] {0, 0, 0, '{'},
                new byte[] {'[', 0, 0, 0},
                new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF},
                new byte[0],
                new byte[1])) {
            assertThatThrownBy(() -> CODEC.decode(other, Limits.Shape.DEFAULTS)).isInstanceOf(BadMessage.class);
        }
    }

    private static byte[] bytes(String json) {
        return json.getBytes(UTF_8);
    }
}
