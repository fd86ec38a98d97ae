package dev.playflux.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.codec.Codec;
import dev.playflux.codec.Golden;
import dev.playflux.codec.Hex;
import dev.playflux.codec.Json;
import dev.playflux.codec.Received;
import dev.playflux.message.Limits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The golden vectors of tables, which the browser client's tests read too. */
class TableVectorsTest {
    private static final String FILE = "cbor-tables.json";

    enum Suit {
        CLUBS,
        HEARTS
    }

    record Ship(
            @Quantized(min = -1000, max = 1000, step = 0.01) double x,
            @Quantized(min = -1000, max = 1000, step = 0.01) double y,
            @Angle double heading,
            int hp) {}

    record Sea(Map<String, Ship> ships, long round) {}

    record Card(
            @Id String id, @Nullable Suit suit, @Nullable Integer rank, boolean up) {}

    record Deck(List<Card> cards, @Nullable List<Trick> tricks) {}

    record Trick(byte number, @Nullable String winner) {}

    record Point(double x, float y) {}

    record Plot(
            List<Point> points,
            @Nullable Point last,
            @Nullable Axes axes,
            @Nullable Object notes) {}

    record Axes(Point from, @Nullable Point to, List<Point> ticks) {}

    /** A view, and what is published tick by tick; null is a tick that the client does not get. */
    private record Story(String name, Class<?> type, List<? extends @Nullable Object> told) {}

    private static Stream<Story> stories() {
        return Stream.of(
                new Story("a hundred ships, all moving", Sea.class, sea(5, 100, 1)),
                new Story("forty ships, some moving", Sea.class, sea(6, 40, 3)),
                new Story("ships come, go, and others take their slots", Sea.class, comings()),
                new Story("ticks are skipped: values instead of differences", Sea.class, skipping(sea(9, 7, 2))),
                new Story("a ship leaps, the others creep", Sea.class, leap()),
                new Story("headings go round", Sea.class, round()),
                new Story("cards are dealt, shuffled, turned and drawn", Deck.class, deck()),
                new Story("points of few decimals, and of many", Plot.class, plots()),
                new Story("nothing there, and there again", Plot.class, gone()),
                new Story("anything", TableWorld.World.class, worlds(4, 14)),
                new Story("anything, with ticks skipped", TableWorld.World.class, skipping(worlds(5, 16))),
                new Story("anything, some of which fits no table", TableWorld.World.class, unfit()));
    }

    private static List<Sea> sea(int ticks, int ships, int one) {
        Random random = new Random(ships);
        Map<String, Ship> sea = new LinkedHashMap<>();
        for (int i = 0; i < ships; i++) {
            sea.put("p" + i, new Ship(random.nextInt(1000), random.nextInt(1000), i, 100));
        }
        List<Sea> told = new ArrayList<>();
        for (int tick = 0; tick < ticks; tick++) {
            told.add(new Sea(new LinkedHashMap<>(sea), tick / 3));
            sea.replaceAll((id, ship) -> random.nextInt(one) > 0
                    ? ship
                    : new Ship(
                            ship.x + random.nextDouble() - 0.5,
                            ship.y + random.nextDouble() - 0.5,
                            ship.heading + random.nextDouble() * 0.2,
                            ship.hp - random.nextInt(30) / 29));
        }
        return told;
    }

    private static List<Sea> comings() {
        Ship ship = new Ship(1, 2, 3, 4);
        Ship other = new Ship(-1, 0.005, -3, 0);
        Map<String, Ship> both = new LinkedHashMap<>(); // which Map.of would order anew in each run
        both.put("a", ship);
        both.put("b", ship);
        return List.of(
                new Sea(Map.of(), 0),
                new Sea(Map.of("a", ship), 0),
                new Sea(both, 1),
                new Sea(Map.of("b", other), 1),
                new Sea(Map.of("c", ship), 1L << 40),
                new Sea(Map.of("__c__", ship), 1),
                new Sea(Map.of(), -1));
    }

    private static List<Sea> leap() {
        IntFunction<Sea> tick = t -> {
            Map<String, Ship> ships = new LinkedHashMap<>();
            for (int i = 0; i < 30; i++) {
                double x = i == 7 && t == 1 ? -999 : i + t * 0.02;
                ships.put("s" + i, new Ship(x, t == 2 && i % 9 == 1 ? 5 : 0, 0, i == 29 ? 1 << t : 0));
            }
            return new Sea(ships, 0);
        };
        return IntStream.range(0, 5).mapToObj(tick).toList();
    }

    private static List<Sea> round() {
        return IntStream.range(0, 12)
                .mapToObj(tick -> new Sea(new LinkedHashMap<>(Map.of("r", new Ship(0, 0, tick * 0.7, 0))), tick))
                .toList();
    }

    private static List<Deck> deck() {
        Random random = new Random(1);
        List<Card> cards = new ArrayList<>();
        List<Deck> told = new ArrayList<>();
        for (int tick = 0; tick < 24; tick++) {
            int now = tick;
            if (tick % 3 != 2) {
                cards.add(new Card("c" + tick, tick % 4 == 0 ? null : Suit.values()[tick % 2], tick - 5, false));
            }
            if (tick % 5 == 4) {
                Collections.shuffle(cards, random);
            }
            if (tick % 4 == 3) {
                cards.remove(0);
            }
            cards.replaceAll(card -> random.nextInt(3) > 0
                    ? card
                    : new Card(card.id, card.suit, now % 7 == 0 ? null : (Integer) now, !card.up));
            List<Trick> tricks = new ArrayList<>();
            for (int i = 0; i < tick % 6; i++) {
                tricks.add(new Trick((byte) (i - 3), i % 2 == 0 ? null : "p" + tick / 6));
            }
            told.add(new Deck(List.copyOf(cards), tick % 8 == 7 ? null : tricks));
        }
        return told;
    }

