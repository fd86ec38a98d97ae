package dev.playflux.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The exact form of a state: the same for equal states however they came about, and another for every difference. */
class SnapshotTest {
    record Runner(double x, @Nullable String name) {}

    record World(Map<String, Runner> runners, Set<Integer> seen, List<Object> log) {}

    static class Being {
        private int health = 3;

        @Nullable
        Being friend;

        transient int cache;
        final Random random = new Random();
    }

    static final class Hero extends Being {
        private final int health = 5;
        final Runnable task = () -> {};
    }

    private static World world(double x) {
        Map<String, Runner> runners = new LinkedHashMap<>();
        runners.put("b", new Runner(1, null));
        runners.put("a", new Runner(x, "Ada"));
        return new World(runners, new LinkedHashSet<>(List.of(3, 1, 2)), List.of("x", 1));
    }

    private static Snapshot of(Object state) {
        return Traced.of(state, false);
    }

    private static Snapshot now(Object state) {
        return Traced.of(state, true);
    }

    private static Difference difference(Object one, Object other) {
        return Objects.requireNonNull(of(one).difference(5, of(other)));
    }

    @Test
    void orderOfMapsAndSetsMeansNothing() {
        World other =
                new World(new TreeMap<>(world(0.5).runners()), new LinkedHashSet<>(List.of(1, 2, 3)), List.of("x", 1));
        assertThat(of(other).fingerprint()).isEqualTo(of(world(0.5)).fingerprint());
        assertThat(of(other).difference(1, of(world(0.5)))).isNull();
    }

    @Test
    void everyBitOfANumberCounts() {
        assertThat(difference(world(0.1), world(Math.nextUp(0.1))))
                .isEqualTo(new Difference(5, "runners.a.x", "0.1", "0.10000000000000002"));
        assertThat(difference(world(0.0), world(-0.0)).path()).isEqualTo("runners.a.x");
        assertThat(difference(world(Double.NaN), world(Double.POSITIVE_INFINITY))
                        .replayed())
                .isEqualTo("Infinity");
    }

    @Test
    void whatIsThereInOneOnlyIsNamed() {
        World less = new World(Map.of("b", new Runner(1, null)), world(0).seen(), world(0).log());
        assertThat(difference(world(2), less))
                .isEqualTo(new Difference(5, "runners.a", "{name: \"Ada\", x: 2.0}", "nothing"));
        assertThat(difference(less, world(2)).recorded()).isEqualTo("nothing");
        World longer = new World(world(0).runners(), world(0).seen(), List.of("x", 1, 2));
        assertThat(difference(world(0), longer).toString())
                .isEqualTo("tick 5: log[2] was nothing when recorded, is 2 when replayed");
        assertThat(difference("a", "b").toString())
                .isEqualTo("tick 5: the state was \"a\" when recorded, is \"b\" when replayed");
    }

    @Test
    void anObjectIsItsFieldsAndMayHaveItselfInIt() {
        Hero hero = new Hero();
        hero.friend = hero;
        Hero other = new Hero();
        other.friend = other;
        other.cache = 7;
        assertThat(now(hero).fingerprint()).isEqualTo(now(other).fingerprint());
        ((Being) other).health = 4;
        Difference found = Objects.requireNonNull(now(hero).difference(1, now(other)));
        assertThat(found.path()).isEqualTo("dev.playflux.recording.SnapshotTest$Being.health");
    }

    static final class Node {
        final List<Node> others = new ArrayList<>();
        int number;
    }

