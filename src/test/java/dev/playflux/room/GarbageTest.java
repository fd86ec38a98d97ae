package dev.playflux.room;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.playflux.codec.Json;
import dev.playflux.connection.Hello;
import dev.playflux.connection.Sessions;
import dev.playflux.message.CloseReason;
import dev.playflux.message.Limits;
import dev.playflux.metrics.Metrics;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import reactor.test.scheduler.VirtualTimeScheduler;

/** What a room leaves behind for the collector with each state that it hands to a connection. */
class GarbageTest {
    private static final int TICKS = 400;
    private static final List<Integer> KEYS = List.of(0, 1, 2, 3, 4, 5, 6, 7, 8);

    record World(long tick) {}

    private final VirtualTimeScheduler clock = VirtualTimeScheduler.getOrSet();

    @AfterEach
    void close() {
        VirtualTimeScheduler.reset();
    }

    /** The bytes that each client more costs in each tick. */
    private long each(Game<World> game) {
        return Math.round((allocated(game, 220) - allocated(game, 20)) / 200);
    }

    private double allocated(Game<World> game, int clients) {
        Rooms rooms = Rooms.of(
                List.of(game),
                new RoomSettings(
                        List.of(clock),
                        clock,
                        () -> 1L,
                        new Sessions(() -> 1L, 1000),
                        null,
                        null,
                        Limits.DEFAULTS,
                        Metrics.NONE,
                        false,
                        (at, why) -> {
                            throw new AssertionError(at, why);
                        }));
        Hello hello = new Hello(game.name(), null, Json.body(Map.of()), false, false, null, null, null);
        Deaf[] wires = new Deaf[clients];
        for (int i = 0; i < clients; i++) {
            wires[i] = new Deaf();
            rooms.join(new Guest(wires[i], hello, null));
        }
        ticks(TICKS);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();
        int before = wires[clients - 1].written;
        long start = threads.getThreadAllocatedBytes(id);
        ticks(TICKS);
        long end = threads.getThreadAllocatedBytes(id);
        assertThat(wires[clients - 1].written - before).isEqualTo(TICKS);
        rooms.close(CloseReason.GOING_AWAY);
        clock.advanceTime();
        return (double) (end - start) / TICKS;
    }

    private void ticks(int count) {
        clock.advanceTimeBy(Duration.ofMillis(50L * count));
    }

    private static Game<World> game() {
        return Game.named("garbage", () -> new World(0))
                .maxPlayers(1000)
                .onTick((world, tick) -> new World(tick.number()));
    }

    @Test
    void aStateThatAllShareIsAnEnvelopeInAListForEach(TestReporter reporter) {
        long bytes = each(game());
        reporter.publishEntry("bytes a client and tick", String.valueOf(bytes));
        assertThat(bytes).isLessThanOrEqualTo(80);
    }

    @Test
    void keysThatAPlayerSeesCostAnIteratorMore(TestReporter reporter) {
        long bytes = each(game().views("cell", World.class, (world, player) -> KEYS, (world, key) -> world));
        reporter.publishEntry("bytes a client and tick", String.valueOf(bytes));
        assertThat(bytes).isLessThanOrEqualTo(80 + 32);
    }
}
