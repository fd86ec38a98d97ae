package dev.playflux.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playflux.codec.Json;
import dev.playflux.message.Body;
import dev.playflux.message.NotEncodable;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.util.function.Tuples;

/** Every kind of entry, and of value in one, comes back as it was. */
class EntriesTest {
    sealed interface Shape {}

    record Circle(double radius) implements Shape {}

    record Square(float side, @Nullable Circle within) implements Shape {}

    enum Suit {
        HEARTS,
        SPADES {
            @Override
            boolean dark() {
                return true;
            }
        };

        boolean dark() {
            return false;
        }
    }

    record Card(Suit suit, int rank) {}

    record Everything(
            byte one,
            short two,
            char three,
            long four,
            BigInteger five,
            BigDecimal six,
            List<Card> cards,
            Set<Suit> suits,
            Map<Card, Shape> shapes,
            Optional<String> text,
            Optional<Card> none,
            Object any,
            Duration time,
            Instant moment,
            UUID id) {}

    record Sorted(TreeMap<String, Integer> ranks) {}

    /** No plain data. */
    static final class Bean {
        final String said = "x";
    }

    private static final KnownTypes KNOWN = new KnownTypes(List.of(Everything.class));

    private static @Nullable Object again(@Nullable Object value) {
        ByteOut out = new ByteOut();
        Values values = new Values(out);
        values.write(value);
        values.write(value);
        Forms forms = new Forms(in(out));
        Object first = new ReadBody(forms.read(), new Fitting(KNOWN)).as(Object.class);
        assertThat(new ReadBody(forms.read(), new Fitting(KNOWN)).as(Object.class))
                .isEqualTo(first);
        return first;
    }

    private static ByteIn in(ByteOut out) {
        ByteIn in = new ByteIn(new ByteArrayInputStream(out.array(), 0, out.size()));
        in.begin();
        return in;
    }

    @Test
    void valuesComeBackOfTheClassesThatTheyWereOf() {
        Object all = new Everything(
                (byte) -1,
                Short.MIN_VALUE,
                '\uD800',
                Long.MIN_VALUE,
                BigInteger.TEN.pow(40),
                new BigDecimal("1.50"),
                List.of(new Card(Suit.SPADES, 1), new Card(Suit.HEARTS, Integer.MAX_VALUE)),
                Set.of(Suit.SPADES),
                Map.of(new Card(Suit.SPADES, 2), new Square(0.1f, new Circle(-0.0))),
                Optional.of("\uFEFF é 😀"),
                Optional.empty(),
                List.of(1, 2L, 3.0, 4f, true),
                Duration.ofNanos(-1),
                Instant.ofEpochSecond(1, 2),
                new UUID(1, 2));
        assertThat(again(all)).isEqualTo(all);
        assertThat(again(new Square(1, null))).isEqualTo(new Square(1, null));
        assertThat(again(Double.longBitsToDouble(0x7ff8000000000123L)))
                .satisfies(nan ->
                        assertThat(Double.doubleToRawLongBits((Double) nan)).isEqualTo(0x7ff8000000000123L));
        assertThat(again(Tuples.of(1, new Card(Suit.HEARTS, 1), "x")))
                .isEqualTo(Tuples.of(1, new Card(Suit.HEARTS, 1), "x"));
        assertThat(again(Arrays.asList(1, null))).isEqualTo(Arrays.asList(1, null));
        assertThat(again(null)).isNull();
    }

    @Test
    void mapsAndSetsKeepTheirOrder() {
        Set<Integer> set = new LinkedHashSet<>(List.of(9, 1, 5));
        assertThat(List.copyOf((Set<?>) again(set))).isEqualTo(List.of(9, 1, 5));
    }

    @Test
    void aRecordOfCollectionsOfOtherKindsIsLeftToJackson() {
        Sorted sorted = new Sorted(new TreeMap<>(Map.of("b", 1, "a", 2)));
        assertThat(again(sorted)).isEqualTo(sorted);
    }

    @Test
    void whatIsNoPlainDataIsRefusedWithItsName() {
        assertThatThrownBy(() -> again(List.of(new ConcurrentLinkedQueue<>())))
                .isInstanceOf(NotEncodable.class)
                .hasMessageContaining("ConcurrentLinkedQueue");
    }

