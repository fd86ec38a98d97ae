package dev.playflux.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.codec.CborOutput;
import dev.playflux.codec.Hex;
import dev.playflux.room.Game;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What a room passes on from one player reaches text and binary clients alike, and nothing that may not travel does. */
class RelayIT extends SocketTest {
    /** The head of a message whose action is "pass". */
    private static final String PASS = "82 6470617373";

    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Pass(
            byte @Nullable [] bytes,
            @Nullable Inner inner,
            @Nullable Object any) {}

    record Inner(String text, List<Integer> numbers) {}

    private RawClient binary;
    private RawClient text;

    @BeforeEach
    void join() {
        int port = serve(GameServer.create()
                        .game(Game.named("relay", () -> "")
                                .run(Pass.class, (player, pass) -> player.room().broadcast("passed", pass))))
                .port();
        binary = closing(RawClient.binary(port, "{}"));
        text = closing(RawClient.welcome(port));
    }

    private void pass(String data) {
        binary.send(CborOutput.create(64).raw(Hex.bytes(PASS + data)).framed(1));
    }

    /** What both hear, which is the same in JSON. */
    private JsonNode passed() {
        JsonNode heard = text.next("passed").path("data");
        assertThat(binary.next("passed").path("data").toString()).isEqualTo(heard.toString());
        return heard;
    }

    @Test
    void bytesAndRecordsOfABinaryClient() {
        pass("a3 656279746573 43 00ff80" + "65696e6e6572 a2 6474657874 62c3bc 676e756d62657273 82 01 3903e7"
                + "63616e79 82 41ff f5");
        assertThat(passed().toString())
                .isEqualTo(
                        "{\"bytes\":\"AP+A\",\"inner\":{\"text\":\"ü\",\"numbers\":[1,-1000]},\"any\":[\"/w==\",true]}");
    }

    @Test
    void bytesAndRecordsOfATextClient() {
        text.say("{\"action\":\"pass\",\"data\":{\"bytes\":\"AP+A\",\"inner\":null,\"any\":{\"a\":[1.5]}}}");
        assertThat(passed().toString()).isEqualTo("{\"bytes\":\"AP+A\",\"inner\":null,\"any\":{\"a\":[1.5]}}");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a half                  | f93c00              | 1
            the least half          | f90001              | 5.9604644775390625E-8
            an integer the long way | 1b0000000000000001  | 1
            2^53 - 1                | 1b001fffffffffffff  | 9007199254740991
            a float with a fraction | fa3fc00000          | 1.5
            """)
    void aNumberInWhateverFormItComes(String what, String cbor, double number) {
        pass("a1 63616e79" + cbor);
        assertThat(text.next("passed").path("data").path("any").doubleValue()).isEqualTo(number);
        assertThat(binary.next("passed").path("data").path("any").doubleValue()).isEqualTo(number);
    }

    @ParameterizedTest
    @CsvSource({"1b0020000000000000, 9007199254740992", "3b001fffffffffffff, -9007199254740992"})
    void anIntegerBeyondTheExactOnesIsAString(String cbor, String number) {
        pass("a1 63616e79" + cbor);
        assertThat(passed().path("any").toString()).isEqualTo('"' + number + '"');
        text.say("{\"action\":\"pass\",\"data\":{\"any\":" + number + "}}");
        assertThat(passed().path("any").toString()).isEqualTo('"' + number + '"');
    }

    @ParameterizedTest
    @CsvSource({"695f5f70726f746f5f5f", "6b636f6e7374727563746f72", "6970726f746f74797065"})
    void aForbiddenNameReachesNobody(String name) {
        pass("a1 63616e79 a1" + name + "a168706f6c6c7574656401");
        pass("a1 63616e79 6461667465");
        JsonNode next = passed();
        if (next.path("any").isObject()) {
            assertThat(next.path("any").isEmpty()).isTrue();
            next = passed();
        }
        assertThat(next.path("any").asString()).isEqualTo("afte");
    }
}
