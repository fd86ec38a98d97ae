package dev.playflux.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.codec.Json;
import dev.playflux.message.Message;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The golden vectors of the protocol's section 4, which the browser client's tests read too. */
class VectorsTest {

    /** Records in order, the views after each, and which record misfits: those after it wait for a complete one. */
    record Case(String name, List<JsonNode> records, List<JsonNode> worlds, int misfit) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() throws IOException {
        try (InputStream file = VectorsTest.class.getResourceAsStream("/vectors/json-state.json")) {
            return Json.mapper().readTree(file).valueStream().map(VectorsTest::read);
        }
    }

    private static Case read(JsonNode vector) {
        return new Case(
                vector.get("name").stringValue(),
                vector.get("records").valueStream().toList(),
                vector.get("worlds").valueStream().toList(),
                vector.path("misfit").asInt(-1));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aReplicaHoldsWhatTheVectorSays(Case vector) {
        Replica replica = Replica.create();
        boolean lost = false;
        for (int i = 0; i < vector.records.size(); i++) {
            JsonNode record = vector.records.get(i);
            lost = i == vector.misfit || lost && !record.path("base").equals(Wire.tree("0"));
            assertThat(replica.apply(Message.of("$state", record)))
                    .as("record %d", i)
                    .isEqualTo(
                            i == vector.misfit
                                    ? Replica.Outcome.MISFIT
                                    : lost ? Replica.Outcome.IGNORED : Replica.Outcome.APPLIED);
            assertThat(views(replica.frame())).as("after record %d", i).isEqualTo(vector.worlds.get(i));
        }
    }

    private static ObjectNode views(Frame frame) {
        ObjectNode views = JsonNodeFactory.instance.objectNode();
        frame.views().forEach(name -> views.set(name, frame.view(name, JsonNode.class)));
        return views;
    }
}
