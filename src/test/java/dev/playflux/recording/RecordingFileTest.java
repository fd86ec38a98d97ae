package dev.playflux.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playflux.message.Body;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of recordings: what they bound, and what is read of those that were cut, damaged or made up. */
class RecordingFileTest extends WrittenFile {
    record Move(String name, double dx) {}

    record World(Map<String, Double> places, String text) {}

    private static final List<Class<?>> NAMED = List.of(Move.class);
    private static final KnownTypes KNOWN = new KnownTypes(NAMED);

    private void tick(long number, Object state) {
        List<Recorded> page = new ArrayList<>(List.of(
                new Recorded.Acted("p" + number % 3, "move", Body.of(new Move("m" + number, number / 3.0))),
                new Recorded.Stepped(number),
                new Recorded.Ticked(),
                new Recorded.Passed()));
        if (number % 4 == 0) {
            page.add(Recorded.Checkpoint.of(number, state, false));
        }
        pages.tryEmitNext(Page.of(page));
        clock.advanceTimeBy(Duration.ofMillis(50));
    }

    private static World world(long number) {
        return new World(Map.of("a", number / 7.0, "b" + number % 5, 1.0), "x".repeat((int) number % 9));
    }

    private byte[] file() throws IOException {
        return Files.readAllBytes(directory.resolve("one.pfr"));
    }

    private byte[] ordinary(int ticks) throws IOException {
        write(Recordings.files(directory));
        for (int i = 1; i <= ticks; i++) {
            tick(i, world(i));
        }
        pages.tryEmitNext(Page.of(List.of(new Recorded.Ended("over"))));
        pages.tryEmitComplete();
        clock.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(end.get()).isEqualTo("done");
        return file();
    }

    /** How many entries bytes have. */
    private static int entries(byte[] bytes, int length) throws IOException {
        try (Recording.Reading reading = FileReading.of(new ByteArrayInputStream(bytes, 0, length), KNOWN)) {
            int count = 0;
            while (reading.next() != null) {
                count++;
            }
            assertThat(reading.torn()).isEqualTo(length < bytes.length);
            return count;
        }
    }

    @Test
    void aFileIsReadableUpToItsLastSecondWhileItIsWritten() throws IOException {
        write(Recordings.files(directory));
        for (int i = 1; i <= 40; i++) {
            tick(i, world(i));
        }
        byte[] now = file();
        assertThat(entries(now, now.length - 1)).isGreaterThanOrEqualTo(1 + 20 * 4 + 5);
    }

    @Test
    void aFileThatIsCutAnywhereReadsToItsLastWholeBlock() throws IOException {
        byte[] whole = ordinary(60);
        int all = entries(whole, whole.length);
        assertThat(all).isEqualTo(1 + 60 * 4 + 15 + 1);
        int last = 0;
        for (int length = 0; length < whole.length; length++) {
            int cut = length;
            if (cut < Blocks.MAGIC.length) {
                assertThatThrownBy(() -> entries(whole, cut)).isInstanceOf(Unreadable.class);
            } else {
                int count = entries(whole, cut);
                assertThat(count).as("cut at %d", cut).isBetween(last, all - 1);
                last = count;
            }
        }
        assertThat(last).isGreaterThan(all - 50);
    }

    @Test
    void whatIsDamagedOrNoRecordingSaysSo() throws IOException {
        byte[] whole = ordinary(60);
        byte[] damaged = whole.clone();
        damaged[Blocks.MAGIC.length + Blocks.HEADER + 5] ^= 1;
        assertThatThrownBy(() -> entries(damaged, damaged.length))
                .isInstanceOf(Unreadable.class)
                .hasMessage("the file is damaged in its block 1");
        byte[] newer = whole.clone();
        newer[Blocks.MAGIC.length - 1] = 2;
        assertThatThrownBy(() -> entries(newer, newer.length))
                .hasMessage("this is a recording of form 2, and only form 1 can be read");
        assertThatThrownBy(() -> entries("a text".getBytes(), 6)).hasMessage("this is no recording");
    }

    /** The bytes within the blocks. */
    private static byte[] inflated(byte[] file) throws IOException {
        try (BlockStream blocks = new BlockStream(new ByteArrayInputStream(file))) {
            return blocks.readAllBytes();
        }
    }

    private static byte[] blocked(byte[] bytes) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (Blocks blocks = new Blocks(Channels.newChannel(file))) {
            blocks.write(bytes, bytes.length);
        }
        return file.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    @Timeout(60)
    void aFileOfNonsenseIsRefusedAndNeitherHangsNorFillsTheMemory(long seed) throws IOException {
        Random random = new Random(seed);
        byte[] whole = inflated(ordinary(40));
        int refused = 0;
        for (int i = 0; i < Integer.getInteger("playflux.fuzz", 500); i++) {
            byte[] bytes = whole.clone();
            for (int change = random.nextInt(1, 6); change > 0; change--) {
                int at = random.nextInt(bytes.length);
                bytes[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : bytes[at] ^ 1 << random.nextInt(8));
            }
            byte[] file = blocked(bytes);
            try (Recording.Reading reading = FileReading.of(new ByteArrayInputStream(file), KNOWN)) {
                for (Recorded entry = reading.next(); entry != null; entry = reading.next()) {
                    if (entry instanceof Recorded.Acted acted) {
                        acted.data().as(Object.class);
                    }
                }
            } catch (Unreadable | DoesNotFit expected) {
                refused++;
            } catch (RuntimeException other) {
                throw new AssertionError("seed " + seed + ", file " + i, other);
            }
        }
        assertThat(refused).isGreaterThan(50);
    }

