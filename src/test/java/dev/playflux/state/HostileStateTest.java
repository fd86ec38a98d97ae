package dev.playflux.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.codec.BinaryRecord;
import dev.playflux.codec.Codec;
import dev.playflux.codec.Hex;
import dev.playflux.codec.Json;
import dev.playflux.message.Message;
import dev.playflux.state.Replica.Outcome;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** States of a server that breaks the rules: they do not fit, nothing of them is seen, and a complete one goes on. */
class HostileStateTest {
    private static final Map<String, Object> N = Map.of("at", List.of("n"), "type", "int");
    private static final Map<String, Object> HELD = Map.of("at", List.of("held"), "type", "object");
    private static final Object SCHEMA = List.of(
            root(N, HELD),
            Map.of(
                    "at",
                    List.of("held"),
                    "rows",
                    "map",
                    "columns",
                    List.of(Map.of("at", List.of("x"), "type", "bool"))));

    private final Replica replica = Replica.create();
    private long tick;

    @BeforeEach
    void welcomed() {
        replica.reset(List.of(new ViewSchema("world", SCHEMA), new ViewSchema("area", SCHEMA)));
    }

    private static Map<String, Object> root(Object... columns) {
        return Map.of("at", List.of(), "rows", "one", "columns", List.of(columns));
    }

    private static byte[] section(long index, int encoding, BitWriter bits) {
        return joined(Varints.of(index), bits.section(encoding));
    }

