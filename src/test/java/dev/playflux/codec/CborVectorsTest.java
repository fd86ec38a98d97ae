package dev.playflux.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.message.Ack;
import dev.playflux.message.Body;
import dev.playflux.message.Limits;
import dev.playflux.message.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The golden vectors of binary messages and of CBOR, which the browser client's tests read too. */
class CborVectorsTest {
    private static final List<String> ACTIONS = List.of("chat", "steer");
    private static final Codec CODEC = Codec.cbor(ACTIONS);
    private static final String LONG = "0123456789abcdefghijklmnopqrstuvwxyz";

    // What every writer makes of a value.
    private static final List<String> VALUES = List.of(
            "0",
            "23",
            "24",
            "255",
            "256",
            "65535",
            "65536",
            "4294967295",
            "4294967296",
            "9007199254740991",
            "-1",
            "-24",
            "-25",
            "-256",
            "-257",
            "-65537",
            "-4294967297",
            "-9007199254740991",
            "1.5",
            "-0.0",
            "0.1",
            "3.4028234663852886e38",
            "1e300",
            "5e-324",
            "16777217.5",
            "0.10000000149011612",
            "1e20",
            "true",
            "false",
            "null",
            "''",
            "'a'",
            "'ü☃😀\\u0000'",
            "'" + LONG + "'",
            "[]",
            "[1,[2,[3]]]",
            "{}",
            "{'a':{'b':[{'c':null}]},'':0}",
            "[" + "0,".repeat(23) + "0]",
            "'" + LONG.repeat(8) + "'",
            "'" + "ü".repeat(12) + "'");

    @Test
    void valuesAreWrittenInTheFewestBytes() throws IOException {
        List<ObjectNode> vectors = new ArrayList<>();
        for (String value : VALUES) {
            JsonNode tree = Json.mapper().readTree(value.replace('\'', '"'));
            CborBytes out = new CborBytes(16);
            CborEncoder.write(tree, out);
            ObjectNode vector = JsonNodeFactory.instance.objectNode();
            vector.set("value", tree);
            vectors.add(vector.put("hex", Hex.of(out.bytes())));
            JsonNode again = new CborReader(out.bytes(), 0, out.length()).value();
            assertThat(again.equals(CborVectorsTest::compare, tree)).as(value).isTrue();
        }
        Golden.check("cbor-values.json", vectors);
    }

    private static int compare(JsonNode some, JsonNode other) {
        boolean same = some.isNumber() ? some.doubleValue() == other.doubleValue() : some.equals(other);
        return same ? 0 : 1;
    }

    record Case(String name, String hex, List<JsonNode> records) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() throws IOException {
        return Golden.read("cbor-messages.json").stream()
                .map(vector -> new Case(
                        vector.path("name").stringValue(),
                        vector.path("hex").stringValue(),
                        vector.path("records").valueStream().toList()));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aMessageIsReadAsTheVectorSays(Case vector) {
        ArrayNode records = JsonNodeFactory.instance.arrayNode();
        CODEC.decode(Hex.bytes(vector.hex), Limits.Shape.DEFAULTS).forEach(received -> records.add(record(received)));
        assertThat(Json.mapper().readTree(records.toString()).valueStream().toList())
                .isEqualTo(vector.records);
    }

    private static ObjectNode record(Received received) {
        ObjectNode record = JsonNodeFactory.instance.objectNode();
        if (received instanceof Received.Unknown unknown) {
            return record.put("unknown", unknown.kind());
        }
        if (received instanceof Received.Malformed) {
            return record.put("malformed", true);
        }
        Message message = ((Received.Wellformed) received).message();
        record.put("action", message.action());
        if (message.body() instanceof BinaryRecord raw) {
            return record.put(
                    "bytes", Hex.of(Arrays.copyOfRange(raw.bytes(), raw.offset(), raw.offset() + raw.length())));
        }
        record.set("data", data(message));
        if (message.seq() != 0) {
            record.put("seq", message.seq());
        }
        if (message.ask()) {
            record.put("ask", true);
        }
        return message.input() == 0 ? record : record.put("input", message.input());
    }

    /** As the tree that a vector's file has: an int where it fits. */
    private static JsonNode data(Message message) {
        Object data = message.body().as(Object.class);
        Object plain = data instanceof Ack ack ? Map.of("tick", ack.tick(), "seq", ack.seq()) : data;
        return Json.mapper().readTree(Json.write(plain instanceof Map<?, ?> map ? new TreeMap<>(map) : plain));
    }

    @Test
    void theMessagesAreTheVectors() throws IOException {
        Codec client = CODEC.welcomed(ACTIONS);
        Body body = Json.body(Map.of("dx", 1));
        Encoded steer = client.encode(Message.of("steer", body).withInput(300));
        List<ObjectNode> vectors = new ArrayList<>(Stream.of(
                        own("an action by its name", CODEC.encode(Message.of("wave", null))),
                        own("an action by its index", client.encode(Message.of("chat", "hü"))),
                        own("an input", steer),
                        own("a reliable message", CODEC.encode(new Message("buy", body, 7, false, 0))),
                        own("an ask that is an input", CODEC.encode(new Message("buy", body, 200, true, 9))),
                        own("a $ action", CODEC.encode(Message.of("$resync", null))),
                        own("an acknowledgement", CODEC.encode(Message.of("$ack", new Ack(300, 0)))),
                        own(
                                "an acknowledgement of both",
                                CODEC.encode(Message.of("$ack", new Ack((1L << 53) - 1, 128)))),
                        own("a ping", CODEC.encode(Message.of("$ping", Map.of("t", 1234.5)))),
                        own("a pong", CODEC.encode(Message.of("$pong", Map.of("t", 0.5, "time", 1_700_000_000_000L)))),
                        own("several records", Encoded.of(List.of(Samples.bytes(steer), Samples.bytes(steer)))))
                .toList());
        for (String line : READ) {
            String[] parts = line.split("\\|");
            vectors.add(vector(parts[0], Hex.bytes(parts[1])));
        }
        Golden.check("cbor-messages.json", vectors);
    }

    private static final List<String> READ = List.of(
            "a state and a view are read elsewhere|02 05 0500000032 06 02 0280",
            "unknown kinds are skipped|07 02 ffff 00 00 ff 00 01 04 826161 01",
            "a bad record does not stop those behind it|01 04 826161 f7 01 04 826161 02",
            "a truncated record ends the message|01 04 826161 01 01 05 826161",
            "a record without a length|01 04 826161 01 01",
            "numbers in longer heads|01 0c 826161 1b 0000000000000001",
            "a number of 64 bits|01 0c 826161 fb 3ff8000000000000",
            "an unknown index|01 03 8218 63 01 03 8202f6",
            "an ack of a wrong length|03 01 01 03 03 010203",
            "a ping of a wrong length|04 04 00000000 04 08 0000000000000000",
            "meta with more than is known|01 0a 836161 f6 a2 02 05 09 81 01",
            "ask without seq|01 07 836161 f6 a101f5");

    private static ObjectNode own(String name, Encoded message) {
        return vector(name, Samples.bytes(message));
    }

    private static ObjectNode vector(String name, byte[] message) {
        ObjectNode vector = JsonNodeFactory.instance.objectNode().put("name", name);
        ACTIONS.forEach(vector.putArray("actions")::add);
        vector.put("hex", Hex.of(message));
        ArrayNode records = vector.putArray("records");
        CODEC.decode(message, Limits.Shape.DEFAULTS).forEach(received -> records.add(record(received)));
        return vector;
    }
}