    private static List<Plot> plots() {
        List<Plot> told = new ArrayList<>();
        List<Point> points = new ArrayList<>();
        for (int tick = 0; tick < 8; tick++) {
            points.add(new Point(tick < 4 ? tick * 1.25 : Math.sqrt(tick), tick / 4f));
            points.set(tick / 2, new Point(tick == 5 ? Double.NaN : tick == 6 ? -0.0 : 1e15 * tick, 0.1f));
            told.add(new Plot(List.copyOf(points), points.get(0), null, tick < 5 ? List.of(1, tick) : "text ☃"));
        }
        return told;
    }

    private static List<Plot> gone() {
        Point point = new Point(1, 2);
        return List.of(
                new Plot(List.of(), null, null, null),
                new Plot(List.of(point), point, new Axes(point, point, List.of(point)), Map.of("a", 1)),
                new Plot(List.of(point), null, new Axes(point, null, List.of()), Map.of("a", 2)),
                new Plot(List.of(), point, null, Map.of("b", 2)),
                new Plot(List.of(point, point), null, new Axes(new Point(3, 4), null, List.of(point, point)), null));
    }

    private static List<TableWorld.World> worlds(int seed, int ticks) {
        TableWorld worlds = new TableWorld(new Random(seed));
        return Stream.iterate(worlds.first(), worlds::next).limit(ticks).toList();
    }

    private static List<TableWorld.World> unfit() {
        TableWorld worlds = new TableWorld(new Random(9));
        List<TableWorld.World> told = new ArrayList<>();
        TableWorld.World world = worlds.first();
        for (int tick = 0; tick < 10; tick++) {
            told.add(tick % 5 > 2 ? worlds.unfit(world) : world);
            world = worlds.next(world);
        }
        return told;
    }

    /** The same with every third tick lost, and every seventh. */
    private static List<@Nullable Object> skipping(List<?> told) {
        List<@Nullable Object> some = new ArrayList<>(told);
        for (int i = 1; i < some.size(); i++) {
            if (i % 3 == 0 || i % 7 == 0) {
                some.add(i++, null);
            }
        }
        return some;
    }

    @Test
    void theFileIsWhatTheStoriesBecome() throws IOException {
        Golden.check(FILE, stories().map(TableVectorsTest::vector).toList());
    }

    private static ObjectNode vector(Story story) {
        Source source = Source.of(story.type);
        Source tree = Source.tree();
        ArrayNode messages = JsonNodeFactory.instance.arrayNode();
        ArrayNode worlds = JsonNodeFactory.instance.arrayNode();
        long base = 0;
        boolean lost = false;
        for (int i = 0; i < story.told.size(); i++) {
            Object value = story.told.get(i);
            if (value == null) {
                lost = true;
                continue;
            }
            long tick = i + 1;
            source.publish(value, tick, false, path -> {});
            tree.publish(value, tick, false, path -> {});
            if (lost) {
                lost = false;
                continue;
            }
            List<Section> sections = source.changed() <= base
                    ? List.of()
                    : List.of(new Section(ViewName.of("world", 0), source.section(Wire.CBOR, base), base == 0));
            messages.add(Hex.of(Wire.bytes(new StateRecord(tick, tick * 50, base, 0, sections).encode(Wire.CBOR))));
            worlds.addObject()
                    .set(
                            "world",
                            Wire.tree(Wire.text(tree.section(Wire.JSON, 0))).path("full"));
            base = tick;
        }
        ObjectNode vector = JsonNodeFactory.instance.objectNode().put("name", story.name);
        vector.putArray("views")
                .addObject()
                .put("name", "world")
                .set("schema", Json.mapper().valueToTree(source.schema()));
        vector.set("messages", messages);
        vector.set("worlds", worlds);
        return vector;
    }

    static Stream<JsonNode> vectors() throws IOException {
        return Golden.read(FILE).stream();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void aReplicaHoldsWhatTheVectorSays(JsonNode vector) {
        Replica replica = Replica.create();
        replica.reset(vector.path("views")
                .valueStream()
                .map(view -> new ViewSchema(view.path("name").stringValue(), view.path("schema")))
                .toList());
        for (int i = 0; i < vector.path("messages").size(); i++) {
            byte[] message = Hex.bytes(vector.path("messages").get(i).stringValue());
            for (Received received : Codec.cbor().decode(message, Limits.Shape.DEFAULTS)) {
                assertThat(replica.apply(((Received.Wellformed) received).message()))
                        .isEqualTo(Replica.Outcome.APPLIED);
            }
            JsonNode world = replica.frame().view("world", JsonNode.class);
            JsonNode expected = vector.path("worlds").get(i).path("world");
            assertThat(Wire.equal(world, expected))
                    .as("after message %d: %s", i, world)
                    .isTrue();
        }
    }
}
