package dev.playflux.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.codec.Codec;
import dev.playflux.codec.Encoded;
import dev.playflux.codec.Hex;
import dev.playflux.message.CloseReason;
import dev.playflux.message.Message;
import dev.playflux.testing.Liar;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server that breaks the rules of the binary form: the JVM client closes with 1002, or asks for a whole state. */
class HostileServerTest {
    private static final Map<String, Object> WELCOME = Map.of("player", "p1", "tickMs", 50, "actions", List.of("say"));

    private Liar server;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final AtomicReference<@Nullable GameClient> client = new AtomicReference<>();
    private final List<CloseReason> ends = new ArrayList<>();

    @BeforeEach
    void connect() {
        server = new Liar();
        GameClient.create()
                .uri("ws://memory:1/play")
                .transport(server.network)
                .codec(Codec.cbor())
                .reconnect(false)
                .connect()
                .subscribe(client::set, failure::set);
        server.settle();
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static byte[] bytes(String action, @Nullable Object data) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Encoded encoded = Codec.cbor().encode(Message.of(action, data));
        encoded.parts().forEach(bytes::writeBytes);
        return bytes.toByteArray();
    }

    private GameClient welcomed() {
        Map<String, Object> data = new HashMap<>(WELCOME);
        data.put("views", List.of(Map.of("name", "world")));
        server.send(bytes("$welcome", data));
        GameClient welcomed = client.get();
        assertThat(welcomed).isNotNull();
        welcomed.onClose().subscribe(ends::add);
        return welcomed;
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            nothing                      | ''
            a kind alone                 | 01
            a length beyond the message  | 01 09 82
            a length of 54 bits          | 01 ffffffffffffff1f
            a message of null            | 01 01 f6
            an index beyond the list     | 01 03 8207f6
            a state as a message         | 01 09 82 66247374617465 a0
            a tag                        | 01 08 82 63736179 c100
            something behind a message   | 01 07 82 63736179 f600
            a ping of seven bytes        | 04 07 00000000000000
            a pong that is NaN           | 05 10 7ff8000000000000 0000000000000000
            a second welcome             | 01 0b 82 682477656c636f6d65 a0
            an error of a number         | 01 09 82 66246572726f72 05
            65 records                   | 65
            """)
    void whatIsNoRecordIsClosed(String what, String message) {
        welcomed();
        server.send(Hex.bytes(message.equals("65") ? "0700".repeat(65) : message));
        assertThat(ends).extracting(CloseReason::code).containsExactly(1002);
        assertThat(server.closes()).containsExactly(1002);
    }

    @ParameterizedTest
    @ValueSource(strings = {"02 04 01000000", "01 06 82 63736179 f6", "06 03 02f600", "01 03 8200f6"})
    void whatComesBeforeTheWelcomeIsClosed(String message) {
        server.send(Hex.bytes(message));
        assertThat(failure.get()).isInstanceOf(ConnectFailed.class);
        assertThat(server.closes()).containsExactly(1002);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "5",
                "[]",
                "{\"actions\":5}",
                "{\"actions\":\"say\"}",
                "{\"actions\":{\"a\":1}}",
                "{\"actions\":[null]}",
                "{\"views\":5}",
                "{\"views\":{}}",
                "{\"views\":[null]}",
                "{\"views\":[5]}",
                "{\"views\":[{\"name\":null}]}",
                "{\"views\":[{\"name\":[\"world\"]}]}",
                "{\"tickMs\":\"a\"}",
                "{\"player\":5}"
            })
    void aWelcomeThatIsNoneIsClosed(String data) {
        server.send(bytes("$welcome", JsonMapper.shared().readValue(data, Object.class)));
        assertThat(failure.get()).isInstanceOf(ConnectFailed.class);
        assertThat(server.closes()).containsExactly(1002);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            nothing                      | 02 00
            a base of another tick       | 02 04 05 02 00 00
            a base below 0               | 02 04 02 03 00 00
            a section that ends too soon | 02 05 02 00 00 01 00
            an unknown index             | 02 08 02 00 00 01 07 01 01 00
            an unknown encoding          | 02 08 02 00 00 01 00 07 01 00
            a patch of nothing held      | 02 08 02 00 00 01 00 02 01 a0
            a table without a schema     | 02 08 02 00 00 01 00 03 01 01
            nesting without end          | 02 0a 02 00 00 01 00 01 03 818181
            __proto__ and no end of it   | 02 0d 02 00 00 01 00 01 06 a1695f5f7072
            """)
    void aStateThatDoesNotFitIsAskedForOnceMore(String what, String message) {
        GameClient welcomed = welcomed();
        server.forget();
        server.send(Hex.bytes(message));
        server.send(Hex.bytes("02 04 08 01 00 00"));
        assertThat(server.heard()).containsExactly("$resync");
        server.send(Hex.bytes("02 08 09 00 00 01 00 01 01 05"));
        assertThat(welcomed.state(JsonNode.class).asInt()).isEqualTo(5);
        assertThat(ends).isEmpty();
    }
}
