package dev.playflux.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.playflux.message.Body;
import dev.playflux.message.NotEncodable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** Where a recording ends that would be too large, and what a file can cost whoever reads it. */
class RecordingBoundsTest extends WrittenFile {
    private static final Recorded THREW = new Recorded.Threw("java.lang.IllegalStateException");
    private static final Recorded PASSED = new Recorded.Passed();

    private static Recorded large(int bytes) {
        return new Recorded.Happened(Body.of("x".repeat(bytes)));
    }

    /** The kinds of the entries of the file. */
    private List<String> kinds() {
        List<String> kinds = new ArrayList<>();
        try (Recording.Reading reading =
                Recording.file(directory.resolve("one.pfr")).open(List.of())) {
            for (Recorded entry = reading.next(); entry != null; entry = reading.next()) {
                kinds.add(
                        entry instanceof Recorded.Ended ended
                                ? ended.why()
                                : entry.getClass().getSimpleName());
            }
            assertThat(reading.torn()).isFalse();
        }
        return kinds;
    }

    @Test
    void aFileThatReachesItsBoundOfBytesEndsAfterTheStepAtHand() {
        write(Recordings.files(directory).bounds(50, Duration.ofHours(1)));
        Recorded step = new Recorded.Stepped(1);
        pages.tryEmitNext(Page.of(List.of(step, large(3 << 20), THREW, PASSED, new Recorded.Stepped(2), PASSED)));
        clock.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(end.get()).isEqualTo("done");
        assertThat(kinds())
                .containsExactly("Opening", "Stepped", "Happened", "Threw", "Passed", "it was 50 bytes long");
    }

    @Test
    void aFileThatReachesItsBoundBetweenTwoWritesEndsAfterTheStepAtHand() {
        write(Recordings.files(directory).bounds(50, Duration.ofHours(1)));
        pages.tryEmitNext(Page.of(List.of(new Recorded.Stepped(1), large(1000))));
        clock.advanceTimeBy(Duration.ofSeconds(1));
        pages.tryEmitNext(Page.of(List.of(THREW, PASSED)));
        clock.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(end.get()).isEqualTo("done");
        assertThat(kinds())
                .containsExactly("Opening", "Stepped", "Happened", "Threw", "Passed", "it was 50 bytes long");
    }

    @Test
    void aDiskThatDoesNotKeepUpEndsTheFileAfterTheStepAtHand() {
        write(Recordings.files(directory));
        pages.tryEmitNext(Page.of(List.of(new Recorded.Stepped(1))));
        for (int i = 0; i < 5; i++) {
            pages.tryEmitNext(Page.of(List.of(large(7 << 20))));
        }
        pages.tryEmitNext(Page.of(List.of(THREW)));
        pages.tryEmitNext(Page.of(List.of(PASSED, new Recorded.Stepped(2), PASSED)));
        pages.tryEmitNext(Page.of(List.of(new Recorded.Stepped(3), PASSED)));
        clock.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(end.get()).isEqualTo("done");
        assertThat(kinds())
                .startsWith("Opening", "Stepped", "Happened")
                .containsSubsequence("Happened", "Threw", "Passed", "the disk did not keep up")
                .hasSize(10);
    }

    @Test
    void aStepWithoutEndIsBoundedToo() {
        write(Recordings.files(directory));
        for (int i = 0; i < 20; i++) {
            pages.tryEmitNext(Page.of(List.of(large(7 << 20))));
        }
        clock.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(end.get()).isEqualTo("done");
        assertThat(kinds()).endsWith("the disk did not keep up").hasSizeLessThan(13);
    }

    @Test
    void aTimeThatNoMatchLastsIsRefused() {
        for (Duration endless : List.of(Duration.ofMillis(Long.MAX_VALUE), Duration.ofSeconds(Long.MAX_VALUE))) {
            assertThatThrownBy(() -> Recordings.files(directory).bounds(1, endless))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(endless.toString());
        }
        write(Recordings.files(directory).bounds(1 << 20, Duration.ofDays(3650)));
        pages.tryEmitNext(Page.of(List.of(new Recorded.Stepped(1), PASSED, new Recorded.Stepped(2), PASSED)));
        pages.tryEmitNext(Page.of(List.of(new Recorded.Ended("over"))));
        clock.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(kinds()).endsWith("Passed", "Stepped", "Passed", "over");
    }

