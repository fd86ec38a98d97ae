package dev.playflux.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.codec.Hex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Records that a client may not send: their lengths, their numbers, what is around a message's data. */
class WrongRecordsIT extends BinaryTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a message of nothing             | 01 00
            a length of 54 bits              | 01 ffffffffffffff1f
            a length of 2^53 - 1             | 01 ffffffffffffff0f
            a length of nine bytes           | 01 808080808080808000
            a length without its end         | 01 80
            an ack of nothing                | 03 00
            an ack with a tick of 54 bits    | 03 09 ffffffffffffff1f 00
            an ack with a seq of 54 bits     | 03 09 00 ffffffffffffff1f
            an ack without end               | 03 0b ffffffffffffffffffffff
            an ack that ends in a number     | 03 02 0080
            an ack and something behind it   | 03 03 000000
            a ping of nothing                | 04 00
            a ping of nine bytes             | 04 09 000000000000000000
            a ping of Infinity               | 04 08 7ff0000000000000
            a ping of -Infinity              | 04 08 fff0000000000000
            a pong of a byte too many        | 05 11 0000000000000000000000000000000000
            a pong at NaN                    | 05 10 0000000000000000 7ff8000000000000
            """)
    void aRecordOfAWrongLengthOrNumberIsABadMessage(String what, String message) {
        refused(message, "bad_message");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            kind 0                           | 00 00
            kind 255 with something in it    | ff 03 010203
            an ack of nothing heard          | 03 02 0000
            an ack in more bytes than needed | 03 04 8000 8000
            a pong that nobody asked for     | 05 10 0000000000000000 0000000000000000
            """)
    void whatMeansNothingIsSkipped(String what, String message) {
        ignored(message);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            tick 2^53 - 1                    | 03 09 ffffffffffffff0f 00
            a seq                            | 03 02 0001
            a second $hello                  | 01 09 82 662468656c6c6f f6
            """)
    void whatWasNeverSentAndWhatComesTwiceIsClosed(String what, String message) {
        closed(message.strip(), 1002);
    }

    @ParameterizedTest
    @ValueSource(strings = {"02 00", "02 ff01", "06 00", "06 02 ffff"})
    void aServersRecordIsReservedWhateverItHolds(String start) {
        String filled = start.equals("02 ff01") ? start + "ff".repeat(255) : start;
        refused(filled, "reserved_action");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            an empty array                   | 80
            a member too many                | 84 %say% f6 a0 f6
            a map                            | a1 %say% f6
            a text                           | %say%
            more than one                    | 82 %say% f6 82 %say% f6
            an action that is null           | 82 f6 f6
            an action of bytes               | 82 43736179 f6
            an action that is a float        | 82 f93c00 f6
            an index below 0                 | 82 20 f6
            an index of 64 bits              | 82 1b8000000000000000 f6
            an empty action                  | 82 60 f6
            an action with a space           | 82 6373 2079 f6
            an action that is not UTF-8      | 82 63c3 2861 f6
            an action in pieces              | 82 7f 61 73 ff f6
            a state                          | 82 66247374617465 f6
            a view                           | 82 652476696577 f6
            a ping                           | 82 652470696e67 f6
            a pong                           | 82 6524706f6e67 f6
            """)
    void whatIsNoActionAndItsDataIsABadMessage(String what, String body) {
        refused(message(body.replace("%say%", SAY)), "bad_message");
    }

    @ParameterizedTest
    @ValueSource(strings = {"652477616974", "61 24", "68 2477656c636f6d65"})
    void anotherActionOfTheProtocolIsReserved(String action) {
        refused(message("82" + action + "f6"), "reserved_action");
    }

    @Test
    void anActionOfSixtyFiveLettersIsABadMessageAndOneOfSixtyFourIsNotKnown() {
        refused(message("82 7841" + "61".repeat(65) + "f6"), "bad_message");
        client.send(Hex.bytes(message("82 7840" + "61".repeat(64) + "f6")));
        assertThat(client.refusal().code()).isEqualTo("unknown_action");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            an array                         | 80
            a number                         | 01
            without end                      | bf 02 01 ff
            seq 0                            | a1 00 00
            seq -1                           | a1 00 20
            seq 1.0                          | a1 00 f93c00
            seq "1"                          | a1 00 6131
            seq 2^53                         | a1 00 1b0020000000000000
            seq 2^64 - 1                     | a1 00 1bffffffffffffffff
            seq null                         | a1 00 f6
            input 0                          | a1 02 00
            input 2^53                       | a1 02 1b0020000000000000
            input of a bignum                | a1 02 c24101
            ask false                        | a2 00 01 01 f4
            ask 1                            | a2 00 01 01 01
            ask null                         | a2 00 01 01 f6
            seq twice                        | a2 00 01 00 01
            input twice, once the long way   | a2 02 01 1802 01
            a key below 0                    | a1 20 01
            a key that is text               | a1 63736571 01
            a key that is 2^63               | a1 1b8000000000000000 01
            another key with a tag           | a1 09 c100
            another key with NaN             | a1 09 f97e00
            another key without a value      | a1 09
            four thousand millions of keys   | baffffffff
            """)
    void metaThatIsNoneIsABadMessage(String what, String meta) {
        refused(message("83" + SAY + HELLO + meta), "bad_message");
    }

    @Test
    void anotherKeyOfMetaIsNestedNoDeeperThanData() {
        refused(message("83" + SAY + HELLO + "a1 09" + "81".repeat(31) + "00"), "bad_message");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a0", "a1 03 f6", "a2 18ff 8101 1a00010000 a0", "a1 02 1b001fffffffffffff"})
    void otherKeysOfMetaAreIgnored(String meta) {
        client.send(Hex.bytes(message("83" + SAY + HELLO + meta)));
        assertThat(client.next("said").path("data").asString()).isEqualTo("a");
        assertThat(client.heard("$error")).isZero();
    }

    @Test
    void aGapAmongReliableMessagesIsClosed() {
        client.send(Hex.bytes(message("83" + SAY + HELLO + "a3 00 1b001fffffffffffff 01 f5 02 07")));
        assertThat(client.closeCode()).isEqualTo(1002);
        assertThat(client.heard("said")).isZero();
    }

    @Test
    void whatComesBeforeATruncatedRecordIsHandled() {
        client.send(Hex.bytes(message("82" + SAY + HELLO) + "07 00" + "01 20 82"));
        assertThat(client.refusal().code()).isEqualTo("bad_message");
        assertThat(client.next("said").path("data").asString()).isEqualTo("a");
    }

    @Test
    void recordsOfUnknownKindsCountForTheSixtyFour() {
        ignored("0700".repeat(64));
        client.send(Hex.bytes("0700".repeat(64) + message("82" + SAY + HELLO)));
        assertThat(client.refusal().code()).isEqualTo("bad_message");
        assertThat(client.heard("said")).isEqualTo(1);
    }

    @Test
    void negativeZeroComesBackAsSuch() {
        client.send(Hex.bytes("04 08 8000000000000000"));
        JsonNode pong = client.next("$pong").path("data");
        assertThat(pong.path("t").doubleValue()).isEqualTo(-0.0);
        assertThat(pong.path("t").asString()).startsWith("-");
    }

    @Test
    void anAcknowledgementThatGoesBackIsIgnored() {
        RawClient acks = closing(RawClient.binary(port, "{\"acks\":true}"));
        for (int i = 0; i < 3; i++) {
            long tick = acks.next("$state").path("data").path("tick").asLong();
            acks.say("{\"action\":\"$ack\",\"data\":{\"tick\":" + tick + "}}");
            acks.send(Hex.bytes("03 02 0100"));
        }
        acks.say(Board.say("still there"));
        acks.next("said");
        assertThat(acks.heard("$error")).isZero();
    }

    @Test
    void acknowledgementsCountForTheRate() {
        for (int i = 0; i < 6; i++) {
            client.send(Hex.bytes("03020000".repeat(64)));
        }
        assertThat(client.refusal().code()).isEqualTo("rate_limited");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a text                           | 6161
            a number                         | 01
            an array                         | 80
            a game that is a number          | a1 6467616d65 05
            a room that is a map             | a1 64726f6f6d a0
            acks that are a number           | a1 6461636b73 01
            acks that are a text             | a1 6461636b73 6474727565
            spectate that is a float         | a1 687370656374617465 fa3f800000
            a token that is a number         | a1 65746f6b656e 05
            resume that is a text            | a1 66726573756d65 6161
            a client that is an array        | a1 66636c69656e74 80
            options that are a number        | a1 676f7074696f6e73 05
            options with a name in an array  | a1 676f7074696f6e73 a1 646e616d65 81 6161
            """)
    void aGreetingThatDoesNotFitIsFatal(String what, String data) {
        RawClient stranger = closing(RawClient.binary(port));
        stranger.send(Hex.bytes(message("82 662468656c6c6f" + data)));
        RawClient.Refusal refusal = stranger.refusal();
        assertThat(refusal.code()).isEqualTo("bad_data");
        assertThat(refusal.fatal()).isTrue();
        assertThat(stranger.closeCode()).isEqualTo(1002);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            no record                        | ''
            an ack                           | 03 02 0000
            a ping                           | 04 08 0000000000000000
            a state                          | 02 04 01000000
            a message by its index           | 01 03 8200a0
            a greeting with a tag            | 01 0a 82 662468656c6c6f c1a0
            a greeting with indefinite data  | 01 0a 82 662468656c6c6f bfff
            65 greetings                     | 65
            """)
    void aFirstMessageThatIsNoGreetingIsClosed(String what, String message) {
        RawClient stranger = closing(RawClient.binary(port));
        stranger.send(Hex.bytes(message.equals("65") ? "0109 82662468656c6c6ff6".repeat(65) : message));
        assertThat(stranger.closeCode()).isEqualTo(1002);
    }
}