    @Test
    void aCountThatNothingStandsForTakesNoMemory() throws IOException {
        for (int tag : new int[] {Tags.LIST, Tags.MAP, Tags.TEXT, Tags.BYTES, Tags.TUPLE}) {
            ByteOut out = new ByteOut();
            out.octet(Entries.HAPPENED);
            out.octet(tag);
            out.varint(1 << 22);
            byte[] file = blocked(Arrays.copyOf(out.array(), out.size()));
            assertThat(entries(Arrays.copyOf(file, file.length + 1), file.length))
                    .isZero();
            out.clear();
            out.octet(Entries.HAPPENED);
            out.octet(tag);
            out.varint(1 << 30);
            byte[] larger = blocked(Arrays.copyOf(out.array(), out.size()));
            assertThatThrownBy(() -> entries(larger, larger.length))
                    .isInstanceOf(Unreadable.class)
                    .hasMessageContaining("cannot hold so many");
        }
    }

    @Test
    void anEntryWithoutEndAndAStateWithoutEndAreRefused() throws IOException {
        byte[] zeros = new byte[ByteIn.LONGEST + 100];
        zeros[0] = Entries.HAPPENED;
        zeros[1] = Tags.LIST;
        zeros[2] = (byte) 0xFF;
        zeros[3] = (byte) 0xFF;
        zeros[4] = (byte) 0xFF;
        zeros[5] = 3;
        byte[] file = blocked(zeros);
        assertThat(file.length).isLessThan(50_000);
        assertThatThrownBy(() -> entries(file, file.length)).isInstanceOf(Unreadable.class);
        byte[] deep = new byte[5000];
        Arrays.fill(deep, (byte) Tags.OPTIONAL);
        deep[0] = Entries.HAPPENED;
        byte[] nested = blocked(deep);
        assertThatThrownBy(() -> entries(nested, nested.length)).hasMessageContaining("nested deeper");
    }

    @Test
    void aFileEndsAtItsBoundOfBytes() throws IOException {
        write(Recordings.files(directory).bounds(5_000, Duration.ofHours(1)));
        Random random = new Random(1);
        for (int i = 1; i <= 400; i++) {
            tick(i, random.doubles(50).boxed().toList());
        }
        assertThat(end.get()).isEqualTo("done");
        assertThat(file().length).isBetween(5_000, 15_000);
        assertThat(last()).isEqualTo("it was 5000 bytes long");
    }

    @Test
    void aFileEndsAtItsBoundOfTime() throws IOException {
        write(Recordings.files(directory).bounds(1 << 20, Duration.ofSeconds(3)));
        for (int i = 1; i <= 100; i++) {
            tick(i, world(i));
        }
        assertThat(end.get()).isEqualTo("done");
        assertThat(last()).isEqualTo("it was PT3S long");
        assertThat(pages.currentSubscriberCount())
                .as("the room records no more")
                .isZero();
        byte[] all = file();
        assertThat(entries(all, all.length)).isEqualTo(1 + 60 * 4 + 14 + 1);
    }