    private static List<Node> mutual(int count) {
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            nodes.add(new Node());
            nodes.get(i).number = i;
        }
        nodes.forEach(node -> node.others.addAll(nodes));
        return nodes;
    }

    @Test
    @Timeout(20)
    void objectsThatAllKnowEachOtherAreWalkedOnce() {
        List<Node> nodes = mutual(40);
        assertThat(now(nodes).fingerprint()).isEqualTo(now(mutual(40)).fingerprint());
        List<Node> other = mutual(40);
        other.get(39).number = 7;
        assertThat(Objects.requireNonNull(now(nodes).difference(1, now(other))).toString())
                .endsWith("number was 39 when recorded, is 7 when replayed");
        List<Node> less = mutual(40);
        less.get(20).others.set(3, less.get(4));
        assertThat(now(nodes).fingerprint()).isNotEqualTo(now(less).fingerprint());
    }

    @Test
    @Timeout(20)
    void whatIsSharedOnEveryLevelIsRefusedAndNotUnrolled() {
        Object shared = List.of(1);
        for (int i = 0; i < 100; i++) {
            shared = new ArrayList<>(List.of(shared, shared));
        }
        Object all = shared;
        assertThatThrownBy(() -> now(all)).hasMessageContaining("a state of more than");
    }

    @Test
    void whatIsSharedOrNotIsTheSame() {
        Runner one = new Runner(1, "x");
        assertThat(of(List.of(one, one)).fingerprint())
                .isEqualTo(of(List.of(one, new Runner(1, "x"))).fingerprint());
    }

    @Test
    void aStateThatChangesInPlaceIsWhatItWas() {
        Map<String, Integer> state = new HashMap<>(Map.of("a", 1));
        Snapshot before = now(state);
        state.put("a", 2);
        assertThat(Objects.requireNonNull(before.difference(1, now(state))).toString())
                .isEqualTo("tick 1: a was 1 when recorded, is 2 when replayed");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void patchesLeadToTheSameTree(long seed) {
        Random random = new Random(seed);
        List<@Nullable Object> states = new ArrayList<>();
        Object state = value(random, 4);
        for (int i = 0; i < 200; i++) {
            states.add(state);
            state = changed(random, state);
        }
        readAsWritten("seed " + seed, states);
    }

    /** A patch goes by name, and could not tell the one from the other. */
    @Test
    void keysThatReadAlikeAreNotMixedUp() {
        readAsWritten(
                "1 and \"1\"",
                List.of(
                        Map.of("1", "a"),
                        Map.of("1", "a", 1, "b"),
                        Map.of("1", "c", 1, "b"),
                        Map.of("1", "c", 1, "b", "2", "d"),
                        Map.of("1", "a", "2", "d")));
    }

    private static void readAsWritten(String about, List<? extends @Nullable Object> states) {
        ByteOut out = new ByteOut();
        Values values = new Values(out);
        ByteIn in = new ByteIn(new java.io.InputStream() {
            private int at;

            @Override
            public int read() {
                return at < out.size() ? out.array()[at++] & 0xFF : -1;
            }
        });
        ReadTrees trees = new ReadTrees(in, new Forms(in));
        Exact written = null;
        Exact read = null;
        for (int i = 0; i < states.size(); i++) {
            Exact now = new Tracer(true).trace(states.get(i), written);
            assertThat(now.hash).as(about).isEqualTo(new Tracer(true).trace(states.get(i), null).hash);
            Trees.write(out, values, written, now);
            in.begin();
            read = trees.read(read);
            assertThat(read.hash).as("%s, state %d", about, i).isEqualTo(now.hash);
            written = now;
        }
    }

    private static @Nullable Object value(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 5 : 8)) {
            case 0 -> random.nextDouble();
            case 1 -> random.nextInt(3);
            case 2 -> random.nextBoolean() ? null : "text" + random.nextInt(3);
            case 3 -> random.nextBoolean();
            case 4 -> new Runner(random.nextInt(3), null);
            case 5 ->
                random.ints(random.nextInt(6))
                        .mapToObj(i -> value(random, depth - 1))
                        .collect(ArrayList::new, List::add, List::addAll);
            default -> {
                Map<String, @Nullable Object> map = new HashMap<>();
                for (int i = random.nextInt(8); i > 0; i--) {
                    map.put("key" + random.nextInt(12), value(random, depth - 1));
                }
                yield map;
            }
        };
    }

    private static @Nullable Object changed(Random random, @Nullable Object value) {
        if (value instanceof Map<?, ?> map && random.nextInt(4) > 0) {
            Map<Object, @Nullable Object> more = new HashMap<>(map);
            Object key = map.isEmpty() || random.nextInt(3) == 0
                    ? "key" + random.nextInt(12)
                    : new ArrayList<>(map.keySet()).get(random.nextInt(map.size()));
            if (random.nextInt(5) == 0) {
                more.remove(key);
            } else {
                more.put(key, changed(random, map.get(key)));
            }
            return more;
        }
        if (value instanceof List<?> list && !list.isEmpty() && random.nextInt(4) > 0) {
            List<@Nullable Object> more = new ArrayList<>(list);
            int at = random.nextInt(list.size());
            more.set(at, changed(random, list.get(at)));
            return more;
        }
        return value(random, 3);
    }
}
