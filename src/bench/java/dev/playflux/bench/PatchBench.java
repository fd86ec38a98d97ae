package dev.playflux.bench;

import dev.playflux.codec.Codec;
import dev.playflux.state.Source;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does a tick cost a room, before a byte is sent? Publishes the next value of a map of players of which some have
 * moved, the others being the same instances, and encodes the patch for those who have the tick before.
 *
 * <p>{@code ./mvnw -q -Pbench test-compile exec:exec -Dbench="PatchBench -p rows=100 -prof gc"}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PatchBench {
    private static final int VALUES = 64;

    @Param({"100", "1000"})
    int rows;

    @Param({"100", "30", "5", "0"})
    int percent;

    private final Arena.Seen[] values = new Arena.Seen[VALUES];
    private final Source source = Source.tree();
    private long tick;

    /** The values in turn; each row moves evenly, so that coming round to the first is a step like any other. */
    @Setup
    public void values() {
        Map<String, Arena.Row> players = new LinkedHashMap<>();
        for (int row = 0; row < rows; row++) {
            players.put("p" + row, row(row, 0));
        }
        for (int i = 0; i < VALUES; i++) {
            players = new LinkedHashMap<>(players);
            for (int row = 0; row < rows * percent / 100; row++) {
                players.put("p" + row, row(row, i));
            }
            values[i] = new Arena.Seen(players);
        }
        publish();
    }

    private static Arena.Row row(int row, int step) {
        double x = 100 + row + step * 0.05;
        double y = 100 - step * 0.25;
        return new Arena.Row(Math.round(x * 100) / 100.0, Math.round(y * 100) / 100.0, 1, -5, 100);
    }

    private boolean publish() {
        tick++;
        return source.publish(values[(int) (tick % VALUES)], tick, false, path -> {});
    }

    /** The comparison alone. */
    @Benchmark
    public boolean diff() {
        return publish();
    }

    /** The comparison, and the section if anything changed. */
    @Benchmark
    public Object diffAndEncode() {
        return publish() ? source.section(Codec.json(), tick - 1) : source;
    }
}
