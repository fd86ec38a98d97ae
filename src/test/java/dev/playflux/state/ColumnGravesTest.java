package dev.playflux.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The members that values in cells lost are remembered, but not for ever. */
class ColumnGravesTest {
    private final Source source = Source.of(World.class);

    record Bag(Map<String, Integer> items) {}

    record World(Map<String, Bag> bags) {}

    private TreeColumn items() throws ReflectiveOperationException {
        Field tables = TableSource.class.getDeclaredField("tables");
        tables.setAccessible(true);
        return (TreeColumn) ((Table) ((List<?>) tables.get(source)).get(1)).columns[0];
    }

    @Test
    void whatAColumnRemembersIsBoundedAndGoesWithItsRows() throws ReflectiveOperationException {
        Map<String, Bag> bags = new LinkedHashMap<>();
        int most = 0;
        for (int tick = 1; tick <= 1000; tick++) {
            bags.put("b" + tick % 3, new Bag(Map.of("kept", 1, "i" + tick, tick)));
            if (tick % 50 == 0) {
                bags.remove("b" + tick / 50 % 3);
            }
            source.publish(new World(new LinkedHashMap<>(bags)), tick, false, path -> {});
            TreeColumn items = items();
            long[] removals = {0};
            items.graves(removed -> removals[0]++);
            assertThat(items.graves()).isEqualTo((int) removals[0]);
            assertThat(items.weight()).isEqualTo(3 * bags.size());
            most = Math.max(most, items.graves());
        }
        assertThat(most).isBetween(40, 64);
    }
}
