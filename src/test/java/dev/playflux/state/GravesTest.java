package dev.playflux.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Removed members are remembered, but not for ever. */
class GravesTest {
    private final Source source = Source.tree();
    private long tick;

    private Tree publish(Object value) throws ReflectiveOperationException {
        source.publish(value, ++tick, false, path -> {});
        Field tree = TreeSource.class.getDeclaredField("tree");
        tree.setAccessible(true);
        return (Tree) tree.get(source);
    }

    private boolean patched(long base) {
        return Wire.text(source.section(Wire.JSON, base)).startsWith("{\"patch\"");
    }

    @Test
    void aHundredThousandJoinsAndLeavesLeaveABoundedTree() throws ReflectiveOperationException {
        Map<String, Map<String, Integer>> runners = new LinkedHashMap<>();
        int most = 0;
        for (int i = 0; i < 100_000; i++) {
            runners.put("p" + i, Map.of("x", i));
            runners.remove("p" + (i - 20));
            Tree tree = publish(Map.of("runners", new LinkedHashMap<>(runners)));
            most = Math.max(most, tree.graves());
        }
        assertThat(most).isBetween(32, 64);
    }

    @Test
    void aBigWorldRemembersAsManyAsItHasMembers() throws ReflectiveOperationException {
        Map<String, Integer> big = new LinkedHashMap<>();
        for (int i = 0; i < 1000; i++) {
            big.put("m" + i, i);
        }
        int most = 0;
        for (int i = 0; i < 3000; i++) {
            big.remove("m" + i);
            big.put("m" + (i + 1000), i);
            most = Math.max(most, publish(new LinkedHashMap<>(big)).graves());
        }
        assertThat(most).isBetween(900, 1002);
    }

    @Test
    void aBaseBeforeTheForgottenOnesGetsTheFullValue() throws ReflectiveOperationException {
        Map<String, Integer> members = new LinkedHashMap<>();
        for (int i = 0; i < 50; i++) {
            members.put("stays" + i, i);
        }
        publish(new LinkedHashMap<>(members));
        Tree tree = publish(members);
        for (int i = 0; i < 100 && tree.graves() >= 2 * i; i++) {
            Map<String, Integer> joined = new LinkedHashMap<>(members);
            joined.put("a" + i, i);
            joined.put("b" + i, i);
            publish(joined);
            tree = publish(new LinkedHashMap<>(members));
        }
        assertThat(patched(tick - 1)).isTrue();
        assertThat(patched(1)).isFalse();
    }

    @Test
    void theGravesOfARemovedObjectGoWithIt() throws ReflectiveOperationException {
        Map<String, Integer> many = new LinkedHashMap<>();
        for (int i = 0; i < 40; i++) {
            many.put("m" + i, i);
        }
        publish(Map.of("o", many, "n", 1));
        assertThat(publish(Map.of("o", Map.of(), "n", 1)).graves()).isEqualTo(40);
        assertThat(publish(Map.of("n", 1)).graves()).isEqualTo(1);
    }

    @Test
    void allMembersMayGoAtOnce() throws ReflectiveOperationException {
        Map<String, Integer> many = new LinkedHashMap<>();
        for (int i = 0; i < 1000; i++) {
            many.put("m" + i, i);
        }
        String big = "x".repeat(100_000);
        publish(Map.of("o", many, "n", big));
        assertThat(publish(Map.of("o", Map.of("k", 1), "n", big)).graves()).isLessThanOrEqualTo(64);
        assertThat(patched(1)).isFalse();
        publish(Map.of("o", Map.of("k", 2), "n", big));
        assertThat(patched(2)).isTrue();
    }
}
