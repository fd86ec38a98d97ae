package dev.playflux.state;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Values of every kind, and steps from one to the next that share what they do not change, as games do. */
final class RandomWorld {
    private static final String[] NAMES = {"a", "b", "x", "y", "p1", "p2", "ü", "\"q\\", "name", "0", "1", ""};

    private final Random random;

    RandomWorld(Random random) {
        this.random = random;
    }

    enum Team {
        RED,
        BLUE {
            @Override
            public String toString() {
                return "blue!";
            }
        }
    }

    record Point(double x, double y) {}

    record Runner(@Nullable String name, int score, Point at, Team team, boolean ready) {}

    record Pair(@Nullable Object first, @Nullable Object second) {}

    record World(
            Map<String, Runner> runners,
            List<@Nullable Object> list,
            @Nullable Object any) {}

    /** A mutable class that Jackson writes by its getters. */
    static final class Bean {
        private final @Nullable Object inner;

        Bean(@Nullable Object inner) {
            this.inner = inner;
        }

        public @Nullable Object getInner() {
            return inner;
        }

        public int getSize() {
            return 3;
        }
    }

    @Nullable
    Object value(int depth) {
        int kind = random.nextInt(depth > 0 ? 22 : 12);
        return switch (kind) {
            case 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 -> scalar(kind);
            case 12, 13 -> map(new LinkedHashMap<>(), depth);
            case 14 -> map(random.nextBoolean() ? new HashMap<>() : new TreeMap<>(), depth);
            case 15, 16 -> list(depth);
            case 17 -> new Pair(value(depth - 1), value(depth - 1));
            case 18 -> random.nextBoolean() ? runner() : new Point(random.nextInt(3), random.nextDouble());
            case 19 -> new World(Map.of("p1", runner()), list(depth), value(depth - 1));
            case 20 -> random.nextBoolean() ? new Bean(value(depth - 1)) : array(depth);
            default -> tree(depth);
        };
    }

    private @Nullable Object scalar(int kind) {
        return switch (kind) {
            case 0 -> null;
            case 1 -> random.nextInt(3);
            case 2 -> (long) random.nextInt(3);
            case 3 ->
                random.nextBoolean()
                        ? random.nextLong()
                        : BigInteger.valueOf(random.nextLong()).shiftLeft(8);
            case 4 ->
                List.of(0.0, -0.0, Double.NaN, Double.POSITIVE_INFINITY, 1e300, 1.0, 4.9e-324)
                        .get(random.nextInt(7));
            case 5 -> random.nextDouble() * 1000;
            case 6 -> random.nextFloat();
            case 7 -> new BigDecimal(BigInteger.valueOf(random.nextInt(100)), random.nextInt(5));
            case 8 -> NAMES[random.nextInt(NAMES.length)] + (random.nextBoolean() ? "" : "\uD83D\uDE00\n");
            case 9 -> random.nextBoolean() ? random.nextBoolean() : Team.values()[random.nextInt(2)];
            case 10 -> random.nextBoolean() ? new UUID(0, random.nextInt(3)) : Optional.of(random.nextInt(3));
            default -> 'c';
        };
    }

    private Runner runner() {
        return new Runner(
                NAMES[random.nextInt(NAMES.length)],
                random.nextInt(3),
                new Point(random.nextInt(5), 1.5),
                Team.values()[random.nextInt(2)],
                random.nextBoolean());
    }

    private Map<String, @Nullable Object> map(Map<String, @Nullable Object> map, int depth) {
        for (int n = random.nextInt(5); n > 0; n--) {
            map.put(NAMES[random.nextInt(NAMES.length)], value(depth - 1));
        }
        return map;
    }

    private List<@Nullable Object> list(int depth) {
        List<@Nullable Object> list = new ArrayList<>();
        for (int n = random.nextInt(5); n > 0; n--) {
            list.add(value(depth - 1));
        }
        return list;
    }

    private Object array(int depth) {
        return switch (random.nextInt(4)) {
            case 0 -> random.doubles(random.nextInt(4)).toArray();
            case 1 -> random.ints(random.nextInt(4), 0, 3).toArray();
            case 2 -> new byte[] {1, 2, (byte) random.nextInt(3)};
            default -> list(depth).toArray();
        };
    }

