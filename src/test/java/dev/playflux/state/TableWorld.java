package dev.playflux.state;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Random worlds of every type that a column can have, and random steps from one to the next: the same on every JDK, so no map
 * is in an order of its own.
 */
final class TableWorld {
    private final Random random;
    private int ids;

    enum Team {
        RED,
        BLUE,
        GREEN
    }

    record Spot(double x, double y) {}

    record Runner(
            @Quantized(min = -100, max = 100, step = 0.01) double x,
            @Quantized(min = -9, max = 9, step = 0.3) double odd,
            @Angle(bits = 6) float direction,
            int hp,
            long far,
            boolean alive,
            @Nullable Team team,
            @Nullable Spot spot,
            @Nullable String name,
            @Nullable Integer maybe,
            @Nullable Boolean truth,
            @Nullable Double exact,

            @Quantized(min = 0, max = 1000, step = 5) @Nullable
            Double coarse,

            float single,
            @Nullable Object any,
            @Unpublished String secret) {}

    record Item(@Id int id, String what, short amount) {}

    record Inner(List<Spot> path, byte number, @Nullable Map<Team, Spot> homes) {}

    record World(
            Map<String, Runner> runners,
            @Nullable Map<Integer, Spot> numbered,
            List<Item> items,
            List<Spot> trail,
            Spot centre,
            @Nullable Inner inner,
            double time,
            @Nullable Object any) {}

    TableWorld(Random random) {
        this.random = random;
    }

    World first() {
        return next(new World(Map.of(), null, List.of(), List.of(), new Spot(0, 0), null, 0, null));
    }

    World next(World world) {
        return new World(
                maybe() ? world.runners : runners(world.runners),
                rarely() ? null : maybe() ? world.numbered : numbered(world.numbered),
                maybe() ? world.items : items(world.items),
                maybe() ? world.trail : trail(world.trail),
                maybe() ? world.centre : spot(),
                rarely() ? null : maybe() ? world.inner : inner(world.inner),
                maybe() ? world.time : world.time + 0.05,
                maybe() ? world.any : any());
    }

    /** A step after which the value does not fit its tables. */
    World unfit(World world) {
        List<Item> twice = new ArrayList<>(world.items);
        twice.add(new Item(1, "one", (short) 1));
        twice.add(new Item(1, "again", (short) 1));
        Map<String, Runner> holes = new LinkedHashMap<>(world.runners);
        holes.put("hole", null);
        return random.nextBoolean()
                ? new World(world.runners, null, twice, world.trail, spot(), null, 1, null)
                : new World(holes, null, world.items, world.trail, spot(), null, 1, null);
    }

    /** A step that cannot travel: in the last thing that is looked at. */
    World poisoned(World world) {
        World next = next(world);
        return new World(
                next.runners, next.numbered, next.items, next.trail, next.centre, null, 0, Map.of("constructor", 1));
    }

    private boolean maybe() {
        return random.nextBoolean();
    }

    private boolean rarely() {
        return random.nextInt(20) == 0;
    }

    private Map<String, Runner> runners(Map<String, Runner> before) {
        Map<String, Runner> runners = maybe() ? new LinkedHashMap<>(before) : new TreeMap<>(before);
        for (int joins = random.nextInt(4); joins > 0; joins--) {
            runners.put("p" + random.nextInt(rarely() ? 300 : 12), runner());
        }
        for (int leaves = random.nextInt(3); leaves > 0; leaves--) {
            runners.remove("p" + random.nextInt(12));
        }
        if (rarely()) {
            runners.clear();
        }
        int moving = random.nextInt(5);
        runners.replaceAll((id, runner) -> random.nextInt(4) < moving ? moved(runner) : runner);
        return runners;
    }

    private Runner runner() {
        return new Runner(
                random.nextGaussian() * 60,
                random.nextGaussian() * 4,
                (float) (random.nextGaussian() * 4),
                random.nextInt(100),
                random.nextLong() >> 12 + random.nextInt(40),
                maybe(),
                team(),
                maybe() ? null : spot(),
                name(),
                maybe() ? null : random.nextInt(9) - 4,
                maybe() ? null : (Boolean) maybe(),
                maybe() ? null : (Double) real(),
                maybe() ? null : (Double) (random.nextGaussian() * 900),
                random.nextInt(100) / 4f,
                any(),
                "secret " + random.nextInt());
    }

