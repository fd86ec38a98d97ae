package dev.playflux.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChangedInPlaceTest {
    private final Source source = Source.tree();
    private final List<String> paths = new ArrayList<>();
    private long tick;

    /** A mutable class. */
    static final class Runner {
        private double x;

        public double getX() {
            return x;
        }
    }

    private boolean publish(@Nullable Object value, boolean verify) {
        return source.publish(value, ++tick, verify, paths::add);
    }

    private String full() {
        return Wire.text(source.section(Wire.JSON, 0)).replace('"', '\'');
    }

    @Test
    void aDifferenceUnderTheSameInstanceIsReportedWithItsPathAndPublished() {
        Runner runner = new Runner();
        Map<String, Object> world = Map.of("runners", Map.of("p1", runner));
        publish(world, false);
        runner.x = 4;
        assertThat(publish(world, true)).isTrue();
        assertThat(paths).containsExactly("runners.p1.x");
        assertThat(full()).isEqualTo("{'full':{'runners':{'p1':{'x':4.0}}}}");
    }

    @Test
    void withoutVerifyingItStaysUnseen() {
        Runner runner = new Runner();
        publish(List.of(runner), false);
        runner.x = 4;
        assertThat(publish(List.of(runner), false)).isFalse();
        assertThat(paths).isEmpty();
        assertThat(publish(List.of(runner), true)).isTrue();
        assertThat(paths).containsExactly("0.x");
    }

    @Test
    void whatCameWentOrChangedItsKindIsReportedAtItsOwnPath() {
        Map<String, Object> map = new LinkedHashMap<>(Map.of("gone", 1, "kind", List.of(1), "same", 1));
        List<Object> list = new ArrayList<>(List.of("a", "b", "c"));
        Map<String, Object> world = Map.of("map", map, "list", list);
        publish(world, false);
        map.remove("gone");
        map.put("new", Map.of("x", Map.of("y", 1)));
        map.put("kind", Map.of("x", 1));
        list.remove(2);
        list.set(0, "A");
        publish(world, true);
        assertThat(paths).containsExactlyInAnyOrder("map.gone", "map.new", "map.kind", "list.0", "list.2");
        paths.clear();
        list.add(List.of());
        publish(world, true);
        assertThat(paths).containsExactly("list.2");
    }

    @Test
    void aDifferenceUnderAnotherInstanceIsNotReported() {
        List<Object> inner = new ArrayList<>(List.of(1));
        publish(Map.of("a", List.of(1), "b", inner), false);
        inner.add(2);
        publish(Map.of("a", List.of(2), "b", inner), true);
        assertThat(paths).containsExactly("b.1");
        paths.clear();
        publish(Map.of("a", List.of(3), "b", List.of()), true);
        assertThat(paths).isEmpty();
    }

    @Test
    void theValueItselfMayHaveChangedInPlace() {
        List<Object> list = new ArrayList<>(List.of(1));
        publish(list, true);
        list.set(0, 2);
        publish(list, true);
        assertThat(paths).containsExactly("0");
    }

    @Test
    void aScalarThatIsMutableIsFoundToo() {
        AtomicInteger counter = new AtomicInteger(1);
        publish(Map.of("n", counter), false);
        counter.set(2);
        publish(Map.of("n", counter), true);
        assertThat(paths).containsExactly("n");
    }

    @Test
    void nothingIsReportedTwice() {
        List<Object> list = new ArrayList<>(List.of(1));
        publish(list, false);
        list.set(0, 2);
        publish(list, true);
        assertThat(publish(list, true)).isFalse();
        assertThat(paths).containsExactly("0");
    }

    @Test
    void atMost16PathsAreReportedATick() {
        List<Object> list = IntStream.range(0, 100).boxed().collect(Collectors.toCollection(ArrayList::new));
        publish(list, false);
        list.replaceAll(n -> -1);
        publish(list, true);
        assertThat(paths).hasSize(16);
    }
}
