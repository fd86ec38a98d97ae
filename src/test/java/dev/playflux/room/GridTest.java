package dev.playflux.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.client.GameClient;
import dev.playflux.codec.Codec;
import dev.playflux.codec.Json;
import dev.playflux.message.Message;
import dev.playflux.state.Frame;
import dev.playflux.testing.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Five hundred players on a map of 32 × 32 cells, each of whom sees the nine cells around. */
class GridTest {
    private static final int PLAYERS = 500;
    private static final int SIDE = 32;
    private static final int TICKS = 20;
    /** Everything of a state that is not in a cell's part. */
    private static final int HEADER = 150;

    /** What tells that a key is gone, without its name. */
    private static final int GONE = ",\"\":{\"gone\":true}".length();

    record Cell(int x, int y) {
        @Override
        public String toString() {
            return x + "," + y;
        }

        private static Cell of(Beast beast) {
            return new Cell((int) beast.x, (int) beast.y);
        }
    }

    record Beast(double x, double y, int hp) {}

    record Area(Map<String, Beast> beasts) {}

    record Head(int online) {}

    /** The players keep to the west, so that the east is never seen. */
    private static final class World {
        private final Random random;
        private final Map<String, Beast> beasts = new HashMap<>();
        private final Map<Cell, Map<String, Beast>> cells = new HashMap<>();
        private final List<Cell> made = new ArrayList<>();

        private World(long seed) {
            random = new Random(seed);
        }

        private void enter(String id) {
            put(id, new Beast(random.nextDouble() * SIDE / 2, random.nextDouble() * SIDE, 100));
        }

        private void put(String id, Beast beast) {
            Beast before = beasts.put(id, beast);
            if (before != null) {
                cells.get(Cell.of(before)).remove(id);
            }
            cells.computeIfAbsent(Cell.of(beast), cell -> new HashMap<>()).put(id, beast);
        }

        private void step() {
            for (String id : List.copyOf(beasts.keySet())) {
                if (random.nextInt(3) != 0) {
                    Beast beast = beasts.get(id);
                    put(id, new Beast(step(beast.x, SIDE / 2), step(beast.y, SIDE), beast.hp));
                }
            }
        }

        private double step(double place, int end) {
            double next = Math.round((place + random.nextDouble() - 0.5) * 100) / 100.0;
            return Math.max(0, Math.min(end - 0.01, next));
        }

        private Set<Cell> around(String id) {
            Cell middle = Cell.of(beasts.get(id));
            Set<Cell> around = new LinkedHashSet<>();
            for (int x = middle.x - 1; x <= middle.x + 1; x++) {
                for (int y = middle.y - 1; y <= middle.y + 1; y++) {
                    if (x >= 0 && x < SIDE && y >= 0 && y < SIDE) {
                        around.add(new Cell(x, y));
                    }
                }
            }
            return around;
        }

        private Area seen(Cell cell) {
            return new Area(Map.copyOf(cells.getOrDefault(cell, Map.of())));
        }

        private Area in(Cell cell) {
            made.add(cell);
            return seen(cell);
        }
    }

    private static Game<World> game(World world) {
        return Game.simulation("grid", () -> world)
                .maxPlayers(PLAYERS)
                .onJoin((grid, player) -> grid.enter(player.id()))
                .onTick((grid, tick) -> grid.step())
                .views("area", Area.class, (grid, player) -> grid.around(player.id()), World::in)
                .world(Head.class, grid -> new Head(grid.beasts.size()));
    }

    /** A client, and how many bytes it has received since the last look. */
    private static final class Player {
        private @Nullable GameClient client;
        private int bytes;

        private String id() {
            return String.valueOf(client().player());
        }

        private GameClient client() {
            return Objects.requireNonNull(client);
        }

        private Frame frame() {
            Frame frame = client().frames().next().block();
            return Objects.requireNonNull(frame);
        }

        private int take() {
            int taken = bytes;
            bytes = 0;
            return taken;
        }
    }

    static List<Codec> codecs() {
        return List.of(Codec.json(), Codec.cbor());
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void eachGetsTheCellsItSeesAndPaysForNoMore(Codec codec, TestReporter reporter) {
        long seed = Long.getLong("playflux.seed", System.nanoTime());
        reporter.publishEntry("seed", String.valueOf(seed));
        World world = new World(seed);
        try (Stage stage = Stage.of(game(world))) {
            List<Player> players = new ArrayList<>();
            for (int i = 0; i < PLAYERS; i++) {
                Player player = new Player();
                stage.tapped(message -> player.bytes += message.length)
                        .codec(codec)
                        .connect()
                        .subscribe(welcomed -> player.client = welcomed);
                stage.settle();
                players.add(player);
            }
            stage.ticks(1);
            players.forEach(Player::take);
            long bytes = 0;
            for (int tick = 1; tick <= TICKS; tick++) {
                world.made.clear();
                Map<Player, Set<String>> before = new HashMap<>();
                players.forEach(player -> before.put(player, player.frame().views()));
                stage.ticks(1);
                Set<Cell> wanted = new LinkedHashSet<>();
                for (Player player : players) {
                    Set<Cell> around = world.around(player.id());
                    wanted.addAll(around);
                    bytes += check(player, codec, world, around, before.get(player));
                }
                assertThat(world.made).as("each cell once").containsExactlyInAnyOrderElementsOf(wanted);
            }
            assertThat(stage.faults).isEmpty();
            reporter.publishEntry("bytes a player and tick", String.valueOf(bytes / PLAYERS / TICKS));
        }
    }

    private static int check(Player player, Codec codec, World world, Set<Cell> around, Set<String> before) {
        Set<String> left = new HashSet<>(before);
        left.removeAll(player.frame().views());
        int most = HEADER + left.stream().mapToInt(key -> key.length() + GONE).sum();
        Map<String, Area> model = new HashMap<>();
        for (Cell cell : around) {
            Area area = world.seen(cell);
            model.put(cell.toString(), area);
            most += part(codec, cell, area);
        }
        assertThat(player.frame().views("area", Area.class)).isEqualTo(model);
        int bytes = player.take();
        assertThat(bytes).isLessThanOrEqualTo(most);
        return bytes;
    }

    /** The bytes of a whole cell; in binary, with what announces its key. */
    private static int part(Codec codec, Cell cell, Area area) {
        if (codec.text()) {
            return "\"area/\":{\"full\":},".length() + cell.toString().length() + Json.write(area).length;
        }
        int value = codec.encode(Message.of("a", area)).length();
        return value + 32 + cell.toString().length();
    }
}