    private ObjectNode tree(int depth) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("a", random.nextInt(3)).put("b", random.nextDouble()).putNull("x");
        node.putPOJO("p1", value(depth - 1));
        node.putArray("list").add(random.nextInt(3)).add("s").add(Double.NaN);
        return node;
    }

    /** The next value: the same instance where nothing changes. */
    @Nullable
    Object next(@Nullable Object value, int depth) {
        int what = random.nextInt(12);
        if (what < 3) {
            return value;
        }
        if (what == 3) {
            return value(depth);
        }
        if (value instanceof Map<?, ?> map) {
            return nextMap(map, depth);
        }
        if (value instanceof List<?> list) {
            return nextList(list, depth);
        }
        if (value instanceof Pair pair) {
            return new Pair(next(pair.first, depth - 1), next(pair.second, depth - 1));
        }
        if (value instanceof World world) {
            return nextWorld(world, depth);
        }
        if (value instanceof Runner r) {
            return new Runner(r.name, r.score + random.nextInt(2), nextPoint(r.at), r.team, r.ready);
        }
        return value instanceof Point point ? nextPoint(point) : value instanceof Integer n ? n + 1 : value;
    }

    private Point nextPoint(Point at) {
        return random.nextBoolean() ? new Point(at.x + 0.5, random.nextBoolean() ? at.y : at.y - 1) : at;
    }

    @SuppressWarnings("unchecked")
    private World nextWorld(World world, int depth) {
        Map<String, Runner> runners = new LinkedHashMap<>(world.runners);
        runners.replaceAll((id, runner) -> next(runner, depth) instanceof Runner moved ? moved : runner);
        if (random.nextInt(4) == 0) {
            runners.put("p" + random.nextInt(20), runner());
        }
        if (random.nextInt(4) == 0) {
            runners.remove("p" + random.nextInt(20));
        }
        Object list = next(world.list, depth - 1);
        return new World(
                runners,
                list instanceof List<?> kept ? (List<@Nullable Object>) kept : world.list,
                next(world.any, depth - 1));
    }

    private Map<Object, @Nullable Object> nextMap(Map<?, ?> map, int depth) {
        Map<Object, @Nullable Object> next = random.nextInt(5) == 0 ? new TreeMap<>(map) : new LinkedHashMap<>(map);
        changeMap(next, depth);
        return next;
    }

    private void changeMap(Map<Object, @Nullable Object> map, int depth) {
        String name = NAMES[random.nextInt(NAMES.length)];
        switch (random.nextInt(4)) {
            case 0 -> map.put(name, value(depth - 1));
            case 1 -> map.remove(name);
            case 2 -> {
                if (map.containsKey(name)) {
                    map.put(NAMES[random.nextInt(NAMES.length)], map.remove(name));
                }
            }
            default -> map.replaceAll((key, old) -> next(old, depth - 1));
        }
    }

    private List<@Nullable Object> nextList(List<?> list, int depth) {
        List<@Nullable Object> next = new ArrayList<>(list);
        changeList(next, depth);
        return next;
    }

    private void changeList(List<@Nullable Object> list, int depth) {
        switch (random.nextInt(5)) {
            case 0 -> list.add(value(depth - 1));
            case 1 -> list.add(random.nextInt(list.size() + 1), value(depth - 1));
            case 2 -> list.subList(random.nextInt(list.size() + 1), list.size()).clear();
            case 3 -> list.addAll(Arrays.asList(null, 1, null));
            default -> list.replaceAll(old -> next(old, depth - 1));
        }
    }

    /** Changes a map or a list somewhere in the value; whether it found one. */
    @SuppressWarnings("unchecked")
    boolean changeInPlace(@Nullable Object value, int depth) {
        if (value instanceof LinkedHashMap<?, ?> map) {
            Object inner = map.isEmpty() ? null : map.values().iterator().next();
            if (random.nextBoolean() || !changeInPlace(inner, depth - 1)) {
                changeMap((Map<Object, @Nullable Object>) map, depth);
            }
            return true;
        }
        if (value instanceof ArrayList<?> list) {
            changeList((List<@Nullable Object>) list, depth);
            return true;
        }
        if (value instanceof Pair pair) {
            return changeInPlace(pair.first, depth - 1) || changeInPlace(pair.second, depth - 1);
        }
        return value instanceof World world && (changeInPlace(world.any, depth - 1) || changeInPlace(world.list, 1));
    }
}
