package dev.playflux.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.playflux.codec.Codec;
import dev.playflux.message.NotEncodable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a source of records does besides sending cells. */
class TableSourceTest {

    record Runner(
            @Quantized(min = 0, max = 10, step = 0.5) double x,
            @Nullable String name) {}

    record Item(@Id int id, Runner runner) {}

    record World(Map<String, Runner> runners, List<Item> items, double time) {}

    private static final ViewName WORLD = ViewName.of("world", 0);

    private final Source source = Source.of(World.class);
    private final List<String> found = new ArrayList<>();
    private long tick;

    private boolean publish(@Nullable Object value, boolean verify) {
        return source.publish(value, ++tick, verify, new Findings() {
            @Override
            public void changedInPlace(String path) {
                found.add("in place " + path);
            }

            @Override
            public void unfit(String path, String problem) {
                found.add(path + " " + problem);
            }

            @Override
            public void clamped(int numbers) {
                found.add(numbers + " clamped");
            }
        });
    }

    private boolean publish(Map<String, Runner> runners, List<Item> items) {
        return publish(new World(runners, items, 0), false);
    }

    /** What a client has that gets everything anew. */
    private JsonNode seen() {
        Replica replica = Replica.create();
        replica.reset(List.of(new ViewSchema("world", source.schema())));
        Section section = new Section(WORLD, source.section(Codec.cbor(), 0), true);
        StateRecord record = new StateRecord(tick, 0, 0, 0, List.of(section));
        assertThat(replica.apply(
                        Wire.received(Codec.cbor(), record.encode(Codec.cbor())).get(0)))
                .isEqualTo(Replica.Outcome.APPLIED);
        return replica.frame().view("world", JsonNode.class);
    }

    @Test
    void aChangeThatIsLessThanAStepIsNone() {
        assertThat(publish(Map.of("a", new Runner(1.0, null)), List.of())).isTrue();
        assertThat(publish(Map.of("a", new Runner(1.2, null)), List.of())).isFalse();
        assertThat(publish(Map.of("a", new Runner(1.3, null)), List.of())).isTrue();
        assertThat(seen().at("/runners/a/x").doubleValue()).isEqualTo(1.5);
        assertThat(Wire.text(source.section(Codec.json(), 0))).contains("\"x\":1.5");
    }

    @Test
    void whatIsBeyondTheRangeIsItsEndAndCounted() {
        publish(Map.of("a", new Runner(99, null), "b", new Runner(10, null)), List.of());
        assertThat(found).containsExactly("1 clamped");
        assertThat(seen().at("/runners/a/x").doubleValue()).isEqualTo(10);
    }

    @Test
    void whatCannotTravelNamesItsPathAndLeavesTheLastValue() {
        publish(Map.of("a", new Runner(1, "Ada")), List.of());
        byte[] before = source.section(Codec.cbor(), 0);
        for (Runner bad : List.of(new Runner(Double.NaN, "x"), new Runner(3, "\ud800"))) {
            Map<String, Runner> runners = new LinkedHashMap<>();
            runners.put("a", new Runner(2, "Eve"));
            runners.put("b", bad);
            assertThatThrownBy(() -> publish(runners, List.of()))
                    .isInstanceOf(NotEncodable.class)
                    .hasMessageMatching("runners\\.b\\.(x|name): .*");
            assertThat(source.changed()).isEqualTo(1);
            assertThat(source.section(Codec.cbor(), 0)).isEqualTo(before);
        }
        assertThatThrownBy(() -> publish(Map.of("__proto__", new Runner(1, null)), List.of()))
                .hasMessageContaining("__proto__");
        assertThat(publish(Map.of("a", new Runner(1, "Ada")), List.of())).isFalse();
    }

    @Test
    void aMapChangedInPlaceIsFoundAndPublished() {
        Map<String, Runner> runners = new HashMap<>(Map.of("a", new Runner(1, null), "b", new Runner(1, null)));
        List<Item> items = new ArrayList<>();
        publish(new World(runners, items, 0), false);
        runners.put("a", new Runner(2, null));
        runners.remove("b");
        runners.put("c", new Runner(3, null));
        assertThat(publish(new World(runners, items, 0), false)).isFalse();
        assertThat(publish(new World(runners, items, 0), true)).isTrue();
        assertThat(found).containsExactlyInAnyOrder("in place runners.a.x", "in place runners.b", "in place runners.c");
        assertThat(seen().path("runners").size()).isEqualTo(2);
    }

    @Test
    void clientsOfTextGetItTooHoweverLateTheyAsk() {
        Map<String, Runner> runners = new HashMap<>(Map.of("a", new Runner(1, null)));
        publish(new World(runners, List.of(), 1), false);
        Replica replica = Replica.create();
        replica.apply(Wire.state(1, 0, source.section(Codec.json(), 0)));
        runners.put("b", new Runner(3, null));
        publish(new World(runners, List.of(), 1), true);
        publish(new World(runners, List.of(), 2), false);
        replica.apply(Wire.state(3, 1, source.section(Codec.json(), 1)));
        assertThat(replica.frame().view("world", World.class)).isEqualTo(new World(runners, List.of(), 2));
    }

