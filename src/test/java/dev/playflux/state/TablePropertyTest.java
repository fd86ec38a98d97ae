package dev.playflux.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.codec.Codec;
import dev.playflux.codec.Encoded;
import dev.playflux.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import tools.jackson.databind.JsonNode;

/** Whatever records become, and whenever a client gets them: tables give what a tree of the same value gives. */
class TablePropertyTest {
    private static final int RUNS = Integer.getInteger("playflux.runs", 2000);
    private static final ViewName WORLD = ViewName.of("world", 0);

    private final int[] sections = new int[5];

    @Test
    void tablesGiveTheValueOfTheTreeAtEveryTick(TestReporter reporter) {
        long seed = Long.getLong("playflux.seed", System.nanoTime());
        reporter.publishEntry("seed", String.valueOf(seed));
        for (long run = seed; run < seed + RUNS; run++) {
            try {
                new Match(new Random(run)).play();
            } catch (Throwable e) {
                throw new AssertionError("-Dplayflux.seed=" + run, e);
            }
        }
        reporter.publishEntry(
                "sections",
                "%d full, %d patches, %d complete tables, %d deltas"
                        .formatted(sections[1], sections[2], sections[3], sections[4]));
        assertThat(sections[BinaryRecords.DELTA]).isGreaterThan(sections[BinaryRecords.COMPLETE]);
        assertThat(sections[BinaryRecords.PATCH]).isPositive();
    }

    private final class Match {
        private final Random random;
        private final TableWorld worlds;
        private final Source source = Source.of(TableWorld.World.class);
        private final List<Client> clients = new ArrayList<>();
        private final List<String> unfit = new ArrayList<>();

        Match(Random random) {
            this.random = random;
            this.worlds = new TableWorld(random);
        }

        void play() {
            TableWorld.World world = worlds.first();
            Source tree = Source.tree();
            boolean rough = random.nextInt(4) == 0;
            int ticks = random.nextInt(10) == 0 ? 120 : 20;
            for (long tick = 1; tick < ticks; tick++) {
                TableWorld.World now = rough && random.nextInt(4) == 0 ? worlds.unfit(world) : world;
                boolean changed = publish(source, now, tick);
                assertThat(!changed && publish(tree, now, tick)).isFalse();
                if (changed) {
                    publish(tree, now, tick);
                }
                JsonNode expected =
                        Wire.tree(Wire.text(tree.section(Wire.JSON, 0))).path("full");
                if (random.nextInt(4) == 0 && clients.size() < 5) {
                    clients.add(new Client());
                }
                for (Client client : clients) {
                    client.tick(tick, expected);
                }
                world = random.nextInt(5) == 0 ? world : worlds.next(world);
            }
            assertThat(unfit).hasSizeLessThan(2);
        }

        private boolean publish(Source source, TableWorld.World world, long tick) {
            return source.publish(world, tick, random.nextInt(4) == 0, new Findings() {
                @Override
                public void changedInPlace(String path) {
                    throw new AssertionError(path + " was not changed in place");
                }

                @Override
                public void unfit(String path, String problem) {
                    unfit.add(path);
                }
            });
        }

        private final class Client {
            private final Codec codec = random.nextInt(3) == 0 ? Wire.JSON : Wire.CBOR;
            private final Replica replica = Replica.create();
            private final int patience = random.nextInt(10) == 0 ? 100 : 3;
            private long base;

            Client() {
                replica.reset(List.of(new ViewSchema("world", source.schema())));
            }

            void tick(long tick, JsonNode expected) {
                if (random.nextInt(patience) != 0) {
                    return;
                }
                base = random.nextInt(40) == 0 ? 0 : base;
                Frame before = replica.frame();
                JsonNode held = before.view("world", JsonNode.class);
                List<Section> news = new ArrayList<>();
                if (source.changed() > base) {
                    byte[] section = source.section(codec, base);
                    sections[codec == Wire.CBOR ? section[0] : 0]++;
                    news.add(new Section(WORLD, section, base == 0));
                }
                Encoded record = new StateRecord(tick, tick * 50, base, 0, news).encode(codec);
                for (Message message : Wire.received(codec, record)) {
                    assertThat(replica.apply(message)).isEqualTo(Replica.Outcome.APPLIED);
                }
                base = tick;
                assertThat(before.view("world", JsonNode.class))
                        .as("the frame before")
                        .isEqualTo(held);
                JsonNode value = replica.frame().view("world", JsonNode.class);
                assertThat(value == null ? null : Wire.plain(value)).isEqualTo(Wire.plain(expected));
            }
        }
    }
}
