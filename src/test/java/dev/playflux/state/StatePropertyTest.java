package dev.playflux.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playflux.codec.Codec;
import dev.playflux.message.NotEncodable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import tools.jackson.databind.JsonNode;

/** Whatever the values, and whenever and in which codec a client gets a state: what it holds is the server's value of that tick. */
class StatePropertyTest {
    private static final int RUNS = 2000;
    private static final int DEPTH = 3;
    private static final List<ViewName> VIEWS = List.of(
            ViewName.of("world", 0),
            ViewName.of("hand", 1),
            ViewName.of("area", 2).forKey("3,4", 3));
    private static final List<ViewSchema> SCHEMAS =
            List.of(new ViewSchema("world", null), new ViewSchema("hand", null), new ViewSchema("area", null));

    private int patches;
    private int fulls;

    @Test
    void aReplicaHoldsTheServersValueAtEveryTickItIsGiven(TestReporter reporter) {
        long seed = Long.getLong("playflux.seed", System.nanoTime());
        reporter.publishEntry("seed", String.valueOf(seed));
        for (long run = seed; run < seed + RUNS; run++) {
            try {
                new Match(new Random(run)).play();
            } catch (Throwable e) {
                throw new AssertionError("-Dplayflux.seed=" + run, e);
            }
        }
        reporter.publishEntry("sections", patches + " patches, " + fulls + " full values");
        assertThat(patches).as("patches that were sent").isGreaterThan(fulls / 4);
    }

    /** One server with two views and a few clients. */
    private final class Match {
        private final Random random;
        private final RandomWorld worlds;
        private final List<Client> clients = new ArrayList<>();
        private final Map<ViewName, View> views = new LinkedHashMap<>();
        private long tick;

        Match(Random random) {
            this.random = random;
            this.worlds = new RandomWorld(random);
            for (ViewName name : VIEWS) {
                views.put(name, new View());
            }
        }

        void play() {
            int ticks = random.nextInt(10) == 0 ? 300 : 20;
            double idle = random.nextDouble();
            while (tick < ticks) {
                tick += 1 + random.nextInt(3);
                views.values().forEach(view -> view.publish(idle));
                if (random.nextInt(6) == 0 && clients.size() < 5) {
                    clients.add(new Client());
                }
                clients.forEach(Client::tick);
            }
        }

        private final class View {
            private final Source source = Source.tree();
            private @Nullable Object value;
            private JsonNode travelled = Wire.travelled(null);

            void publish(double idle) {
                if (random.nextInt(20) == 0) {
                    Object poisoned = new RandomWorld.Pair(value, Map.of("constructor", 1));
                    assertThatThrownBy(() -> source.publish(poisoned, tick, false, path -> {}))
                            .isInstanceOf(NotEncodable.class);
                }
                boolean verify = random.nextInt(3) == 0;
                if (random.nextDouble() > idle || source.changed() == 0) {
                    value = source.changed() == 0 ? worlds.value(DEPTH) : worlds.next(value, DEPTH);
                }
                boolean inPlace = verify && source.changed() > 0 && worlds.changeInPlace(value, DEPTH);
                JsonNode before = travelled;
                travelled = Wire.travelled(value);
                List<String> paths = new ArrayList<>();
                boolean changed = source.publish(value, tick, verify, paths::add);
                assertThat(changed).isEqualTo(source.changed() == tick);
                assertThat(changed || before.equals(travelled)).isTrue();
                assertThat(inPlace || paths.isEmpty()).as("in place %s", paths).isTrue();
            }
        }

        private final class Client {
            private final Replica replica = Replica.create();
            private final Codec codec = random.nextBoolean() ? Codec.json() : Codec.cbor();
            private final Map<ViewName, Boolean> visible = new LinkedHashMap<>();
            private final int patience = random.nextInt(10) == 0 ? 100 : 3;
            private long base;

            Client() {
                replica.reset(SCHEMAS);
            }

            void tick() {
                if (random.nextInt(patience) != 0) {
                    return;
                }
                if (random.nextInt(30) == 0) {
                    replica.reset(SCHEMAS);
                    base = 0;
                    visible.clear();
                }
                Frame before = replica.frame();
                Map<String, JsonNode> held = held(before);
                StateRecord record = new StateRecord(tick, tick * 50, base, 0, sections());
                assertThat(Wire.applied(replica, codec, record.encode(codec))).isEqualTo(Replica.Outcome.APPLIED);
                base = tick;
                assertThat(held(before)).as("the frame before").isEqualTo(held);
                checked(held(replica.frame()));
            }

            private List<Section> sections() {
                List<Section> sections = new ArrayList<>();
                views.forEach((name, view) -> {
                    boolean now = random.nextInt(8) != 0;
                    boolean had = Boolean.TRUE.equals(visible.put(name, now));
                    long from = had ? base : 0;
                    if (now && view.source.changed() > from) {
                        sections.add(new Section(name, counted(view.source.section(codec, from)), !had));
                    } else if (had && !now) {
                        sections.add(Section.gone(name));
                    }
                });
                return sections;
            }

            private byte[] counted(byte[] section) {
                if (codec.text() ? section[2] == 'p' : section[0] == 2) {
                    patches++;
                } else {
                    fulls++;
                }
                return section;
            }

            /** In JSON what arrives is what was written; in CBOR numbers are equal by value. */
            private void checked(Map<String, JsonNode> held) {
                Map<String, JsonNode> expected = expected();
                if (codec.text()) {
                    assertThat(held).isEqualTo(expected);
                } else {
                    assertThat(held.keySet()).isEqualTo(expected.keySet());
                    held.forEach((name, tree) -> assertThat(Wire.equal(tree, expected.get(name)))
                            .as("%s: %s, not %s", name, tree, expected.get(name))
                            .isTrue());
                }
            }

            private Map<String, JsonNode> expected() {
                Map<String, JsonNode> expected = new LinkedHashMap<>();
                views.forEach((name, view) -> {
                    if (Boolean.TRUE.equals(visible.get(name))) {
                        expected.put(name.key() == null ? name.name() : name.name() + "/" + name.key(), view.travelled);
                    }
                });
                return expected;
            }

            private Map<String, JsonNode> held(Frame frame) {
                Map<String, JsonNode> held = new LinkedHashMap<>();
                for (String name : frame.views()) {
                    JsonNode tree = frame.view(name, JsonNode.class);
                    held.put(name, tree == null ? Wire.travelled(null) : tree);
                }
                return held;
            }
        }
    }
}
