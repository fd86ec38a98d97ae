package dev.playflux.bench;

import dev.playflux.codec.Codec;
import dev.playflux.codec.Encoded;
import dev.playflux.codec.Received;
import dev.playflux.message.Limits;
import dev.playflux.message.Message;
import dev.playflux.state.Angle;
import dev.playflux.state.Quantized;
import dev.playflux.state.Replica;
import dev.playflux.state.Section;
import dev.playflux.state.Source;
import dev.playflux.state.StateRecord;
import dev.playflux.state.ViewName;
import dev.playflux.state.ViewSchema;
import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does a tick cost, and what does it weigh? Players {x, y, heading, hp, score}, of which some have moved since the last
 * tick, the others being the same instances: compared with the last value; compared and encoded for those who have the tick
 * before; applied by a client on the JVM. As patches in JSON and in CBOR, and as columns; the mean size of a
 * state is printed.
 *
 * <p>{@code ./mvnw -q -Pbench test-compile exec:exec -Dbench="StateBench -p rows=100 -prof gc"}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class StateBench {
    private static final int VALUES = 256;
    private static final ViewName WORLD = ViewName.of("world", 0);

    @Param({"json", "cbor", "columns"})
    String form;

    @Param({"100", "1000"})
    int rows;

    @Param({"100", "30", "5", "0"})
    int percent;

    private final World[] values = new World[VALUES];
    private final Message[] records = new Message[VALUES];
    private Codec codec = Codec.json();
    private Source source = Source.tree();
    private Replica replica = Replica.create();
    private long tick;
    private int next;
    private long bytes;

    /** A player. */
    public record Player(
            @Quantized(min = -32_768, max = 32_768, step = 0.01)
            double x,

            @Quantized(min = -32_768, max = 32_768, step = 0.01)
            double y,

            @Angle double heading,
            int hp,
            int score) {}

    /** What all see. */
    public record World(Map<String, Player> players) {}

    /** The values in turn, and what a client gets of them. */
    @Setup
    public void values() {
        Random random = new Random(1);
        Map<String, Player> players = new LinkedHashMap<>();
        for (int row = 0; row < rows; row++) {
            players.put("p" + row, new Player(random.nextInt(1000), random.nextInt(1000), row, 100, row));
        }
        for (int i = 0; i < VALUES; i++) {
            players = new LinkedHashMap<>(players);
            players.replaceAll((id, player) -> random.nextInt(100) < percent ? moved(player, random) : player);
            values[i] = new World(players);
        }
        codec = form.equals("json") ? Codec.json() : Codec.cbor();
        source = source();
        for (int i = 0; i < VALUES; i++) {
            publish();
            long base = i == 0 ? 0 : tick - 1;
            List<Section> sections = source.changed() > base
                    ? List.of(new Section(WORLD, source.section(codec, base), i == 0))
                    : List.of();
            bytes += base == 0 || sections.isEmpty() ? 0 : sections.get(0).bytes().length;
            records[i] = received(new StateRecord(tick, 50 * tick, base, 0, sections).encode(codec));
        }
    }

    private Source source() {
        return form.equals("columns") ? Source.of(World.class) : Source.tree();
    }

    private static Player moved(Player player, Random random) {
        return new Player(
                player.x + random.nextDouble() * 2 - 1,
                player.y + random.nextDouble() * 2 - 1,
                player.heading + random.nextDouble() * 0.2 - 0.1,
                player.hp - (random.nextInt(40) == 0 ? 1 : 0),
                player.score + (random.nextInt(20) == 0 ? 1 : 0));
    }

    /** Tells the mean size of a state. */
    @TearDown
    public void tell() {
        System.out.printf("%d bytes a state%n", bytes / (VALUES - 1));
    }

    private Message received(Encoded record) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        record.parts().forEach(bytes::writeBytes);
        Limits.Shape generous = new Limits.Shape(1 << 24, 16, 64, 400, 1 << 20, 1 << 10, 400);
        return ((Received.Wellformed)
                        codec.decode(bytes.toByteArray(), generous).get(0))
                .message();
    }

    private boolean publish() {
        tick++;
        // There and back again, so that no step is a leap.
        int turn = (int) (tick % (2 * VALUES - 2));
        return source.publish(values[turn < VALUES ? turn : 2 * VALUES - 2 - turn], tick, false, path -> {});
    }

    /** The comparison alone. */
    @Benchmark
    public boolean diff() {
        return publish();
    }

    /** The comparison, and the section if anything changed. */
    @Benchmark
    public Object diffAndEncode() {
        return publish() ? source.section(codec, tick - 1) : source;
    }

    /** A state applied on top of the last one; one of 256 is complete. */
    @Benchmark
    public Object decode() {
        if (next == 0) {
            replica.reset(List.of(new ViewSchema("world", source.schema())));
        }
        Object outcome = replica.apply(records[next]);
        next = (next + 1) % VALUES;
        return outcome;
    }
}
