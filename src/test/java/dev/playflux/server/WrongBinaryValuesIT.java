package dev.playflux.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.codec.Hex;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Values in CBOR that may not travel, and those at the edge that may. */
class WrongBinaryValuesIT extends BinaryTest {
    private static final String STEER = "65 7374656572";

    /** A message whose only member of data, {@code text}, is this. */
    private static String say(String value) {
        return message("82" + SAY + "a1 6474657874" + value);
    }

    private static String steer(String dx, String input) {
        return message("83" + STEER + "a2 626478" + dx + "626479 00" + "a1 02" + input);
    }

    private static String text(int length) {
        return "79" + HexFormat.of().toHexDigits((short) length) + "61".repeat(length);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            NaN in 2 bytes            | f97e00
            another NaN in 2          | f9fc01
            Infinity in 2             | f97c00
            -Infinity in 2            | f9fc00
            NaN in 4                  | fa7fc00000
            Infinity in 4             | fa7f800000
            -Infinity in 4            | faff800000
            NaN in 8                  | fb7ff8000000000001
            Infinity in 8             | fb7ff0000000000000
            -Infinity in 8            | fbfff0000000000000
            undefined                 | f7
            simple value 0            | e0
            simple value 19           | f3
            simple value 32           | f820
            simple value 255          | f8ff
            false in 2 bytes          | f814
            a break                   | ff
            a reserved head           | fc
            an integer of no size     | 1c
            a negative one of no size | 3d
            a text of no size         | 7e
            a date                    | c06161
            a decimal                 | c48201 01
            a bignum                  | c24101
            a negative bignum         | c34101
            CBOR itself               | d9d9f7 6161
            bytes in pieces           | 5f4161ff
            an array in pieces        | 9f01ff
            """)
    void aValueThatDoesNotExistIsABadMessage(String what, String value) {
        refused(say(value), "bad_message");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            an overlong form          | 62c080
            a surrogate               | 63eda080
            two surrogates            | 66eda080edb080
            beyond U+10FFFF           | 64f4908080
            a byte that is never used | 61f5
            half a character          | 61c3
            a middle without a start  | 6180
            a byte-order mark         | 64 61efbbbf
            of 2^64 - 1 bytes         | 7bffffffffffffffff
            of 2^31 bytes             | 7a80000000
            longer than its record    | 6461
            """)
    void textThatIsNoneIsABadMessage(String what, String text) {
        refused(say(text), "bad_message");
        refused(message("82" + SAY + "a1" + text + "00"), "bad_message", 2);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            an integer                | a1 00 00
            a negative integer        | a1 20 00
            bytes                     | a1 4161 00
            null                      | a1 f6 00
            a float                   | a1 f93c00 00
            an array                  | a1 80 00
            twice, once the long way  | a2 6474657874 6161 780474657874 6161
            twice further down        | a1 6474657874 a2 6161 00 6161 00
            __proto__ twice           | a2 695f5f70726f746f5f5f 00 695f5f70726f746f5f5f 00
            2^63 of them              | bb8000000000000000
            2^31 of them              | ba80000000
            """)
    void namesThatAreNoneAreABadMessage(String what, String data) {
        refused(message("82" + SAY + data), "bad_message");
    }

    @Test
    void whatExceedsALimitIsABadMessage() {
        refused(say(text(8193)), "bad_message");
        refused(say("59 2001" + "00".repeat(8193)), "bad_message", 2);
        refused(message("82" + SAY + "a1 7881" + "61".repeat(129) + "00"), "bad_message", 3);
        refused(say("81".repeat(31) + "00"), "bad_message", 4);
        refused(say("a16161".repeat(31) + "00"), "bad_message", 5);
        refused(message("82" + SAY + "81".repeat(4000) + "00"), "bad_message", 6);
    }

    @Test
    void manyNamesAreReadQuicklyAndOneOfThemTwiceIsABadMessage() {
        StringBuilder names = new StringBuilder();
        IntStream.range(0, 2000)
                .forEach(i -> names.append("64")
                        .append(Hex.of(String.format("%04d", i).getBytes(UTF_8)))
                        .append("00"));
        client.send(Hex.bytes(message("82" + SAY + "b907d1" + names + "6474657874 6161")));
        assertThat(client.next("said").path("data").asString()).isEqualTo("a");
        client.send(Hex.bytes(message("82" + SAY + "b907d1" + names + "6430303030 6161")));
        assertThat(client.refusal().code()).isEqualTo("bad_message");
    }

    @Test
    void whatReachesTheLimitsIsHandled() {
        client.send(Hex.bytes(say(text(8192))));
        assertThat(client.next("said").path("data").asString()).hasSize(8192);
        for (String value :
                new String[] {"81".repeat(30) + "00", "59 2000" + "00".repeat(8192), "a1 7880" + "61".repeat(128) + "00"
                }) {
            client.send(Hex.bytes(message("82 66 756e6b6e6f77 a1 6161" + value)));
            assertThat(client.refusal().code()).isEqualTo("unknown_action");
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            null    | f6
            a text  | 6131
            bytes   | 4131
            true    | f5
            a map   | a0
            a list  | 8100
            """)
    void aNumberThatIsNoneDoesNotFit(String what, String dx) {
        client.send(Hex.bytes(steer(dx, "07")));
        RawClient.Refusal refusal = client.refusal();
        assertThat(refusal.code()).isEqualTo("bad_data");
        assertThat(refusal.message()).startsWith("dx: ");
        assertThat(refusal.input()).isEqualTo(7);
        stillThere();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            1                     | 1b0000000000000001   | 1
            1.5 in 2 bytes        | f93e00               | 1.5
            the least in 2        | f90001               | 5.960464477539063E-8
            -0 in 2               | f98000               | 0
            -0 in 8               | fb8000000000000000   | 0
            the least in 8        | fb0000000000000001   | 4.9E-324
            2^53                  | 1b0020000000000000   | 9007199254740992
            2^64 - 1              | 1bffffffffffffffff   | 18446744073709551616
            -2^64                 | 3bffffffffffffffff   | -18446744073709551616
            the greatest in 4     | fa7f7fffff           | 3.4028234663852886E38
            the greatest in 8     | fb7fefffffffffffff   | 1.7976931348623157E308
            """)
    void aNumberIsReadInWhateverFormItComes(String what, String dx, double x) {
        client.send(Hex.bytes(steer(dx, "1b001fffffffffffff")));
        JsonNode state =
                client.next("$state", next -> next.path("data").path("input").asLong() == (1L << 53) - 1);
        String me = client.welcome().path("player").asString();
        JsonNode world = state.path("data").path("views").path("world");
        if (x != 0) {
            assertThat(world.path("full").path("places").path(me).path("x").doubleValue())
                    .isEqualTo(x);
        }
        stillThere();
    }

    @Test
    void aStateThatOverflowsIsNullForAllAndGoesOn() {
        RawClient other = closing(RawClient.welcome(port, "{\"game\":\"board\"}"));
        String greatest = "fb7fefffffffffffff";
        client.send(Hex.bytes(steer(greatest, "01") + steer(greatest, "02")));
        String me = client.welcome().path("player").asString();
        client.next("$state", next -> next.path("data").path("input").asLong() == 2);
        JsonNode seen = other.next(
                "$state",
                next -> next.toString().contains(me + "\":{\"")
                        && next.toString().contains("null"));
        assertThat(seen.toString()).contains("\"x\":null");
        stillThere();
        client.send(Hex.bytes(steer("00", "03")));
        client.next("$state", next -> next.path("data").path("input").asLong() == 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"695f5f70726f746f5f5f", "6b636f6e7374727563746f72", "6970726f746f74797065"})
    void aForbiddenNameIsAMemberThatNobodyKnows(String name) {
        client.send(Hex.bytes(message("82" + SAY + "a2" + name + "a0 6474657874 6161")));
        assertThat(client.next("said").path("data").asString()).isEqualTo("a");
    }
}
