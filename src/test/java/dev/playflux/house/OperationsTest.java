package dev.playflux.house;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.message.Limits;
import dev.playflux.metrics.Metrics;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/OPERATIONS.md lists the meters and the limits that exist. */
class OperationsTest {
    private static final Pattern METER = Pattern.compile("(?m)^\\| `(playflux\\.[^`]+)` \\| (\\w+) \\| ([^|]*)\\|");
    private static final Pattern LIMIT = Pattern.compile("(?m)^\\| `([\\w.]+)` \\|");
    private static final Map<Meter.Type, String> KINDS = Map.of(Meter.Type.DISTRIBUTION_SUMMARY, "summary");

    private final String page = Project.read(Path.of("docs/OPERATIONS.md"));

    @Test
    void theMetersOfTheTableAreThoseThatAreRegistered() throws ReflectiveOperationException {
        Map<String, String> listed = new TreeMap<>();
        METER.matcher(page)
                .results()
                .forEach(row -> listed.put(
                        row.group(1), row.group(2) + " " + row.group(3).strip().replace("`", "")));
        assertThat(registered()).isEqualTo(listed);
    }

    private static Map<String, String> registered() throws ReflectiveOperationException {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Metrics metrics = Metrics.micrometer(registry);
        for (Method method : Metrics.class.getMethods()) {
            if (!Modifier.isStatic(method.getModifiers())) {
                method.invoke(
                        metrics,
                        Stream.of(method.getParameterTypes())
                                .map(OperationsTest::any)
                                .toArray());
            }
        }
        return new TreeMap<>(registry.getMeters().stream()
                .collect(Collectors.toMap(meter -> meter.getId().getName(), OperationsTest::kind, (one, same) -> one)));
    }

    private static Object any(Class<?> type) {
        return type == int.class
                ? (Object) 1
                : type == long.class ? (Object) 1L : type == boolean.class ? (Object) true : "x";
    }

    private static String kind(Meter meter) {
        Meter.Type type = meter.getId().getType();
        String tags = meter.getId().getTags().stream().map(Tag::getKey).collect(Collectors.joining(", "));
        return (KINDS.getOrDefault(type, type.name().toLowerCase(Locale.ROOT)) + " " + tags);
    }

    @Test
    void theLimitsOfTheTableAreThoseThatCanBeChanged() {
        List<String> listed = LIMIT.matcher(page)
                .results()
                .map(row -> row.group(1))
                .filter(name -> !name.startsWith("playflux."))
                .filter(name -> !name.equals("onTick"))
                .toList();
        List<String> shape =
                components(Limits.Shape.class).map(name -> "shape." + name).toList();
        assertThat(listed)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(shape.stream(), components(Limits.class).filter(name -> !name.equals("shape")))
                                .toList());
    }

    private static Stream<String> components(Class<?> type) {
        return Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName);
    }
}
