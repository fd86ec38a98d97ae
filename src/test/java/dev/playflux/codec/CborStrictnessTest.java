package dev.playflux.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playflux.message.Ack;
import dev.playflux.message.BadMessage;
import dev.playflux.message.Limits;
import dev.playflux.message.Message;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CborStrictnessTest {
    private static final Codec CODEC = Codec.cbor(List.of("chat", "steer"));

    /** A record of a message with this body. */
    private static String message(String body) {
        byte[] bytes = Hex.bytes(body);
        return "01" + Hex.of(new byte[] {(byte) bytes.length}) + Hex.of(bytes);
    }

    private static List<Received> decode(String hex) {
        return CODEC.decode(Hex.bytes(hex), Limits.Shape.DEFAULTS);
    }

    private static Message one(String hex) {
        List<Received> received = decode(hex);
        assertThat(received).hasSize(1);
        return Samples.message(received.get(0));
    }

    @Test
    void aMessageIsAnActionItsDataAndWhatGoesWithIt() {
        Message message = one(message("83 63 627579 82 01 f5 a3 00 07 01 f5 02 18 2a"));
        assertThat(message.action()).isEqualTo("buy");
        assertThat(message.as(Object.class)).isEqualTo(List.of(1, true));
        assertThat(message.seq()).isEqualTo(7);
        assertThat(message.ask()).isTrue();
        assertThat(message.input()).isEqualTo(42);
    }

    @Test
    void anActionMayBeAnIndexOfTheDictionary() {
        assertThat(one(message("82 01 f6")).action()).isEqualTo("steer");
        assertThat(one(message("82 01 f6")).as(Object.class)).isNull();
    }

    @Test
    void theSmallRecordsNeedNoParser() {
        assertThat(one("03 03 ac02 00").as(Ack.class)).isEqualTo(new Ack(300, 0));
        assertThat(one("04 08 3ff8000000000000").as(Object.class)).isEqualTo(Map.of("t", 1.5));
        assertThat(one("05 10 3ff8000000000000 4000000000000000").as(Object.class))
                .isEqualTo(Map.of("t", 1.5, "time", 2.0));
        assertThat(one("02 04 05000000").action()).isEqualTo("$state");
        assertThat(one("06 02 05a0").action()).isEqualTo("$view");
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            no array                    | a0                       | a message is [action, data] or [action, data, meta]
            one item                    | 81 61 61                 | a message is [action, data] or [action, data, meta]
            four items                  | 84 61 61 f6 a0 f6        | a message is [action, data] or [action, data, meta]
            an unknown index            | 82 02 f6                 | the dictionary has no action 2
            a huge index                | 82 1b ffffffffffffffff f6 | the dictionary has no action 18446744073709551615
            a negative action           | 82 20 f6                 | an action is a letter or '_', then at most 63 of letters, digits and '_.:-', or an index
            no name                     | 82 60 f6                 | an action is a letter or '_', then at most 63 of letters, digits and '_.:-', or an index
            another kind's name         | 82 64 2461636b f6        | $ack is a record of another kind
            behind the end              | 82 61 61 f6 00           | something behind the end
            a tag                       | 82 61 61 c1 01           | a tag
            a bignum                    | 82 61 61 c2 41 01        | a tag
            an indefinite array         | 82 61 61 9f ff           | an indefinite length, or its end
            an indefinite map           | 82 61 61 bf ff           | an indefinite length, or its end
            an indefinite string        | 82 61 61 7f 61 61 ff     | an indefinite length, or its end
            indefinite bytes            | 82 61 61 5f ff           | an indefinite length, or its end
            a break                     | 82 61 61 ff              | an indefinite length, or its end
            an indefinite message       | 9f 61 61 f6 ff           | an indefinite length, or its end
            a reserved length           | 82 61 61 1c              | not CBOR
            undefined                   | 82 61 61 f7              | undefined, or another simple value
            a simple value              | 82 61 61 e0              | undefined, or another simple value
            a simple value of two bytes | 82 61 61 f8 ff           | undefined, or another simple value
            NaN of 16 bits              | 82 61 61 f9 7e00         | a number that is not finite
            infinity of 32 bits         | 82 61 61 fa 7f800000     | a number that is not finite
            NaN of 64 bits              | 82 61 61 fb 7ff8000000000000 | a number that is not finite
            a name that is an integer   | 82 61 61 a1 00 00        | a name that is no text
            a name that is bytes        | 82 61 61 a1 41 61 00     | a name that is no text
            a second member             | 82 61 61 a2 61 62 00 61 62 00 | a second member 'b'
            the same in a longer head   | 82 61 61 a2 61 62 00 78 01 62 00 | a second member 'b'
            no UTF-8                    | 82 61 61 61 ff           | what is not UTF-8 in a string
            a surrogate                 | 82 61 61 63 eda080       | what is not UTF-8 in a string
            a byte-order mark           | 82 61 61 64 61efbbbf     | a lone surrogate or a byte-order mark in a string
            a mark in a name            | 82 61 61 a1 63 efbbbf 00 | a lone surrogate or a byte-order mark in a name
            a cut string                | 82 61 61 63 6161         | truncated
            a cut array                 | 82 61 61 82 01           | truncated
            a cut map                   | 82 61 61 a1 61 61        | truncated
            a cut number                | 82 61 61 19 01           | truncated
            an array of 2^64 - 1        | 82 61 61 9b ffffffffffffffff | truncated
            a string of 2^31            | 82 61 61 7a 80000000     | truncated
            no data                     | 82 61 61                 | truncated
            a meta that is no map       | 83 61 61 f6 80           | what is behind the data is no map
            a meta of text              | 83 61 61 f6 a1 61 61 00  | a key of the meta map that is no index
            two seqs                    | 83 61 61 f6 a2 00 01 00 01 | a second member 0
            seq 0                       | 83 61 61 f6 a1 00 00     | 'seq' is an integer from 1 to 2^53 - 1
            seq 2^53                    | 83 61 61 f6 a1 00 1b 0020000000000000 | 'seq' is an integer from 1 to 2^53 - 1
            an input that is text       | 83 61 61 f6 a1 02 61 31  | 'input' is an integer from 1 to 2^53 - 1
            ask without seq             | 83 61 61 f6 a1 01 f5     | 'ask' needs a 'seq'
            ask false                   | 83 61 61 f6 a2 00 01 01 f4 | 'ask' is true or absent
            """)
    void aMessageThatBreaksARuleIsRefusedAlone(String what, String body, String problem) {
        String good = message("82 01 f6");
        List<Received> received = decode(good + message(body) + good);
        assertThat(received).hasSize(3);
        assertThat(Samples.problem(received.get(1))).isEqualTo(problem);
        assertThat(Samples.message(received.get(2)).action()).isEqualTo("steer");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            an ack of one number    | 03 01 01
            an ack of three         | 03 03 010101
            a long ack              | 03 0a ffffffffffffffffff 01
            an ack beyond 2^53      | 03 09 8080808080808010 00
            a short ping            | 04 07 00000000000000
            a long ping             | 04 09 000000000000000000
            a ping that is NaN      | 04 08 7ff8000000000000
            a pong without time     | 05 08 0000000000000000
            """)
    void aKnownKindOfAWrongLengthIsMalformed(String what, String hex) {
        assertThat(decode(hex + "0300").get(0)).isInstanceOf(Received.Malformed.class);
    }

    @Test
    void aTruncatedRecordIsMalformedAndThoseBeforeItAreNot() {
        for (String cut : List.of("01", "0105", "01 05 82 01", "03 80", "07 ffffffffffffffffff01", "09 05 00")) {
            List<Received> received = decode(message("82 01 f6") + cut);
            assertThat(received).as(cut).hasSize(2);
            assertThat(Samples.message(received.get(0)).action()).isEqualTo("steer");
            assertThat(Samples.problem(received.get(1))).isEqualTo("a truncated record");
        }
    }

    @Test
    void anUnknownKindIsSkipped() {
        assertThat(decode("07 02 ffff" + "00 00" + message("82 01 f6")))
                .element(2)
                .isInstanceOf(Received.Wellformed.class);
        assertThat(decode("07 02 ffff").get(0)).isEqualTo(new Received.Unknown(7));
    }

    @Test
    void atMost64RecordsAreAMessage() {
        assertThat(decode("0700".repeat(64))).hasSize(64);
        assertThatThrownBy(() -> decode("0700".repeat(65))).isInstanceOf(BadMessage.class);
        assertThatThrownBy(() -> decode("")).isInstanceOf(BadMessage.class);
    }

    @Test
    void theLimitsOfShapeHold() {
        Limits.Shape small = new Limits.Shape(1000, 1, 64, 4, 3, 2, 32);
        for (String good :
                List.of("82 61 61 818180", "82 61 61 63616161", "82 61 61 43010203", "82 61 61 a1 626161 00")) {
            assertThat(CODEC.decode(Hex.bytes(message(good)), small).get(0)).isInstanceOf(Received.Wellformed.class);
        }
        assertThat(problem("82 61 61 81818180", small)).isEqualTo("nested deeper than 4");
        assertThat(problem("82 61 61 6461616161", small)).isEqualTo("a string longer than 3 bytes");
        assertThat(problem("82 61 61 4401020304", small)).isEqualTo("bytes longer than 3 bytes");
        assertThat(problem("82 61 61 a1 63616161 00", small)).isEqualTo("a name longer than 2 bytes");
    }

    private static String problem(String body, Limits.Shape limits) {
        return Samples.problem(CODEC.decode(Hex.bytes(message(body)), limits).get(0));
    }
}