    private Runner moved(Runner r) {
        boolean turns = maybe();
        return new Runner(
                r.x + random.nextGaussian(),
                maybe() ? r.odd : r.odd + 0.3,
                turns ? r.direction + 0.5f : r.direction,
                maybe() ? r.hp : r.hp - 1,
                maybe() ? r.far : r.far + random.nextInt(9) - 4,
                rarely() != r.alive,
                rarely() ? team() : r.team,
                rarely() ? null : maybe() ? r.spot : spot(),
                rarely() ? name() : r.name,
                maybe() ? r.maybe : (Integer) random.nextInt(300),
                rarely() ? null : r.truth,
                maybe() ? r.exact : (Double) real(),
                rarely() ? null : r.coarse,
                maybe() ? r.single : r.single + 0.1f,
                rarely() ? any() : grown(r.any),
                r.secret);
    }

    private @Nullable Team team() {
        return maybe() ? null : Team.values()[random.nextInt(3)];
    }

    private @Nullable String name() {
        return new @Nullable String[] {null, "", "Ada", "Žofie ☃ 𝄞", "a name that is a little longer"}
                [random.nextInt(5)];
    }

    private double real() {
        return switch (random.nextInt(6)) {
            case 0 -> random.nextGaussian();
            case 1 -> Double.NaN;
            case 2 -> -0.0;
            case 3 -> random.nextInt(1000) / 10.0;
            case 4 -> Double.POSITIVE_INFINITY;
            default -> random.nextInt(1 << 30) * 1024.0 * 1024 * 1024 * 1024;
        };
    }

    private @Nullable Object any() {
        return switch (random.nextInt(5)) {
            case 0 -> List.of(1, 2, "three", 4.5);
            case 1 -> new TreeMap<>(Map.of("a", random.nextInt(3), "b", List.of(random.nextInt(3))));
            case 2 -> "text";
            case 3 -> spot();
            default -> null;
        };
    }

    private @Nullable Object grown(@Nullable Object any) {
        if (any instanceof List<?> list && list.size() < 20 && maybe()) {
            List<Object> longer = new ArrayList<>(list);
            longer.add(random.nextInt(100));
            return longer;
        }
        if (any instanceof Map<?, ?> map && maybe()) {
            Map<Object, Object> other = new LinkedHashMap<>(map);
            other.remove("c");
            other.put(maybe() ? "c" : "d", random.nextInt(5));
            return other;
        }
        return any;
    }

    private Spot spot() {
        return maybe() ? new Spot(random.nextInt(200) / 10.0, random.nextInt(9)) : new Spot(random.nextGaussian(), 1e9);
    }

    private Map<Integer, Spot> numbered(@Nullable Map<Integer, Spot> before) {
        Map<Integer, Spot> numbered = new TreeMap<>(before == null ? Map.of() : before);
        numbered.put(random.nextInt(9), spot());
        numbered.remove(random.nextInt(9));
        return numbered;
    }

    private List<Item> items(List<Item> before) {
        List<Item> items = new ArrayList<>(before);
        for (int more = random.nextInt(3); more > 0; more--) {
            items.add(random.nextInt(3) == 0 ? random.nextInt(items.size() + 1) : items.size(), item());
        }
        for (int fewer = random.nextInt(3); fewer > 0 && !items.isEmpty(); fewer--) {
            items.remove(random.nextInt(3) == 0 ? random.nextInt(items.size()) : 0);
        }
        if (rarely()) {
            Collections.shuffle(items, random);
        }
        items.replaceAll(item -> maybe() ? item : new Item(item.id, item.what, (short) random.nextInt(5)));
        return items;
    }

    private Item item() {
        return new Item(ids++, "item", (short) random.nextInt(1000));
    }

    private List<Spot> trail(List<Spot> before) {
        List<Spot> trail = new ArrayList<>(before);
        for (int more = random.nextInt(4); more > 0; more--) {
            trail.add(spot());
        }
        if (random.nextInt(3) == 0) {
            trail.subList(random.nextInt(trail.size() + 1), trail.size()).clear();
        }
        if (!trail.isEmpty() && maybe()) {
            trail.set(random.nextInt(trail.size()), spot());
        }
        return trail;
    }

    private Inner inner(@Nullable Inner before) {
        return new Inner(
                trail(before == null ? List.of() : before.path),
                (byte) random.nextInt(),
                maybe() ? null : Map.of(Team.values()[random.nextInt(3)], spot()));
    }
}
