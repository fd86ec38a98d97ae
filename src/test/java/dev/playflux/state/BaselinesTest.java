package dev.playflux.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playflux.message.NotEncodable;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a client gets depends on the tick it has. */
class BaselinesTest {
    private final Source source = Source.tree();
    private long tick;

    private boolean publish(@Nullable Object value) {
        return source.publish(value, ++tick, false, path -> {
            throw new AssertionError(path);
        });
    }

    private String section(long base) {
        return Wire.text(source.section(Wire.JSON, base)).replace('"', '\'');
    }

    private static Map<String, Object> map(Object... entries) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < entries.length; i += 2) {
            map.put((String) entries[i], entries[i + 1]);
        }
        return map;
    }

    /** A map with a member that makes every patch smaller than the full value. */
    private static Map<String, Object> big(Object... entries) {
        Map<String, Object> map = map(entries);
        map.put("big", "x".repeat(200));
        return map;
    }

    @Test
    void basesBetweenTwoChangesShareOneArray() {
        publish(big("n", 0));
        tick = 10;
        publish(big("n", 11));
        tick = 20;
        publish(big("n", 21));
        byte[] fromFirst = source.section(Wire.JSON, 1);
        assertThat(source.section(Wire.JSON, 5)).isSameAs(fromFirst);
        assertThat(source.section(Wire.JSON, 10)).isSameAs(fromFirst);
        assertThat(source.section(Wire.JSON, 11)).isNotSameAs(fromFirst);
        assertThat(source.section(Wire.JSON, 20)).isSameAs(source.section(Wire.JSON, 12));
        assertThat(source.section(Wire.JSON, 0)).isSameAs(source.section(Wire.JSON, 0));
        publish(big("n", 21));
        assertThat(source.section(Wire.JSON, 1)).isSameAs(fromFirst);
        publish(big("n", 30));
        assertThat(source.section(Wire.JSON, 1)).isNotSameAs(fromFirst);
    }

    @Test
    void aBaseOlderThanTheLast64ChangesGetsTheFullValue() {
        for (int i = 0; i < 65; i++) {
            publish(big("n", i));
        }
        assertThat(section(1)).startsWith("{'full'");
        assertThat(section(2)).isEqualTo("{'patch':{'set':{'n':64}}}");
    }

    @Test
    void aBaseFromBeforeTheFirstValueGetsTheFullValue() {
        tick = 10;
        publish(big("n", 1));
        publish(big("n", 2));
        assertThat(section(5)).startsWith("{'full'");
        assertThat(section(11)).startsWith("{'patch'");
    }

    @Test
    void whereNothingChangedThereIsNoSection() {
        assertThatThrownBy(() -> section(0)).isInstanceOf(IllegalArgumentException.class);
        publish(1);
        publish(1);
        assertThatThrownBy(() -> section(1)).hasMessageContaining("nothing changed after tick 1");
        assertThatThrownBy(() -> section(2)).hasMessageContaining("the last change was at 1");
    }

    @Test
    void ticksIncrease() {
        tick = 5;
        publish(1);
        tick = 5;
        assertThatThrownBy(() -> publish(2)).isInstanceOf(IllegalArgumentException.class);
        tick = 4;
        assertThatThrownBy(() -> publish(2)).hasMessage("ticks increase, but after 6 came 5");
    }

    @Test
    void aTickThatCouldNotBePublishedMayBeTriedAgain() {
        publish(big("n", 1, "m", 1));
        assertThatThrownBy(() -> publish(big("n", 2, "m", Map.of("constructor", 1))))
                .isInstanceOf(NotEncodable.class);
        assertThat(source.changed()).isEqualTo(1);
        assertThat(section(0)).startsWith("{'full':{'n':1,'m':1");
        tick--;
        assertThat(publish(big("n", 2, "m", 1))).isTrue();
        assertThat(section(1)).isEqualTo("{'patch':{'set':{'n':2}}}");
    }
}