    @Test
    void whatDoesNotFitTravelsAsPatchesUntilItDoesAndIsToldOnce() {
        Item one = new Item(1, new Runner(1, "one"));
        publish(Map.of(), List.of(one));
        publish(Map.of(), List.of(one, new Item(1, new Runner(2, "again"))));
        assertThat(source.section(Codec.cbor(), 1)[0]).isEqualTo((byte) BinaryRecords.FULL);
        assertThat(seen().path("items").size()).isEqualTo(2);
        publish(Map.of("a", new Runner(1, null)), List.of(one, one, one));
        assertThat(source.section(Codec.cbor(), 2)[0]).isEqualTo((byte) BinaryRecords.PATCH);
        publish(Map.of(), List.of(one));
        assertThat(source.section(Codec.cbor(), 3)[0]).isEqualTo((byte) BinaryRecords.COMPLETE);
        assertThat(found).containsExactly("items.1 is there twice");
    }

    @Test
    void aValueThatCannotTravelAtAllHidesNoChangeBeforeIt() {
        publish(Map.of("a", new Runner(1, "one")), List.of());
        source.section(Codec.json(), 0);
        publish(Map.of("a", new Runner(1, "two")), List.of());
        assertThatThrownBy(() -> publish("\ud800", false)).isInstanceOf(NotEncodable.class);
        assertThat(Wire.text(source.section(Codec.json(), 1))).contains("two");
        assertThat(Wire.text(source.section(Codec.json(), 0))).contains("two").contains("full");
    }

    @Test
    void memoryIsThatOfTheValueHoweverManyHaveComeAndGone() {
        for (int i = 0; i < 5000; i++) {
            Map<String, Runner> runners = new LinkedHashMap<>();
            for (int j = i % 100 == 0 ? 0 : 9; j < 10; j++) {
                runners.put("p" + (10 * i + j), new Runner(j, null));
            }
            publish(runners, List.of());
        }
        assertThat(source.section(Codec.cbor(), 0).length).isLessThan(60);
        assertThat(source.section(Codec.cbor(), tick - 1).length).isLessThan(60);
    }

    record Bag(Map<String, Integer> things) {}

    @Test
    void whoMissedMoreRemovalsThanAreRememberedGetsEverything() {
        Source bags = Source.of(Bag.class);
        Replica replica = Replica.create();
        replica.reset(List.of(new ViewSchema("world", bags.schema())));
        for (int now = 1; now <= 60; now++) {
            Bag bag = new Bag(Map.of("a" + now, 1, "b" + now, 2, "c", now, "still", 0));
            bags.publish(bag, now, false, path -> {});
            if (now == 5 || now == 7 || now == 60) {
                long base = now == 5 ? 0 : now == 7 ? 5 : 7;
                List<Section> sections = List.of(new Section(WORLD, bags.section(Codec.cbor(), base), base == 0));
                Wire.applied(replica, Codec.cbor(), new StateRecord(now, 0, base, 0, sections).encode(Codec.cbor()));
                assertThat(replica.frame().view("world", Bag.class)).isEqualTo(bag);
            }
        }
    }

    @Test
    void aWorldThatIsNullIsNamedInTheReport() {
        publish(null, false);
        assertThat(found).containsExactly("the value is null");
    }

    @Test
    void anObjectOnTheWayNeedsNoColumnOfItsOwn() {
        JsonNode schema = Wire.tree("[{'at':[],'rows':'one','columns':[{'at':['a','b'],'type':'bool'}]}]");
        BitWriter bits = new BitWriter();
        bits.bit(true);
        bits.bits(0, 2);
        bits.integer(1);
        bits.bits(0, 6);
        byte[] section = bits.section(3);
        JsonNode value = new HeldTables(schema)
                .apply(new BitReader(Arrays.copyOfRange(section, 2, section.length)))
                .get();
        assertThat(value).isEqualTo(Wire.tree("{'a':{'b':true}}"));
    }

    record Large(long serial, double depth, float width) {}

    @Test
    void whatIsNoNumberInABrowserIsReadAsWhatItWas() {
        for (Codec codec : List.of(Codec.json(), Codec.cbor())) {
            Source large = Source.of(Large.class);
            Large value = new Large(1L << 60, Double.NaN, Float.POSITIVE_INFINITY);
            large.publish(value, 1, false, path -> {});
            Replica replica = Replica.create();
            replica.reset(List.of(new ViewSchema("world", large.schema())));
            Section section = new Section(WORLD, large.section(codec, 0), true);
            Wire.applied(replica, codec, new StateRecord(1, 0, 0, 0, List.of(section)).encode(codec));
            assertThat(replica.frame().view("world", Large.class))
                    .isEqualTo(new Large(1L << 60, Double.NaN, Float.NaN));
        }
    }

    record Sealed(@JsonProperty("y") int x) {}

