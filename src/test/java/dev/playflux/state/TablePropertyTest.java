package dev.playflux.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playflux.codec.Codec;
import dev.playflux.codec.Encoded;
import dev.playflux.message.NotEncodable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import tools.jackson.databind.JsonNode;

/** Whatever records become, and whenever a client gets them: tables give what a tree of the same value gives. */
class TablePropertyTest {
    private static final int RUNS = Integer.getInteger("playflux.runs", 1000);
    private static final List<ViewName> VIEWS = List.of(
            ViewName.of("world", 0),
            ViewName.of("area", 1).forKey("1,1", 2),
            ViewName.of("area", 1).forKey("1,2", 7));

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

    /** One server with two views, one of which has keys, and a few clients. */
    private final class Match {
        private final Random random;
        private final Map<ViewName, View> views = new LinkedHashMap<>();
        private final List<ViewSchema> schemas = new ArrayList<>();
        private final List<Client> clients = new ArrayList<>();

        Match(Random random) {
            this.random = random;
            for (ViewName name : VIEWS) {
                views.put(name, new View());
            }
            Object schema = Source.of(TableWorld.World.class).schema();
            schemas.add(new ViewSchema("world", schema));
            schemas.add(new ViewSchema("area", schema));
        }

        void play() {
            int ticks = random.nextInt(10) == 0 ? 120 : 20;
            for (long tick = 1; tick < ticks; tick++) {
                long now = tick;
                views.values().forEach(view -> view.publish(now));
                if (random.nextInt(4) == 0 && clients.size() < 5) {
                    clients.add(new Client());
                }
                clients.forEach(client -> client.tick(now));
            }
            views.values().forEach(view -> assertThat(view.unfit).hasSizeLessThan(2));
        }

        private final class View implements Findings {
            private final TableWorld worlds = new TableWorld(random);
            private final Source source = Source.of(TableWorld.World.class);
            private final Source tree = Source.tree();
            private final List<String> unfit = new ArrayList<>();
            private final boolean rough = random.nextInt(4) == 0;
            private TableWorld.World world = worlds.first();

            void publish(long tick) {
                if (random.nextInt(20) == 0) {
                    TableWorld.World poisoned = worlds.poisoned(world);
                    assertThatThrownBy(() -> source.publish(poisoned, tick, false, this))
                            .isInstanceOf(NotEncodable.class);
                }
                TableWorld.World now = rough && random.nextInt(4) == 0 ? worlds.unfit(world) : world;
                boolean changed = source.publish(now, tick, random.nextInt(4) == 0, this);
                assertThat(changed).isEqualTo(source.changed() == tick);
                assertThat(tree.publish(now, tick, false, this) && !changed)
                        .as("a change that was missed")
                        .isFalse();
                world = random.nextInt(5) == 0 ? world : worlds.next(world);
            }

            JsonNode expected() {
                return Wire.tree(Wire.text(tree.section(Wire.JSON, 0))).path("full");
            }

            @Override
            public void changedInPlace(String path) {
                throw new AssertionError(path + " was not changed in place");
            }

            @Override
            public void unfit(String path, String problem) {
                unfit.add(path);
            }
        }

        private final class Client {
            private final Codec codec = random.nextInt(3) == 0 ? Wire.JSON : Wire.CBOR;
            private final Replica replica = Replica.create();
            private final Map<ViewName, Boolean> visible = new LinkedHashMap<>();
            private final int patience = random.nextInt(10) == 0 ? 100 : 3;
            private long base;

            Client() {
                replica.reset(schemas);
            }

            void tick(long tick) {
                if (random.nextInt(patience) != 0) {
                    return;
                }
                int trouble = random.nextInt(60);
                if (trouble < 2) { // resumed, or asked for everything anew
                    if (trouble == 0) {
                        replica.reset(schemas);
                    }
                    base = 0;
                    visible.clear();
                }
                Frame before = replica.frame();
                Map<String, JsonNode> held = held(before);
                Encoded record = new StateRecord(tick, tick * 50, base, 0, news()).encode(codec);
                assertThat(Wire.applied(replica, codec, record)).isEqualTo(Replica.Outcome.APPLIED);
                base = tick;
                assertThat(held(before)).as("the frame before").isEqualTo(held);
                Map<String, JsonNode> expected = new LinkedHashMap<>();
                views.forEach((name, view) -> {
                    if (Boolean.TRUE.equals(visible.get(name))) {
                        expected.put(
                                name.key() == null ? name.name() : name.name() + "/" + name.key(), view.expected());
                    }
                });
                Map<String, JsonNode> now = held(replica.frame());
                assertThat(now.keySet()).isEqualTo(expected.keySet());
                now.forEach((name, value) -> assertThat(Wire.plain(value))
                        .as(name)
                        .isEqualTo(Wire.plain(expected.getOrDefault(name, value))));
            }

            private List<Section> news() {
                List<Section> news = new ArrayList<>();
                views.forEach((name, view) -> {
                    boolean now = random.nextInt(8) != 0;
                    boolean had = Boolean.TRUE.equals(visible.put(name, now));
                    long from = had ? base : 0;
                    if (now && view.source.changed() > from) {
                        byte[] section = view.source.section(codec, from);
                        sections[codec == Wire.CBOR ? section[0] : 0]++;
                        news.add(new Section(name, section, !had));
                    } else if (had && !now) {
                        news.add(Section.gone(name));
                    }
                });
                return news;
            }

            private Map<String, JsonNode> held(Frame frame) {
                Map<String, JsonNode> held = new LinkedHashMap<>();
                frame.views().forEach(name -> held.put(name, frame.view(name, JsonNode.class)));
                return held;
            }
        }
    }
}
