package dev.playflux.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.codec.Codec;
import dev.playflux.codec.Json;
import dev.playflux.codec.Received;
import dev.playflux.message.Limits;
import dev.playflux.message.Message;
import dev.playflux.state.Replica;
import dev.playflux.testing.Peer;
import dev.playflux.testing.Stage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** Five hundred players on a map of 32 × 32 cells, each of whom sees the nine cells around. */
class GridTest {
    private static final int PLAYERS = 500;
    private static final int SIDE = 32;
    private static final int TICKS = 40;
    /** Everything of a state that is not in a cell's part. */
    private static final int HEADER = 150;

    /** What tells that a key is gone, without its name. */
    private static final int GONE = ",\"\":{\"gone\":true}".length();

    private static final Limits.Shape GENEROUS = new Limits.Shape(1 << 24, 16, 64, 400, 1 << 20, 1 << 10, 400);

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

    /** A client, and what it has received. */
    private record Client(Peer peer, Replica replica) {

        /** Takes one state, or none if nothing has changed; its bytes. */
        int take() {
            if (peer.received().isEmpty()) {
                return 0;
            }
            assertThat(peer.received()).hasSize(1);
            byte[] bytes = peer.received().get(0).getBytes(StandardCharsets.UTF_8);
            peer.forget();
            assertThat(replica.apply(message(bytes))).isEqualTo(Replica.Outcome.APPLIED);
            return bytes.length;
        }

        private static Message message(byte[] bytes) {
            Received received = Codec.json().decode(bytes, GENEROUS).get(0);
            return ((Received.Wellformed) received).message();
        }
    }

    @Test
    void eachGetsTheCellsItSeesAndPaysForNoMore(TestReporter reporter) {
        long seed = Long.getLong("playflux.seed", System.nanoTime());
        reporter.publishEntry("seed", String.valueOf(seed));
        World world = new World(seed);
        try (Stage stage = Stage.of(game(world))) {
            List<Client> clients = new ArrayList<>();
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < PLAYERS; i++) {
                clients.add(new Client(stage.join(), Replica.create()));
                ids.add(clients.get(i).peer.id());
                clients.get(i).peer.forget();
            }
            long bytes = 0;
            for (int tick = 1; tick <= TICKS; tick++) {
                world.made.clear();
                stage.ticks(1);
                Set<Cell> wanted = new LinkedHashSet<>();
                for (int i = 0; i < PLAYERS; i++) {
                    Set<Cell> around = world.around(ids.get(i));
                    wanted.addAll(around);
                    bytes += check(clients.get(i), world, around);
                }
                assertThat(world.made).as("each cell once").containsExactlyInAnyOrderElementsOf(wanted);
            }
            assertThat(stage.faults).isEmpty();
            reporter.publishEntry("bytes a player and tick", String.valueOf(bytes / PLAYERS / TICKS));
        }
    }

    private static int check(Client client, World world, Set<Cell> around) {
        Set<String> left = new HashSet<>(client.replica.frame().views());
        int bytes = client.take();
        left.removeAll(client.replica.frame().views());
        int most = HEADER + left.stream().mapToInt(key -> key.length() + GONE).sum();
        Map<String, Area> model = new HashMap<>();
        for (Cell cell : around) {
            Area area = world.seen(cell);
            model.put(cell.toString(), area);
            most += "\"area/\":{\"full\":},".length() + cell.toString().length() + Json.write(area).length;
        }
        assertThat(client.replica.frame().views("area", Area.class)).isEqualTo(model);
        assertThat(bytes).isLessThanOrEqualTo(most);
        return bytes;
    }
}