    record Nested(Optional<Card> card, Card open, Sealed annotated, List<Card> cards) {}

    record Card(
            String face,
            @Unpublished @Nullable String secret,
            @Unpublished int pips,
            @Unpublished double temper,
            @Unpublished float heat,
            @Unpublished byte low) {}

    @Test
    void whatIsUnpublishedTravelsNowhere() {
        Source cards = Source.of(Nested.class);
        Card card = new Card("up", "hidden", 7, 1.5, 2, (byte) 3);
        cards.publish(new Nested(Optional.of(card), card, new Sealed(1), List.of(card)), 1, false, path -> {});
        for (Codec codec : List.of(Codec.json(), Codec.cbor())) {
            assertThat(Wire.text(cards.section(codec, 0))).contains("up").doesNotContain("hidden");
        }
        assertThat(Wire.text(cards.section(Codec.json(), 0))).doesNotContain("secret");
    }

    @Test
    void aRecordIsReadWithoutWhatIsUnpublished() {
        Source cards = Source.of(Card.class);
        cards.publish(new Card("up", "hidden", 7, 1.5, 2, (byte) 3), 1, false, path -> {});
        Replica replica = Replica.create();
        replica.reset(List.of(new ViewSchema("world", cards.schema())));
        Section section = new Section(WORLD, cards.section(Codec.cbor(), 0), true);
        replica.apply(Wire.received(Codec.cbor(), new StateRecord(1, 0, 0, 0, List.of(section)).encode(Codec.cbor()))
                .get(0));
        assertThat(replica.frame().view("world", Card.class)).isEqualTo(new Card("up", null, 0, 0, 0, (byte) 0));
    }

    @Test
    void typesThatAreNoRecordsTravelAsTrees() {
        assertThat(Source.of(Map.class).schema()).isNull();
        assertThat(Source.of(Sealed.class).schema()).isNull();
        assertThat(Source.of(String.class).schema()).isNull();
        assertThat(Source.of(World.class).schema()).isNotNull();
    }

    @Test
    void whatChangesInPlaceIsNotTakenForWhatItWas() {
        UnaryOperator<World> snap = Snap.create();
        Map<String, Runner> runners = new HashMap<>(Map.of("a", new Runner(1, null)));
        World world = new World(runners, List.of(), 0);
        assertThat(snap.apply(world).runners).hasSize(1);
        runners.put("b", new Runner(2, null));
        assertThat(snap.apply(world).runners).hasSize(2);
    }

    record Boxed(
            @Quantized(min = 0, max = 1, step = 0.5) @Nullable
            Double x,

            Optional<Runner> inner) {}

    @Test
    void numbersThatMayBeNullAreClampedAndSnappedTooAndSoIsWhatIsOptional() {
        Source boxed = Source.of(Boxed.class);
        List<Integer> clamped = new ArrayList<>();
        boxed.publish(new Boxed(7.0, Optional.of(new Runner(1.3, null))), 1, false, new Findings() {
            @Override
            public void changedInPlace(String path) {}

            @Override
            public void clamped(int numbers) {
                clamped.add(numbers);
            }
        });
        assertThat(clamped).containsExactly(1);
        assertThat(Wire.text(boxed.section(Codec.json(), 0)))
                .contains("\"x\":1.0")
                .contains("\"x\":1.5");
        boxed.publish(new Boxed(null, Optional.empty()), 2, false, path -> {});
        assertThat(Wire.text(boxed.section(Codec.json(), 0)))
                .contains("\"x\":null")
                .contains("\"inner\":null");
    }

    record TwoIds(@Id int a, @Id int b) {}

    record TwoIdsListed(List<TwoIds> rows) {}

    record Both(
            @JsonProperty("y") @Quantized(min = 0, max = 1, step = 1)
            double x) {}

    @Test
    void annotationsThatContradictEachOtherAreRefused() {
        assertThatThrownBy(() -> Source.of(TwoIdsListed.class)).hasMessageContaining("TwoIds");
        assertThatThrownBy(() -> Source.tree().publish(new Both(1), 1, false, path -> {}))
                .hasMessageContaining("Both");
    }

    @Test
    void aRoomShowsStatesAsClientsSeeThem() {
        UnaryOperator<World> snap = Snap.create();
        Runner still = new Runner(2, "still");
        Map<String, Runner> runners = Map.of("a", new Runner(1.3, "moving"), "b", still);
        World snapped = snap.apply(new World(runners, List.of(new Item(1, new Runner(77, null))), 0.123));
        assertThat(snapped)
                .isEqualTo(new World(
                        Map.of("a", new Runner(1.5, "moving"), "b", still),
                        List.of(new Item(1, new Runner(10, null))),
                        0.123));
        World next = snap.apply(new World(Map.of("b", still), List.of(), 0.2));
        assertThat(next.runners.get("b")).isSameAs(snapped.runners.get("b"));
        assertThat(Snap.create().apply("no record")).isEqualTo("no record");
    }
}
