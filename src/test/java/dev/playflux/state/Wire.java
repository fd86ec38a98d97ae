package dev.playflux.state;

import dev.playflux.codec.Codec;
import dev.playflux.codec.Encoded;
import dev.playflux.codec.Json;
import dev.playflux.codec.Received;
import dev.playflux.message.Limits;
import dev.playflux.message.Message;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What travels between a source and a replica in these tests. */
final class Wire {
    static final Codec JSON = Codec.json();
    static final Codec CBOR = Codec.cbor();
    private static final Limits.Shape GENEROUS = new Limits.Shape(1 << 24, 16, 64, 400, 1 << 20, 1 << 10, 400);

    private Wire() {}

    static String text(byte[] section) {
        return new String(section, StandardCharsets.UTF_8);
    }

    static String text(Encoded encoded) {
        return new String(bytes(encoded), StandardCharsets.UTF_8);
    }

    static byte[] bytes(Encoded encoded) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length());
        encoded.parts().forEach(bytes::writeBytes);
        return bytes.toByteArray();
    }

    /** The record as the client's codec gives it. */
    static Message received(Encoded encoded) {
        List<Received> received = JSON.decode(bytes(encoded), GENEROUS);
        return ((Received.Wellformed) received.get(0)).message();
    }

    /** What arrives, one message for each record. */
    static List<Message> received(Codec codec, Encoded encoded) {
        return codec.decode(bytes(encoded), GENEROUS).stream()
                .map(received -> ((Received.Wellformed) received).message())
                .toList();
    }

    /** A value whose numbers are all doubles: CBOR makes an integer of 3.0. */
    static JsonNode plain(JsonNode value) {
        if (value.isNumber()) {
            return Json.mapper().getNodeFactory().numberNode(value.doubleValue());
        }
        if (value instanceof ObjectNode object) {
            ObjectNode plain = Json.mapper().createObjectNode();
            object.properties().forEach(member -> plain.set(member.getKey(), plain(member.getValue())));
            return plain;
        }
        if (value instanceof ArrayNode array) {
            ArrayNode plain = Json.mapper().createArrayNode();
            array.forEach(item -> plain.add(plain(item)));
            return plain;
        }
        return value;
    }

    /** What becomes of a state, and of the announcements before it, in a replica of a client that speaks a codec. */
    static Replica.Outcome applied(Replica replica, Codec codec, Encoded encoded) {
        Replica.Outcome outcome = null;
        for (Received received : codec.decode(bytes(encoded), GENEROUS)) {
            Message message = ((Received.Wellformed) received).message();
            if (message.action().equals("$view")) {
                replica.announced(message);
            } else {
                outcome = replica.apply(message);
            }
        }
        return Objects.requireNonNull(outcome);
    }

    /** A record with this body. */
    static Message state(String data) {
        return Message.of("$state", Json.mapper().readTree(data.replace('\'', '"')));
    }

    /** A record of one view. */
    static Message state(long tick, long base, byte[] world) {
        List<Section> sections = List.of(new Section(ViewName.of("world", 0), world, base == 0));
        return received(new StateRecord(tick, tick * 50, base, 0, sections).encode(JSON));
    }

    /** The value as a client reads it. */
    static JsonNode travelled(@Nullable Object value) {
        return Json.mapper().readTree(Json.mapper().writeValueAsBytes(value));
    }

    static JsonNode tree(String json) {
        return Json.mapper().readTree(json.replace('\'', '"'));
    }

    /** Whether two trees are equal, their numbers by value: how a number was written is lost on the way. */
    static boolean equal(JsonNode some, JsonNode other) {
        return some.equals(Wire::compare, other);
    }

    private static int compare(JsonNode some, JsonNode other) {
        boolean numbers = some.isNumber() && other.isNumber();
        boolean same = numbers ? some.doubleValue() == other.doubleValue() : some.equals(other);
        return same ? 0 : 1;
    }
}
