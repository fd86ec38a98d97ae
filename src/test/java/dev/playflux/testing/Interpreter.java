package dev.playflux.testing;

import dev.playflux.codec.BinaryRecord;
import dev.playflux.codec.CborInput;
import dev.playflux.codec.Codec;
import dev.playflux.codec.Encoded;
import dev.playflux.codec.Json;
import dev.playflux.codec.Received;
import dev.playflux.message.Ack;
import dev.playflux.message.Limits;
import dev.playflux.message.Message;
import dev.playflux.state.Replica;
import dev.playflux.state.ViewSchema;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Lets tests that speak JSON have a binary connection: what they say and hear is what the same would be in JSON. */
public final class Interpreter {
    private static final Limits.Shape GENEROUS = new Limits.Shape(1 << 24, 16, 64, 400, 1 << 20, 1 << 10, 400);
    private static final Map<String, String> PARTS = Map.of("0", "set", "1", "del", "2", "in", "3", "len");

    private final Map<Long, String> views = new TreeMap<>();
    private final Replica replica = Replica.create();

    /** What a $welcome tells of the views. */
    private record Told(List<ViewSchema> views) {}

    /** One envelope or an array of them as a binary message. */
    public byte[] binary(String json) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (Received received : Codec.json().decode(json.getBytes(StandardCharsets.UTF_8), GENEROUS)) {
            Message message = ((Received.Wellformed) received).message();
            Encoded record = Codec.cbor()
                    .encode(message.action().equals("$ack") ? Message.of("$ack", Ack.of(message)) : message);
            record.parts().forEach(bytes::writeBytes);
        }
        return bytes.toByteArray();
    }

    /** The envelopes of a binary message. */
    public List<JsonNode> envelopes(byte[] binary) {
        List<JsonNode> envelopes = new ArrayList<>();
        for (Received received : Codec.cbor().decode(binary, GENEROUS)) {
            Message message = ((Received.Wellformed) received).message();
            if (message.action().equals("$view")) {
                replica.announced(message);
                announced(((BinaryRecord) message.body()).input());
            } else {
                envelopes.add(envelope(message));
            }
        }
        return envelopes;
    }

    private void announced(CborInput view) {
        long index = view.varint();
        JsonNode names = view.value();
        views.put(index, names.path("name").asString() + "/" + names.path("key").asString());
    }

    private ObjectNode envelope(Message message) {
        ObjectNode envelope = JsonNodeFactory.instance.objectNode().put("action", message.action());
        if (message.body() instanceof BinaryRecord state) {
            replica.apply(message);
            envelope.set("data", state(state.input()));
            return envelope;
        }
        if (message.seq() != 0) {
            envelope.put("seq", message.seq());
        }
        if (message.ask()) {
            envelope.put("ask", true);
        }
        Object value = message.body().as(Object.class);
        if (value != null) {
            envelope.set("data", Json.mapper().readTree(Json.write(value)));
        }
        if (message.action().equals("$welcome")) {
            JsonNode told = envelope.path("data").path("views");
            for (int i = 0; i < told.size(); i++) {
                views.put((long) i, told.get(i).path("name").asString());
            }
            Told schemas = message.as(Told.class);
            replica.reset(schemas == null ? List.of() : schemas.views);
        }
        return envelope;
    }

    private ObjectNode state(CborInput record) {
        long tick = record.varint();
        long age = record.varint();
        long input = record.varint();
        ObjectNode data = JsonNodeFactory.instance
                .objectNode()
                .put("tick", tick)
                .put("time", record.varint())
                .put("base", age == 0 ? 0 : tick - age);
        if (input > 0) {
            data.put("input", input);
        }
        if (record.more()) {
            ObjectNode sections = data.putObject("views");
            while (record.more()) {
                String name = views.get(record.varint());
                sections.set(name, section(name, record.octet(), record.part(record.varint())));
            }
        }
        return Json.mapper().readTree(data.toString()).asObject();
    }

    /** A section as it would be in JSON, except that tables are whole values. */
    private ObjectNode section(String name, int encoding, CborInput bytes) {
        ObjectNode section = JsonNodeFactory.instance.objectNode();
        switch (encoding) {
            case 0 -> section.put("gone", true);
            case 1 -> section.set("full", bytes.value());
            case 2 -> section.set("patch", patch(bytes.patch()));
            case 3, 4 -> section.set("full", replica.frame().view(name, JsonNode.class));
            default -> throw new AssertionError("encoding " + encoding);
        }
        return section;
    }

    private static ObjectNode patch(JsonNode patch) {
        ObjectNode named = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> part : patch.properties()) {
            String name = PARTS.get(part.getKey());
            if (name.equals("in")) {
                ObjectNode in = named.putObject(name);
                part.getValue().properties().forEach(member -> in.set(member.getKey(), patch(member.getValue())));
            } else {
                named.set(name, part.getValue());
            }
        }
        return named;
    }
}