    @Test
    void aBeanIsReadOnlyWhereTheGameNamesItsClass() {
        ByteOut out = new ByteOut();
        new Values(out).write(new Bean());
        Body read = new ReadBody(new Forms(in(out)).read(), new Fitting(KNOWN));
        assertThatThrownBy(() -> read.as(Object.class))
                .isInstanceOf(DoesNotFit.class)
                .hasMessageContaining("no such record or enum");
        assertThat(((Bean) read.as(Bean.class)).said).isEqualTo("x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"java.lang.ProcessBuilder", "java.util.ArrayList", "dev.playflux.recording.EntriesTest$Bean"})
    void aNameInAFileMakesNothingOfOtherClasses(String name) {
        ByteOut out = new ByteOut();
        out.octet(Tags.RECORD);
        out.varint(0);
        out.name(name);
        out.varint(0);
        Body read = new ReadBody(new Forms(in(out)).read(), new Fitting(KNOWN));
        assertThatThrownBy(() -> read.as(Object.class))
                .isInstanceOf(DoesNotFit.class)
                .hasMessageContaining(name);
    }

    record Old(int x, int y) {}

    record Fewer(int x) {}

    record More(int x, int y, int z) {}

    record Other(int x, double y) {}

    record Renamed(int y, int x) {}

    @Test
    void whatNoLongerFitsIsSaidByName() {
        ByteOut out = new ByteOut();
        new Values(out).write(new Old(1, 2));
        Body read = new ReadBody(new Forms(in(out)).read(), new Fitting(KNOWN));
        assertThat(read.as(Renamed.class)).isEqualTo(new Renamed(2, 1));
        assertThatThrownBy(() -> read.as(Fewer.class)).hasMessage("Fewer has no y any more, which was recorded");
        assertThatThrownBy(() -> read.as(More.class)).hasMessage("More.z is not in the recording");
        assertThatThrownBy(() -> read.as(Other.class))
                .hasMessage("Other.y is a double now, and a Integer was recorded");
        assertThatThrownBy(() -> read.as(Card.class)).isInstanceOf(DoesNotFit.class);
    }

    @Test
    void everyKindOfEntryComesBack() {
        Body said = Json.body(Map.of("name", "Ada", "tags", List.of(1, 2.5, "x")));
        Body card = Body.of(new Card(Suit.HEARTS, 3));
        List<Recorded> all = List.of(
                new Recorded.Opening(
                        "g",
                        "r",
                        5,
                        20,
                        -7,
                        3,
                        9,
                        8,
                        true,
                        said,
                        card,
                        List.of(
                                new Recorded.Seated("p1", said, "ada", Body.of(new Card(Suit.SPADES, 3)), true, card),
                                new Recorded.Seated("p2", said, null, Body.of(null), false, Body.of(null)))),
                new Recorded.Opened(),
                new Recorded.Joined("p3", said, "cyd", card),
                new Recorded.Threw("java.lang.Exception"),
                new Recorded.Joined("p4", said, null, Body.of(null)),
                new Recorded.Away("p3"),
                new Recorded.Back("p3"),
                new Recorded.Known("p3", "cyd", card),
                new Recorded.Known("p3", null, Body.of(null)),
                new Recorded.Acted("p3", "play", card),
                new Recorded.Happened(card),
                new Recorded.Stepped(10),
                new Recorded.Ticked(),
                new Recorded.Passed(),
                Recorded.Checkpoint.of(10, new Circle(1), false),
                new Recorded.Paused(false),
                new Recorded.Changed(card),
                new Recorded.Attached("p3", Body.of("x")),
                new Recorded.Drawn(1L << 40),
                new Recorded.Stepped(11),
                Recorded.Checkpoint.of(11, new Circle(2), false),
                new Recorded.Left("p3", "BYE"),
                new Recorded.Ended("over"));
        ByteOut out = new ByteOut();
        Entries entries = new Entries(out);
        all.forEach(entries::write);
        ReadEntries reading = new ReadEntries(in(out), new KnownTypes(List.of(Card.class)));
        List<String> read = new ArrayList<>();
        List<Class<?>> kinds = new ArrayList<>();
        for (Recorded ignored : all) {
            Recorded entry = reading.read();
            kinds.add(entry.getClass());
            read.add(text(entry));
        }
        assertThat(read).isEqualTo(all.stream().map(EntriesTest::text).toList());
        assertThat(kinds).contains(Recorded.class.getPermittedSubclasses());
        assertThatThrownBy(reading::read).isInstanceOf(ByteIn.Torn.class);
    }

    private static String text(Recorded entry) {
        return entry instanceof Recorded.Acted acted
                ? "acted " + acted.player() + acted.action() + acted.data().as(Card.class)
                : entry instanceof Recorded.Known known
                        ? "known " + known.player() + known.identity()
                                + known.details().as(Card.class)
                        : entry instanceof Recorded.Happened happened
                                ? "happened " + happened.event().as(Object.class)
                                : entry instanceof Recorded.Changed changed
                                        ? "changed " + changed.state().as(Card.class)
                                        : entry instanceof Recorded.Joined joined
                                                ? "joined " + joined.player() + joined.identity()
                                                        + plain(joined.options())
                                                : entry instanceof Recorded.Attached attached
                                                        ? "attached "
                                                                + attached.value()
                                                                        .as(String.class)
                                                        : entry instanceof Recorded.Opening opening
                                                                ? opening(opening)
                                                                : entry.toString();
    }

    private static Object plain(Body body) {
        return String.valueOf(new TreeMap<>((Map<?, ?>) body.as(Map.class)));
    }

    private static String opening(Recorded.Opening opening) {
        Body state = opening.state();
        return List.of(
                                opening.game(),
                                opening.room(),
                                opening.at(),
                                opening.tickRate(),
                                opening.seed(),
                                opening.drawn(),
                                opening.tick(),
                                opening.steps(),
                                opening.paused(),
                                plain(opening.options()),
                                String.valueOf(state == null ? null : state.as(Card.class)))
                        .toString()
                + opening.seats().stream()
                        .map(seat -> seat.player()
                                + plain(seat.options())
                                + seat.identity()
                                + seat.away()
                                + seat.attachment().as(Card.class))
                        .toList();
    }
}
