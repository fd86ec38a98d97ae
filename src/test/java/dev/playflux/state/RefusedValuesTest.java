package dev.playflux.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playflux.message.NotEncodable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.JsonNodeFactory;

/** What cannot travel is refused with its path, and the source keeps what it had. */
class RefusedValuesTest {

    record Holder(int a, Object b) {}

    private static void refused(Object value, String... words) {
        Source source = Source.tree();
        source.publish("before", 1, false, path -> {});
        assertThatThrownBy(() -> source.publish(value, 2, false, path -> {}))
                .isInstanceOf(NotEncodable.class)
                .message()
                .contains(words)
                .doesNotContain("\n");
        assertThat(source.changed()).isEqualTo(1);
        assertThat(Wire.text(source.section(Wire.JSON, 0))).isEqualTo("{\"full\":\"before\"}");
    }

    record Prototype(int prototype) {}

    @ParameterizedTest
    @ValueSource(strings = {"__proto__", "constructor", "prototype"})
    void aMemberThatWouldBeMoreThanANameIsRefusedWithItsPath(String name) {
        refused(Map.of("runners", Map.of("p1", Map.of(name, 1))), "runners.p1: ", "'" + name + "'");
        refused(Map.of(name, 1), "the value: ", "'" + name + "'");
        refused(List.of(JsonNodeFactory.instance.objectNode().put(name, 1)), "0: ", "'" + name + "'");
    }

    @Test
    void aRecordMustNotHaveSuchAMemberEither() {
        refused(List.of(new Prototype(1)), "0: ", "'prototype'");
    }

    @Test
    void aMapNeedsKeysThatAreDifferentNames() {
        refused(Map.of("m", Collections.singletonMap(null, 1)), "m: has a null key");
        refused(
                Map.of("m", new HashMap<Object, Object>(Map.of(1, 1, "1", 2))),
                "m: has two keys that are written alike");
        refused(Map.of("m", new HashMap<Object, Object>(Map.of(1, 1, 1L, 2))), "m: has two keys");
    }

    @Test
    void textMustBeUnicode() {
        refused(Map.of("a", List.of("ok", "x\uD83D")), "a.1: ", "half of a surrogate pair at character 1");
        refused(Map.of("a", "\uDE00x"), "a: ", "half of a surrogate pair at character 0");
        refused(Map.of("a", "\uFEFFx"), "a: ", "byte-order mark");
        refused(Map.of("\uD83D", 1), "half of a surrogate pair");
    }

    @Test
    void whatContainsItselfIsRefused() {
        List<Object> list = new ArrayList<>();
        list.add(list);
        refused(Map.of("l", list), "l.0.0", "nested deeper than 100 levels");
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("me", map);
        refused(map, "me.me", "nested deeper");
        refused(Map.of("o", Optional.of(map)), "o.me.me", "nested deeper");
        refused(Map.of("o", new AtomicReference<>(map)), "o: ", "nested too deep");
        refused(new Holder(1, list), "b.0.0", "nested deeper");
    }

    @Test
    void aHundredLevelsAreFine() {
        Object deep = 1;
        Object changed = 2;
        for (int i = 0; i < 100; i++) {
            deep = Map.of("x".repeat(30), deep, "y", 0);
            changed = Map.of("x".repeat(30), changed, "y", 0);
        }
        Source source = Source.tree();
        source.publish(deep, 1, false, path -> {});
        source.publish(changed, 2, false, path -> {});
        Replica replica = Replica.create();
        replica.apply(Wire.state(1, 0, source.section(Wire.JSON, 0)));
        replica.apply(Wire.state(2, 1, source.section(Wire.JSON, 1)));
        assertThat(((TreeFrame) replica.frame()).trees().get("world").tree()).isEqualTo(Wire.travelled(changed));
        refused(List.of(deep), "nested deeper");
    }

    /** A class whose accessor throws. */
    static final class Broken {
        public int getX() {
            throw new IllegalStateException("no x today");
        }
    }

    @Test
    void anAccessorThatThrowsIsNamed() {
        refused(Map.of("a", Map.of("b", new Broken())), "a.b: ", "no x today");
    }

    @Test
    void aValueThatBreaksWhileItIsReadIsRefused() {
        List<Object> broken = new ArrayList<>(Arrays.asList(1, 2)) {
            private static final long serialVersionUID = 1;

            @Override
            public Object[] toArray() {
                throw new StackOverflowError();
            }
        };
        refused(Map.of("a", broken), "a: ", "nested too deep");
    }
}