    @Test
    void aFileThatReachesItsBoundWithItsRoomsEndHasOneEnd() throws IOException {
        write(Recordings.files(directory).bounds(50, Duration.ofSeconds(3)));
        Random random = new Random(1);
        List<Recorded> page = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            page.add(new Recorded.Stepped(i + 1));
            page.add(new Recorded.Happened(Body.of(random.doubles(3000).boxed().toList())));
            page.add(new Recorded.Passed());
        }
        page.add(new Recorded.Ended("over"));
        pages.tryEmitNext(Page.of(page));
        clock.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(end.get()).isEqualTo("done");
        assertThat(ends()).isEqualTo(1);
    }

    /** How many last entries there are: the reader stops at the first one, so what comes after it is looked for as bytes. */
    private long ends() throws IOException {
        ByteIn in = new ByteIn(new BlockStream(Files.newInputStream(directory.resolve("one.pfr"))));
        ReadEntries entries = new ReadEntries(in, KNOWN);
        long ends = 0;
        try {
            while (true) {
                ends += entries.read() instanceof Recorded.Ended ? 1 : 0;
            }
        } catch (ByteIn.Torn over) {
            return ends;
        }
    }

    @Test
    void anErrorOfTheGamesOwnClassEndsTheFile() throws IOException {
        write(Recordings.files(directory));
        tick(1, world(1));
        pages.tryEmitNext(Page.of(List.of(new Recorded.Happened(Body.of(new AbstractList<Object>() {
            @Override
            public Object get(int index) {
                throw new AssertionError("half-way");
            }

            @Override
            public int size() {
                return 2;
            }
        })))));
        clock.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(end.get()).isEqualTo("the recording one ends here: half-way");
        assertThat(last()).isEqualTo("it cannot be recorded: half-way");
    }

    @Test
    void largeEntriesThatWaitCountByTheirSize() {
        String large = "x".repeat(1 << 20);
        assertThat(Weight.of(new Recorded.Acted("p1", "say", Body.of(new Move(large, 1)))))
                .isBetween(1L << 20, (1L << 20) + 500);
        assertThat(Weight.of(new Recorded.Happened(Body.of(Collections.nCopies(1000, large)))))
                .isBetween(900L << 20, 1100L << 20);
        assertThat(Weight.of(new Recorded.Ticked())).isLessThan(100);
    }

    private String last() throws IOException {
        try (Recording.Reading reading =
                Recording.file(directory.resolve("one.pfr")).open(NAMED)) {
            Recorded last = null;
            for (Recorded entry = reading.next(); entry != null; entry = reading.next()) {
                last = entry;
            }
            return ((Recorded.Ended) Objects.requireNonNull(last)).why();
        }
    }

    @Test
    void whatCannotBeRecordedEndsTheFileAndSaysWhy() throws IOException {
        write(Recordings.files(directory));
        tick(1, world(1));
        pages.tryEmitNext(Page.of(List.of(new Recorded.Happened(Body.of(new ConcurrentLinkedQueue<>())))));
        tick(2, world(2));
        clock.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(end.get()).startsWith("the recording one ends here: ");
        assertThat(last()).startsWith("it cannot be recorded: ");
        byte[] all = file();
        assertThat(entries(all, all.length)).isEqualTo(1 + 4 + 1);
    }

    @Test
    void whatIsTooLargeForAnEntryEndsTheFileAndSaysWhy() throws IOException {
        write(Recordings.files(directory));
        tick(1, world(1));
        pages.tryEmitNext(Page.of(List.of(new Recorded.Happened(Body.of("x".repeat(ByteIn.LONGEST))))));
        clock.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(end.get()).isEqualTo("the recording one ends here: a state of more than 8388608 bytes");
        assertThat(last()).startsWith("it cannot be recorded: ");
    }

    /** Few bytes that stand for many values: the same list again and again. */
    @Test
    void aStateOfTooManyValuesEndsTheFileAndSaysWhy() throws IOException {
        write(Recordings.files(directory));
        List<List<Integer>> heavy = Collections.nCopies(1500, Collections.nCopies(1500, 1));
        pages.tryEmitNext(Page.of(List.of(Recorded.Checkpoint.of(1, heavy, false))));
        clock.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(end.get()).isEqualTo("the recording one ends here: a state of more than 2097152 values");
    }

    @Test
    void aNameTooLongToBeRememberedIsRefused() throws IOException {
        ByteOut out = new ByteOut();
        out.octet(Entries.HAPPENED);
        out.octet(Tags.RECORD);
        out.varint(0);
        out.varint(ByteOut.NEW);
        out.varint(ByteOut.LONGEST + 1);
        for (int i = 0; i <= ByteOut.LONGEST; i++) {
            out.varint('x');
        }
        byte[] file = blocked(Arrays.copyOf(out.array(), out.size()));
        assertThatThrownBy(() -> entries(file, file.length)).hasMessage("too many names, or too long ones");
    }

    @Test
    void lengthsThatNoBlockHasAreRefusedBeforeTheyTakeMemory() {
        for (int[] lengths :
                new int[][] {{0, 1}, {Blocks.MOST + 1, 1}, {Integer.MAX_VALUE, 1}, {1, 0}, {1, -1}, {1, 1 << 30}}) {
            byte[] file = ByteBuffer.allocate(Blocks.MAGIC.length + Blocks.HEADER + 1)
                    .put(Blocks.MAGIC)
                    .putInt(lengths[0])
                    .putInt(lengths[1])
                    .array();
            assertThatThrownBy(() -> entries(file, file.length))
                    .as("%d, %d", lengths[0], lengths[1])
                    .isInstanceOf(Unreadable.class)
                    .hasMessage("the file is damaged in its block 1");
        }
    }

    @Test
    void aDiskThatDoesNotKeepUpEndsTheFileAndHoldsUpNobody() throws IOException {
        write(Recordings.files(directory));
        List<Recorded> page = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            page.add(new Recorded.Passed());
        }
        for (int i = 0; i < 100; i++) {
            pages.tryEmitNext(Page.of(page));
        }
        clock.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(end.get()).isEqualTo("done");
        assertThat(last()).isEqualTo("the disk did not keep up");
        byte[] all = file();
        assertThat(entries(all, all.length)).isLessThan(66_000);
    }

    @Test
    void aDirectoryThatCannotBeMadeIsReported() throws IOException {
        Path taken = Files.writeString(directory.resolve("taken"), "x");
        write(Recordings.files(taken));
        clock.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(end.get()).startsWith("the recording one ends here: ");
    }

    @Test
    void boundsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> Recordings.files(directory).bounds(0, Duration.ofHours(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Recordings.files(directory).every(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
