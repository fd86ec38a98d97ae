package dev.playflux.room;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.playflux.codec.Json;
import dev.playflux.connection.Hello;
import dev.playflux.connection.Sessions;
import dev.playflux.message.CloseReason;
import dev.playflux.message.Limits;
import dev.playflux.message.Message;
import dev.playflux.metrics.Metrics;
import dev.playflux.recording.Recordings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import reactor.test.scheduler.VirtualTimeScheduler;

/**
 * What a recording costs: 200 players in one room of 20 ticks per second, each with ten inputs a second. In virtual time all
 * happens on one thread, so its CPU time is the whole cost: the room's part, and that of the files.
 */
class RecordingCostTest {
    private static final int PLAYERS = 200;
    private static final int TICKS = 60;
    /** As many runs as are asked for tell the time of it; a few tell what garbage it makes, which no other load changes. */
    private static final int RUNS = Integer.getInteger("playflux.cost", 0);

    /** Bytes a tick: of each input an entry, its body and its place in a page. */
    private static final double MOST_GARBAGE = 60_000;

    record Steer(double dx, double dy) {}

    record Runner(double x, double y, double dx, double dy) {}

    record World(Map<String, Runner> runners) {}

    /** A world of many that is changed by many: its map is not copied for each input. */
    private static final class Field {
        private final Map<String, Runner> runners = new LinkedHashMap<>();
    }

    private enum Taped {
        NOT,
        HEARD,
        FILED
    }

    @TempDir
    Path directory;

    private final VirtualTimeScheduler clock = VirtualTimeScheduler.getOrSet();
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private int files;

    @AfterEach
    void reset() {
        VirtualTimeScheduler.reset();
    }

    private static Game<Field> game() {
        return Game.simulation("cost", Field::new)
                .maxPlayers(1000)
                .onJoin((field, player) -> field.runners.put(player.id(), new Runner(0, 0, 1, 1)))
                .on(
                        Steer.class,
                        (field, player, steer) -> field.runners.computeIfPresent(
                                player.id(), (id, runner) -> new Runner(runner.x, runner.y, steer.dx(), steer.dy())))
                .onTick((field, tick) -> field.runners.replaceAll((id, runner) -> new Runner(
                        runner.x + runner.dx * tick.seconds(),
                        runner.y + runner.dy * tick.seconds(),
                        runner.dx,
                        runner.dy)))
                .world(World.class, field -> new World(Map.copyOf(field.runners)));
    }

    /** What each tick takes of something. */
    private long[] measure(Taped taped, LongSupplier taken) {
        Path own = directory.resolve("files" + files++);
        @Nullable Recordings recordings = taped == Taped.FILED ? Recordings.files(own) : null;
        RoomSettings settings = new RoomSettings(
                List.of(clock),
                clock,
                () -> 1L,
                new Sessions(() -> 1L, 1000),
                null,
                recordings,
                Limits.DEFAULTS,
                Metrics.NONE,
                false,
                (at, why) -> {
                    throw new AssertionError(at, why);
                });
        Rooms rooms = Rooms.of(List.of(game()), settings);
        Hello hello = new Hello("cost", null, Json.body(Map.of()), false, false, null, null, null);
        Deaf[] wires = new Deaf[PLAYERS];
        for (int i = 0; i < PLAYERS; i++) {
            wires[i] = new Deaf();
            rooms.join(new Guest(wires[i], hello, null));
        }
        clock.advanceTimeBy(Duration.ofMillis(50));
        if (taped == Taped.HEARD) {
            rooms.open().iterator().next().recording().subscribe(entry -> {});
        }
        long[] spent = new long[TICKS];
        for (int tick = 0; tick < TICKS; tick++) {
            long start = taken.getAsLong();
            for (int i = tick % 2; i < PLAYERS; i += 2) {
                Steer steer = new Steer(Math.sin(tick + i), Math.cos(tick + i));
                Objects.requireNonNull(wires[i].inlet)
                        .message(new Message("steer", Json.body(steer), 0, false, tick + 1));
            }
            clock.advanceTimeBy(Duration.ofMillis(50));
            spent[tick] = taken.getAsLong() - start;
        }
        rooms.close(CloseReason.GOING_AWAY);
        clock.advanceTimeBy(Duration.ofSeconds(2));
        return spent;
    }

    /** The least garbage is a small object an input, of which there are 100 a tick. */
    @Test
    void aRecordingCostsLittleOfATick(TestReporter reporter) {
        Costs garbage = new Costs(1, threads::getCurrentThreadAllocatedBytes);
        reporter.publishEntry("bytes a tick", garbage.toString());
        assertThat(garbage.medians[1] - garbage.medians[0])
                .as("more for a subscriber")
                .isLessThan(MOST_GARBAGE);
        assertThat(garbage.medians[2] - garbage.medians[0])
                .as("more for a file")
                .isLessThan(MOST_GARBAGE);
        assertThat(files(directory)).as("files that were written").isNotEmpty();
        if (RUNS > 0) {
            Costs time = new Costs(RUNS, threads::getCurrentThreadCpuTime);
            reporter.publishEntry("ns a tick", time.toString());
            assertThat(time.medians[2]).as("the room's thread").isLessThan(1.1 * time.medians[0]);
            assertThat(time.means[2]).as("the file's thread too").isLessThan(1.5 * time.means[0]);
        }
    }

    private static List<Path> files(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile).toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /**
     * The least of some runs: what disturbs one only makes it longer. The file is written in one tick of ten, so the median
     * is what the room does, and the mean all of it.
     */
    private final class Costs {
        private final double[] medians = new double[Taped.values().length];
        private final double[] means = medians.clone();

        Costs(int runs, LongSupplier taken) {
            Arrays.fill(medians, Double.MAX_VALUE);
            Arrays.fill(means, Double.MAX_VALUE);
            for (int run = 0; run < runs; run++) {
                for (Taped taped : Taped.values()) {
                    long[] spent = measure(taped, taken);
                    Arrays.sort(spent);
                    int i = taped.ordinal();
                    medians[i] = Math.min(medians[i], spent[TICKS / 2]);
                    means[i] = Math.min(means[i], Arrays.stream(spent).average().orElseThrow());
                }
            }
        }

        @Override
        public String toString() {
            return "room " + Arrays.toString(medians) + ", all " + Arrays.toString(means)
                    + ": not recorded, with a subscriber, with a file";
        }
    }
}