    /** It takes so many bytes. */
    private static final class SmallDisk implements WritableByteChannel {
        private int left = 200;
        private boolean open = true;

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            left -= bytes.remaining();
            if (left < 0) {
                throw new IOException("the disk is full");
            }
            int written = bytes.remaining();
            bytes.position(bytes.limit());
            return written;
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void close() {
            open = false;
        }
    }

    @Test
    void aFileIsClosedWhateverCannotBeWritten() {
        SmallDisk disk = new SmallDisk();
        new Scribe(Recordings.files(directory), "one", file -> disk)
                .write(pages.asFlux())
                .subscribe(none -> {}, failed -> end.set(failed.getMessage()), () -> end.set("done"));
        pages.tryEmitNext(Page.of(List.of(opening())));
        clock.advanceTimeBy(Duration.ofSeconds(1));
        pages.tryEmitNext(Page.of(List.of(noise(), new Recorded.Happened(Body.of(new ConcurrentLinkedQueue<>())))));
        clock.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(end.get()).contains("ConcurrentLinkedQueue");
        assertThat(disk.left).isNegative();
        assertThat(disk.isOpen()).isFalse();
    }

    private static Recorded noise() {
        return new Recorded.Happened(Body.of(new Random(1).doubles(100).boxed().toList()));
    }

    @Test
    void anEntryThatNobodyCouldReadIsNotMadeIntoBytes() {
        StepVerifier.create(Recording.bytes(Flux.just(opening(), large(ByteIn.LONGEST))))
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(NotEncodable.class)
                        .hasMessage("a state of more than 8388608 bytes"))
                .verify(Duration.ofSeconds(10));
    }

    private static ByteOut members(int count, int depth) {
        ByteOut out = new ByteOut();
        out.octet(Entries.CHECKPOINT);
        out.varint(1);
        out.fixed(0);
        for (int i = 0; i < depth; i++) {
            out.octet(Tags.MEMBERS);
            out.varint(count);
            out.name("a");
        }
        return out;
    }

    private static Recorded read(ByteOut out) {
        ByteIn in = new ByteIn(new ByteArrayInputStream(out.array(), 0, out.size()));
        return new ReadEntries(in, new KnownTypes(List.of())).read();
    }

    @Test
    void membersThatNothingStandsForTakeNoMemory() {
        ByteOut hostile = members(1 << 20, Tracer.DEEPEST);
        assertThat(hostile.size()).isLessThan(2000);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        assertThatThrownBy(() -> read(hostile)).isInstanceOf(ByteIn.Torn.class);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10L << 20);
    }

    @Test
    void membersOfAStateAreReadInTheirOrderAndInNoOther() {
        Map<String, Integer> many = new TreeMap<>();
        for (int i = 0; i < 100; i++) {
            many.put("m" + i, i);
        }
        ByteOut out = new ByteOut();
        new Entries(out).write(Recorded.Checkpoint.of(1, many, false));
        Recorded.Checkpoint read = (Recorded.Checkpoint) read(out);
        assertThat(read.difference(many, false)).isNull();
        Map<String, Integer> other = new TreeMap<>(many);
        other.put("m7", -1);
        assertThat(read.difference(other, false)).hasToString("tick 1: m7 was 7 when recorded, is -1 when replayed");

        ByteOut disorder = new ByteOut();
        disorder.octet(Entries.CHECKPOINT);
        disorder.varint(1);
        disorder.fixed(0);
        disorder.octet(Tags.MEMBERS);
        disorder.varint(2);
        for (String name : List.of("b", "a")) {
            disorder.name(name);
            disorder.octet(Tags.TRUE);
        }
        assertThatThrownBy(() -> read(disorder))
                .isInstanceOf(Unreadable.class)
                .hasMessage("members of a state out of order");
    }
}
