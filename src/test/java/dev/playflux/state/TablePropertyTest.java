package dev.playflux.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import tools.jackson.databind.JsonNode;

/** Whatever records become, and whenever a client gets them: tables give what the tree of the same value gives. */
class TablePropertyTest {
    private static final int RUNS = Integer.getInteger("playflux.runs", 2000);
    private int deltas;
    private int completes;

    @Test
    void tablesGiveTheValueOfTheTreeAtEveryTick(TestReporter reporter) {
        long seed = Long.getLong("playflux.seed", System.nanoTime());
        reporter.publishEntry("seed", String.valueOf(seed));
        for (long run = seed; run < seed + RUNS; run++) {
            try {
                play(new Random(run));
            } catch (Throwable e) {
                throw new AssertionError("-Dplayflux.seed=" + run, e);
            }
        }
        reporter.publishEntry("sections", deltas + " deltas, " + completes + " complete");
        assertThat(deltas).isGreaterThan(completes);
    }

    private void play(Random random) {
        TableWorld worlds = new TableWorld(random);
        TableWorld.World world = worlds.first();
        Source tables = Source.of(TableWorld.World.class);
        Source tree = Source.tree();
        List<Client> clients = new ArrayList<>();
        JsonNode schema = Wire.travelled(Objects.requireNonNull(tables.schema()));
        int ticks = random.nextInt(10) == 0 ? 120 : 20;
        for (long tick = 1; tick < ticks; tick++) {
            List<String> faults = new ArrayList<>();
            boolean changed = tables.publish(world, tick, random.nextInt(4) == 0, faults::add);
            assertThat(tree.publish(world, tick, false, faults::add)).isEqualTo(changed);
            assertThat(faults).isEmpty();
            JsonNode expected = Wire.tree(Wire.text(tree.section(Wire.JSON, 0))).path("full");
            if (random.nextInt(4) == 0 && clients.size() < 4) {
                clients.add(new Client(schema, random));
            }
            for (Client client : clients) {
                client.tick(tables, tick, expected);
            }
            world = random.nextInt(5) == 0 ? world : worlds.next(world);
        }
    }

    private final class Client {
        private final HeldTables held;
        private final Random random;
        private final int patience;
        private long base;
        private JsonNode value;

        Client(JsonNode schema, Random random) {
            this.held = new HeldTables(schema);
            this.random = random;
            this.patience = random.nextInt(10) == 0 ? 100 : 3;
            this.value = schema;
        }

        void tick(Source source, long tick, JsonNode expected) {
            if (random.nextInt(patience) != 0) {
                return;
            }
            long from = random.nextInt(40) == 0 ? 0 : base;
            if (source.changed() > from) {
                byte[] section = source.section(Wire.CBOR, from);
                BitReader bits = new BitReader(section, 1, section.length);
                long length = bits.varint();
                assertThat(bits.skip(length) + length).isEqualTo(section.length);
                bits = new BitReader(section, section.length - (int) length, section.length);
                boolean complete = section[0] == 3;
                completes += complete ? 1 : 0;
                deltas += complete ? 0 : 1;
                JsonNode before = value;
                JsonNode copy = before.deepCopy();
                value = held.apply(bits, complete);
                assertThat(before).as("the value before").isEqualTo(copy);
            }
            base = tick;
            assertThat(value).isEqualTo(expected);
        }
    }
}
