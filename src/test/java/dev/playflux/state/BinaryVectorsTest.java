package dev.playflux.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.codec.CborOutput;
import dev.playflux.codec.Codec;
import dev.playflux.codec.Golden;
import dev.playflux.codec.Hex;
import dev.playflux.codec.Received;
import dev.playflux.message.Limits;
import dev.playflux.message.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The golden vectors of binary states, which the browser client's tests read too: those in JSON, as far as a binary record
 * can say the same, and some that only a binary record can.
 */
class BinaryVectorsTest {
    private static final String FILE = "cbor-state.json";
    private static final List<String> PARTS = List.of("set", "del", "in", "len");

    /** Messages in order, the views after each, and which of them misfits: those after it wait for a complete one. */
    record Case(String name, List<ViewSchema> views, List<String> messages, List<JsonNode> worlds, int misfit) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() throws IOException {
        return Golden.read(FILE).stream()
                .map(vector -> new Case(
                        vector.path("name").stringValue(),
                        vector.path("views")
                                .valueStream()
                                .map(view -> new ViewSchema(view.stringValue(), null))
                                .toList(),
                        vector.path("messages")
                                .valueStream()
                                .map(JsonNode::stringValue)
                                .toList(),
                        vector.path("worlds").valueStream().toList(),
                        vector.path("misfit").asInt(-1)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aReplicaHoldsWhatTheVectorSays(Case vector) {
        Replica replica = Replica.create();
        replica.reset(vector.views);
        boolean lost = false;
        for (int i = 0; i < vector.messages.size(); i++) {
            Replica.Outcome outcome = null;
            for (Received received : Codec.cbor().decode(Hex.bytes(vector.messages.get(i)), Limits.Shape.DEFAULTS)) {
                Message message = ((Received.Wellformed) received).message();
                if (message.action().equals("$view")) {
                    replica.announced(message);
                } else {
                    outcome = replica.apply(message);
                }
            }
            lost = i == vector.misfit || lost && outcome != Replica.Outcome.APPLIED;
            assertThat(outcome)
                    .as("message %d", i)
                    .isEqualTo(
                            i == vector.misfit
                                    ? Replica.Outcome.MISFIT
                                    : lost ? Replica.Outcome.IGNORED : Replica.Outcome.APPLIED);
            assertThat(Wire.equal(views(replica.frame()), vector.worlds.get(i)))
                    .as("after message %d: %s", i, views(replica.frame()))
                    .isTrue();
        }
    }

    private static ObjectNode views(Frame frame) {
        ObjectNode views = JsonNodeFactory.instance.objectNode();
        frame.views().forEach(name -> views.set(name, frame.view(name, JsonNode.class)));
        return views;
    }

    @Test
    void theFileIsWhatTheVectorsInJsonBecome() throws IOException {
        List<ObjectNode> vectors = new ArrayList<>();
        for (JsonNode vector : Golden.read("json-state.json")) {
            ObjectNode binary = binary(vector);
            if (binary != null) {
                vectors.add(binary);
            }
        }
        assertThat(vectors).hasSizeGreaterThan(60);
        own().forEach(vectors::add);
        Golden.check(FILE, vectors);
    }

    /** The same in binary; null if a binary record cannot say it. */
    private static ObjectNode binary(JsonNode vector) {
        TreeSet<String> names = new TreeSet<>();
        ArrayNode messages = JsonNodeFactory.instance.arrayNode();
        vector.path("records")
                .forEach(record -> names.addAll(record.path("views").propertyNames()));
        names.remove("world");
        List<String> views = new ArrayList<>(names);
        views.add(0, "world");
        for (JsonNode record : vector.path("records")) {
            if (!expressible(record)) {
                return null;
            }
            messages.add(Hex.of(record(record, views)));
        }
        ObjectNode binary = JsonNodeFactory.instance
                .objectNode()
                .put("name", vector.path("name").stringValue());
        views.forEach(binary.putArray("views")::add);
        binary.set("messages", messages);
        binary.set("worlds", vector.path("worlds"));
        if (vector.has("misfit")) {
            binary.set("misfit", vector.path("misfit"));
        }
        return binary;
    }

    private static boolean expressible(JsonNode record) {
        JsonNode views = record.path("views");
        return Stream.of("tick", "base", "time").allMatch(name -> counts(record.path(name)))
                && record.path("base").asInt() < record.path("tick").asInt()
                && (views.isObject() || views.isMissingNode())
                && views.valueStream().allMatch(view -> view.isObject() && !view.isEmpty());
    }

    private static boolean counts(JsonNode number) {
        return number.isInt() && number.intValue() >= 0;
    }

    private static byte[] record(JsonNode record, List<String> views) {
        long tick = record.path("tick").asLong();
        long base = record.path("base").asLong();
        CborOutput out = CborOutput.create(64)
                .varint(tick)
                .varint(base == 0 ? 0 : tick - base)
                .varint(record.path("input").asLong(0))
                .varint(record.path("time").asLong());
        for (Map.Entry<String, JsonNode> view : record.path("views").properties()) {
            out.varint(views.indexOf(view.getKey())).raw(section(view.getValue()));
        }
        return out.framed(2);
    }

    private static byte[] section(JsonNode view) {
        CborOutput out = CborOutput.create(64);
        if (view.has("full")) {
            value(view.path("full"), out);
            return out.framed(1);
        }
        if (view.has("patch")) {
            patch(view.path("patch"), out);
            return out.framed(2);
        }
        return out.framed(0);
    }

    private static void patch(JsonNode patch, CborOutput out) {
        if (!patch.isObject()) {
            value(patch, out);
            return;
        }
        out.map((int) PARTS.stream().filter(patch::has).count());
        for (String part : PARTS) {
            JsonNode content = patch.get(part);
            if (content != null) {
                out.integer(PARTS.indexOf(part));
                if (part.equals("in") && content.isObject()) {
                    out.map(content.size());
                    content.properties().forEach(member -> patch(member.getValue(), out.text(member.getKey())));
                } else {
                    value(content, out);
                }
            }
        }
    }

    private static void value(JsonNode value, CborOutput out) {
        if (value.isObject()) {
            out.map(value.size());
            value.properties().forEach(member -> value(member.getValue(), out.text(member.getKey())));
        } else if (value.isArray()) {
            out.array(value.size());
            value.forEach(item -> value(item, out));
        } else if (value.isString()) {
            out.text(Objects.requireNonNull(value.stringValue()));
        } else if (value.isNumber()) {
            out.number(value.doubleValue());
        } else if (value.isBoolean()) {
            out.truth(value.booleanValue());
        } else {
            out.nothing();
        }
    }

    // What only a binary record can say.

    private static final ViewName AREA = ViewName.of("area", 1);
    private static final byte[] KEY = AREA.forKey("3,4", 2).announcement();
    private static final byte[] OTHER = AREA.forKey("ü", 300).announcement();

    /** A record of this tick and base, and its sections. */
    private static byte[] state(long tick, long base, String... sections) {
        CborOutput out = CborOutput.create(64)
                .varint(tick)
                .varint(base == 0 ? 0 : tick - base)
                .varint(0)
                .varint(tick * 50);
        for (String section : sections) {
            out.raw(Hex.bytes(section));
        }
        return out.framed(2);
    }

    private static String section(int index, int encoding, String bytes) {
        return Hex.of(CborOutput.create(16)
                .varint(index)
                .raw(CborOutput.create(16).raw(Hex.bytes(bytes)).framed(encoding))
                .bytes());
    }

    private static ObjectNode own(String name, int misfit, List<byte[][]> messages, String... worlds) {
        ObjectNode vector = JsonNodeFactory.instance.objectNode().put("name", name);
        vector.putArray("views").add("world").add("area");
        ArrayNode hex = vector.putArray("messages");
        messages.forEach(parts -> hex.add(Stream.of(parts).map(Hex::of).collect(Collectors.joining())));
        ArrayNode expected = vector.putArray("worlds");
        Stream.of(worlds).forEach(world -> expected.add(Wire.tree(world)));
        return misfit < 0 ? vector : vector.put("misfit", misfit);
    }

    private static byte[][] message(byte[]... records) {
        return records;
    }

    private static Stream<ObjectNode> own() {
        Stream<ObjectNode> keys = Stream.of(
                own(
                        "a key is announced before its first use",
                        -1,
                        List.of(
                                message(KEY, state(1, 0, section(0, 1, "01"), section(2, 1, "02"))),
                                message(OTHER, KEY, state(2, 1, section(300, 1, "03")))),
                        "{'world': 1, 'area/3,4': 2}",
                        "{'world': 1, 'area/3,4': 2, 'area/ü': 3}"),
                own(
                        "a key that was not announced misfits",
                        1,
                        List.of(
                                message(state(1, 0, section(0, 1, "01"))),
                                message(state(2, 1, section(0, 1, "02"), section(2, 1, "02"))),
                                message(KEY, state(3, 0, section(2, 1, "03")))),
                        "{'world': 1}",
                        "{'world': 1}",
                        "{'area/3,4': 3}"),
                own(
                        "a key that is gone is forgotten",
                        2,
                        List.of(
                                message(KEY, state(1, 0, section(2, 1, "01"))),
                                message(state(2, 1, section(2, 0, ""))),
                                message(state(3, 2, section(2, 1, "03")))),
                        "{'area/3,4': 1}",
                        "{}",
                        "{}"),
                own(
                        "a key that a complete state does not name is forgotten",
                        2,
                        List.of(
                                message(KEY, OTHER, state(1, 0, section(2, 1, "01"), section(300, 1, "01"))),
                                message(state(2, 0, section(2, 1, "02"))),
                                message(state(3, 2, section(300, 1, "03")))),
                        "{'area/3,4': 1, 'area/ü': 1}",
                        "{'area/3,4': 2}",
                        "{'area/3,4': 2}"),
                own(
                        "an index may be announced again for another key",
                        -1,
                        List.of(
                                message(KEY, state(1, 0, section(2, 1, "01"))),
                                message(state(2, 1, section(2, 0, ""))),
                                message(AREA.forKey("5,6", 2).announcement(), state(3, 2, section(2, 1, "03")))),
                        "{'area/3,4': 1}",
                        "{}",
                        "{'area/5,6': 3}"));
        Stream<ObjectNode> broken = Stream.of(
                        "an encoding that is not known|0009 00",
                        "a section that is longer than the record|0001 05 01",
                        "a section without a length|0001",
                        "a view that is gone, and something with it|0000 01 f6",
                        "a full value of nothing|0001 00",
                        "two values|0001 02 0102",
                        "a cut value|0001 01 81",
                        "a tag|0001 02 c101",
                        "an indefinite length|0001 02 9fff",
                        "a name that is an integer|0001 03 a10001",
                        "a value that is not finite|0001 03 f97e00",
                        "undefined|0001 01 f7",
                        "a member twice|0001 07 a2616101616102",
                        "what is not UTF-8|0001 02 61ff")
                .map(line -> line.split("\\|"))
                .map(line -> own(
                        line[0] + " misfits",
                        1,
                        List.of(
                                message(state(1, 0, section(0, 1, "a1616e01"))),
                                message(state(2, 1, line[1])),
                                message(state(3, 0, section(0, 1, "03")))),
                        "{'world': {'n': 1}}",
                        "{'world': {'n': 1}}",
                        "{'world': 3}"));
        return Stream.concat(keys, broken);
    }
}