    private static byte[] section(long index, int encoding, String hex) {
        byte[] bytes = Hex.bytes(hex);
        return joined(Varints.of(index), Varints.of(encoding), Varints.of(bytes.length), bytes);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    /** A state on top of the one before, or complete. */
    private Outcome state(boolean complete, byte[]... sections) {
        byte[] age = Varints.of(complete || tick == 0 ? 0 : 1);
        byte[] bytes = joined(Varints.of(++tick), age, Varints.of(0), Varints.of(tick), joined(sections));
        return replica.apply(Message.of("$state", new BinaryRecord(bytes, 0, bytes.length)));
    }

    private void announce(long index, @Nullable Object view) {
        byte[] record = Wire.bytes(Codec.cbor().encode(Message.of("a", view)));
        byte[] value = Arrays.copyOfRange(record, 5, record.length); // behind kind, length, array and action
        byte[] bytes = joined(Varints.of(index), value);
        replica.announced(Message.of("$view", new BinaryRecord(bytes, 0, bytes.length)));
    }

    /** The root with a number, and the bits of what follows. */
    private static BitWriter tables(int n) {
        BitWriter bits = new BitWriter();
        bits.bits(1, 1);
        for (int cell : new int[] {n, 1}) {
            bits.bits(0, 2);
            bits.integer(cell);
            bits.bits(0, 6);
        }
        return bits;
    }

    private static BitWriter complete(int n) {
        BitWriter bits = tables(n);
        bits.bits(0, 1);
        return bits;
    }

    /** A delta of the root's number. */
    private static BitWriter delta() {
        BitWriter bits = new BitWriter();
        bits.bits(1, 1);
        bits.bits(1, 1);
        bits.bits(0, 2); // of all rows
        bits.bits(0, 2);
        bits.integer(7);
        bits.bits(0, 6);
        bits.bits(0, 1); // not of the other column
        bits.bits(0, 1); // not of the other table
        return bits;
    }

    private void misfits(byte[]... sections) {
        Frame before = replica.frame();
        assertThat(state(false, sections)).isEqualTo(Outcome.MISFIT);
        assertThat(replica.frame()).isSameAs(before);
        assertThat(state(false)).isEqualTo(Outcome.IGNORED);
        assertThat(state(true, section(0, 1, "01"))).isEqualTo(Outcome.APPLIED);
        assertThat(replica.frame().views()).containsExactly("world");
    }

    private JsonNode world() {
        return replica.frame().view("world", JsonNode.class);
    }

    @Test
    void aDeltaGoesOnFromWhatTablesMade() {
        assertThat(state(true, section(0, 3, complete(1)))).isEqualTo(Outcome.APPLIED);
        assertThat(state(false, section(0, 4, delta()))).isEqualTo(Outcome.APPLIED);
        assertThat(world().path("n").asInt()).isEqualTo(7);
    }

    @Test
    void aDeltaDoesNotFitWithoutTablesAfterAValueAndAfterGone() {
        misfits(section(0, 4, delta()));
        state(false, section(0, 1, "a0"));
        misfits(section(0, 4, delta()));
        state(false, section(0, 3, complete(1)));
        state(false, section(0, 0, ""));
        misfits(section(0, 4, delta()));
    }

    @Test
    void aDeltaDoesNotFitInACompleteStateAndAfterOneWithoutTheView() {
        state(true, section(0, 3, complete(1)));
        assertThat(state(true, section(0, 4, delta()))).isEqualTo(Outcome.MISFIT);
        state(true, section(0, 3, complete(1)));
        state(true, section(1, 1, "a0"));
        misfits(section(0, 4, delta()));
    }

    @Test
    void tablesOfAStateThatDidNotFitAreNotGoneOnFrom() {
        state(true, section(0, 3, complete(1)));
        misfits(section(0, 4, delta()), section(1, 9, ""));
        misfits(section(0, 4, delta()));
    }

    @Test
    void twoIndexesOfOneNameAreNotTakenForEachOther() {
        announce(9, Map.of("name", "area", "key", "a", "schema", 1));
        announce(10, Map.of("name", "area", "key", "a", "schema", 1));
        assertThat(state(true, section(9, 3, complete(1)))).isEqualTo(Outcome.APPLIED);
        announce(10, Map.of("name", "area", "key", "a", "schema", 1));
        assertThat(state(false, section(10, 1, "a0"))).isEqualTo(Outcome.APPLIED);
        misfits(section(9, 4, delta()));
    }

    @Test
    void aViewTwiceDoesNotFit() {
        state(true, section(0, 1, "a0"));
        misfits(section(0, 1, "a0"), section(0, 1, "a0"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a name that is a number  | {"name":5,"key":"a","schema":1}
            a name that is an array  | {"name":["__proto__"],"key":"a","schema":1}
            no name                  | {"key":"a","schema":1}
            a key that is an array   | {"name":"area","key":["a"],"schema":1}
            no key                   | {"name":"area","schema":1}
            a number                 | 5
            nothing                  | null
            """)
    void anAnnouncementOfNothingAnnouncesNothing(String what, String view) {
        state(true, section(0, 1, "a0"));
        announce(9, Json.mapper().readValue(view, Object.class));
        misfits(section(9, 1, "a0"));
    }

    @Test
    void aViewOfTheWelcomeIsNotAnnouncedAnew() {
        announce(0, Map.of("name", "other", "key", "a", "schema", 1));
        state(true, section(0, 1, "a0"));
        assertThat(replica.frame().views()).containsExactly("world");
    }

    @Test
    void announcementsHaveABound() {
        state(true, section(0, 1, "a0"));
        for (int i = 2; i < 70_000; i++) {
            announce(i, Map.of("name", "area", "key", "" + i, "schema", 1));
        }
        assertThat(state(false, section(2, 1, "a0"))).isEqualTo(Outcome.APPLIED);
        misfits(section(69_999, 1, "a0"));
    }

    @Test
    void theSameSetIsNoneForRows() {
        BitWriter bits = tables(1);
        bits.bits(1, 1);
        bits.bits(1, 1);
        bits.num(0);
        bits.bits(1, 1);
        bits.bits(0, 2); // all of no slots are empty
        bits.bits(1, 1);
        bits.bits(3, 2); // and rows come to the same
        misfits(section(0, 3, bits));
    }

    @Test
    void anObjectInThreeHundredIsTooDeep() {
        Object[] columns = IntStream.rangeClosed(1, 300)
                .mapToObj(depth -> Map.of("at", Collections.nCopies(depth, "a"), "type", "object"))
                .toArray();
        replica.reset(List.of(new ViewSchema("world", List.of(root(columns)))));
        BitWriter bits = new BitWriter();
        bits.bits(1, 1);
        for (int i = 0; i < columns.length; i++) {
            bits.bits(0, 2);
            bits.integer(1);
            bits.bits(0, 6);
        }
        misfits(section(0, 3, bits));
    }

    @Test
    void aTableOfTooManyCellsIsNone() {
        List<Object> columns = IntStream.range(0, 65)
                .<Object>mapToObj(i -> Map.of("at", List.of("c" + i), "type", "int"))
                .toList();
        replica.reset(List.of(new ViewSchema(
                "world", List.of(root(N, HELD), Map.of("at", List.of("held"), "rows", "list", "columns", columns)))));
        BitWriter bits = tables(1);
        bits.bits(3, 2);
        bits.num(65_000);
        bits.num(0);
        for (int i = 0; i < 65; i++) {
            bits.bits(0, 2);
            bits.integer(1);
            bits.bits(0, 6);
        }
        misfits(section(0, 3, bits));
    }

    @Test
    void arraysThatGrowTooLongTogetherDoNotFit() {
        state(true, section(0, 1, "a2 6161 80 6162 80"));
        long start = System.nanoTime();
        misfits(section(0, 2, "a1 02 a2 6161 a1 03 1a000927c0 6162 a1 03 1a000927c0"));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    }
}
