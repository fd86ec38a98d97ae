package dev.playflux.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.codec.CborOutput;
import dev.playflux.codec.Hex;
import dev.playflux.message.Limits;
import dev.playflux.transport.RawSocket;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The same as {@link WrongThingsIT} on a binary connection: the exact answer, and the next one is served. */
class WrongBinaryThingsIT extends SocketTest {
    private static final String SAY = "63736179";

    private int port;
    private RawClient client;

    @BeforeEach
    void join() {
        port = serve(GameServer.create().game(Board.GAME).limits(Limits.DEFAULTS))
                .port();
        client = closing(RawClient.binary(port, "{}"));
    }

    @AfterEach
    void theNextOneIsServed() {
        servesSomebodyNew(port);
    }

    private void stillThere() {
        client.say(Board.say("still there"));
        assertThat(client.next("said").path("data").asString()).isEqualTo("still there");
    }

    private void refused(byte[] message, String code) {
        client.send(message);
        RawClient.Refusal refusal = client.refusal();
        assertThat(refusal.code()).isEqualTo(code);
        assertThat(refusal.fatal()).isFalse();
        stillThere();
    }

    /** A message of action {@code say} with these bytes of data. */
    private static byte[] say(String data) {
        return record("82" + SAY + data);
    }

    private static byte[] record(String body) {
        return CborOutput.create(64).raw(Hex.bytes(body)).framed(1);
    }

    @Test
    void theWelcomeBringsTheDictionaryAndTheViews() {
        JsonNode welcome = client.welcome();
        assertThat(welcome.path("actions").toString()).isEqualTo("[\"say\",\"steer\"]");
        assertThat(welcome.path("views")).hasSize(1);
        assertThat(welcome.path("views").get(0).path("name").asString()).isEqualTo("world");
        client.send(record("8200a164746578746161"));
        assertThat(client.next("said").path("data").asString()).isEqualTo("a");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a tag                      | c1a0
            a bignum                   | c249ffffffffffffffffff
            an indefinite map          | bf6474657874 6161ff
            an indefinite string       | a1 6474657874 7f6161ff
            undefined                  | a1 6474657874 f7
            NaN                        | a1 6474657874 f97e00
            a second member            | a2 6474657874 6161 6474657874 6162
            a name that is no text     | a1 01 6161
            no UTF-8                   | a1 6474657874 61ff
            a byte-order mark          | a1 6474657874 63efbbbf
            more than its length       | a1 6474657874 6161 00
            less than its length       | a1 6474657874 64
            an array of four thousand millions | 9affffffff
            """)
    void dataThatAreNoneAreABadMessage(String what, String data) {
        refused(say(data), "bad_message");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            nothing                    | ''
            a kind alone               | 01
            a truncated record         | 01 09 8263736179
            a length without end       | 01 ffffffffffffffffffff
            no array                   | 01 01 a0
            no data                    | 01 05 8163736179
            an unknown index           | 01 03 8202f6
            an ack of one number       | 03 01 01
            an ack of three            | 03 03 010101
            a ping of seven bytes      | 04 07 00000000000000
            a ping that is NaN         | 04 08 7ff8000000000000
            a pong without time        | 05 08 0000000000000000
            meta that is no map        | 01 07 8363736179f600
            ask without seq            | 01 09 8363736179f6a101f5
            an ack as a message        | 01 07 82642461636bf6
            """)
    void aRecordThatIsNoneIsABadMessage(String what, String message) {
        refused(Hex.bytes(message), "bad_message");
    }

    @Test
    void deepNestingIsABadMessage() {
        refused(say("a16474657874" + "81".repeat(31) + "00"), "bad_message");
        refused(say("81".repeat(16_000)), "bad_message");
    }

    @Test
    void dataThatDoNotFitAreRefusedByTheNameOfTheField() {
        client.send(say("a1647465787401"));
        RawClient.Refusal refusal = client.refusal();
        assertThat(refusal.code()).isEqualTo("bad_data");
        assertThat(refusal.message()).isEqualTo("text: expected a string, was 1");
        assertThat(refusal.action()).isEqualTo("say");
        refused(say("a0"), "bad_data");
        refused(say("f6"), "bad_data");
    }

    @Test
    void aBadRecordAmongGoodOnesStopsNothing() {
        String good = Hex.of(say("a1 6474657874 6161"));
        client.send(Hex.bytes(good + Hex.of(say("f7")) + good + "0700"));
        assertThat(client.next("said").path("data").asString()).isEqualTo("a");
        assertThat(client.next("said").path("data").asString()).isEqualTo("a");
        assertThat(client.heard("$error")).isEqualTo(1);
        stillThere();
    }

    @Test
    void sixtyFourRecordsAreHandledAndSixtyFiveAreOneBadMessage() {
        String one = Hex.of(say("a1 6474657874 6161"));
        client.send(Hex.bytes(one.repeat(64)));
        for (int i = 0; i < 64; i++) {
            client.next("said");
        }
        refused(Hex.bytes(one.repeat(65)), "bad_message");
        assertThat(client.heard("said")).isEqualTo(65);
    }

    @ParameterizedTest
    @ValueSource(strings = {"02 04 01000000", "06 03 0181f6"})
    void aServersRecordIsReserved(String message) {
        refused(Hex.bytes(message), "reserved_action");
    }

    @Test
    void textIsClosed() throws IOException {
        client.socket().frame(RawSocket.FIN | RawSocket.TEXT, Board.say("a").getBytes(UTF_8));
        assertThat(client.closeCode()).isEqualTo(1003);
    }

    @Test
    void anAcknowledgementOfWhatWasNeverSentIsClosed() {
        client.send(Hex.bytes("03 04 c0843d 00"));
        assertThat(client.closeCode()).isEqualTo(1002);
    }

    @Test
    void aPingsNumberComesBackUntouched() {
        client.send(Hex.bytes("04 08 3ff8000000000000"));
        JsonNode pong = client.next("$pong").path("data");
        assertThat(pong.path("t").asDouble()).isEqualTo(1.5);
        assertThat(pong.path("time").asDouble()).isPositive();
    }

    @Test
    void aFirstMessageThatIsNoneIsClosed() {
        for (String first : new String[] {"01", "0103820 0f6", "0301 01", "82"}) {
            RawClient stranger = closing(RawClient.binary(port));
            stranger.send(Hex.bytes(first));
            assertThat(stranger.closeCode()).as(first).isEqualTo(1002);
        }
    }

    @Test
    void unknownKindsCountForTheRate() {
        for (int i = 0; i < 6; i++) {
            client.send(Hex.bytes("0700".repeat(64)));
        }
        assertThat(client.refusal().code()).isEqualTo("rate_limited");
    }
}
