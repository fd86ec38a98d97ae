package dev.playflux.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.room.Game;
import dev.playflux.state.Angle;
import dev.playflux.state.Quantized;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * How fast a long match is: fifty players who steer ten times a second, at twenty ticks a second, each of them a client that has
 * every state and looks at one each second, or at every one of them: {@code -Dplayflux.every=true}. The real thing, on a machine
 * with nothing else to do: {@code -Dplayflux.hour=60 -Dtest.timeout=3600}.
 */
class HourIT {
    private static final int MINUTES = Integer.getInteger("playflux.hour", 2);
    private static final boolean EVERY = Boolean.getBoolean("playflux.every");
    private static final int PLAYERS = 50;

    record Steer(double turn) {}

    record Row(
            @Quantized(min = 0, max = 1000, step = 0.01) double x,
            @Quantized(min = 0, max = 1000, step = 0.01) double y,
            @Angle(bits = 12) double heading) {}

    record Seen(Map<String, Row> ships) {}

    /** Ships that never stop, on a field without an edge. */
    private static final class Sea {
        private final Map<String, Ship> ships = new LinkedHashMap<>();

        private static final class Ship {
            private double x;
            private double y;
            private double heading;

            private void step(double seconds) {
                x = (x + 1000 + 20 * Math.cos(heading) * seconds) % 1000;
                y = (y + 1000 + 20 * Math.sin(heading) * seconds) % 1000;
            }
        }

        Seen seen() {
            Map<String, Row> rows = new LinkedHashMap<>(2 * ships.size());
            ships.forEach((id, ship) -> rows.put(id, new Row(ship.x, ship.y, ship.heading)));
            return new Seen(rows);
        }
    }

    private static final Game<Sea> SEA = Game.simulation("sea", Sea::new)
            .onJoin((sea, player) -> sea.ships.put(player.id(), new Sea.Ship()))
            .on(Steer.class, (sea, player, steer) -> sea.ships.get(player.id()).heading += steer.turn())
            .onTick((sea, tick) -> sea.ships.values().forEach(ship -> ship.step(tick.seconds())))
            .world(Seen.class, Sea::seen);

    @Test
    void anHourOfFiftyPlayersTakesLessThanThirtySecondsOfACore() {
        try (Match<Sea> match = GameTest.open(SEA)) {
            long[] states = new long[1];
            for (int i = 0; i < PLAYERS; i++) {
                TestPlayer player = match.join("player " + i);
                if (EVERY) {
                    player.states(Seen.class).subscribe(seen -> states[0]++);
                } else {
                    player.client().frames().subscribe(frame -> states[0]++);
                }
            }
            minute(match);
            long first = heap();
            long cpu = cpu();
            long before = states[0];
            for (int i = 1; i <= MINUTES; i++) {
                minute(match);
            }
            double seconds = (cpu() - cpu) / 1e9;
            long last = heap();
            double each = 1e6 * seconds / (states[0] - before);
            System.out.printf(
                    "%d minutes: %.2f s of a core, %.2f µs a state, heap %d KiB, then %d KiB%n",
                    MINUTES, seconds, each, first / 1024, last / 1024);
            assertThat(states[0] - before).isEqualTo(MINUTES * 1200L * PLAYERS);
            // Half a minute for an hour, if there is nothing else to do and all is compiled.
            assertThat(each).isLessThan(MINUTES < 60 ? 100 : 30e6 / (72_000.0 * PLAYERS));
            assertThat(last).isLessThan(first + first / 5);
        }
    }

    private static void minute(Match<Sea> match) {
        for (int i = 0; i < 600; i++) {
            for (TestPlayer player : match.players()) {
                player.input(new Steer(i % 7 - 3));
            }
            match.advance(Duration.ofMillis(100));
            if (i % 10 == 0) {
                match.players().forEach(player -> player.state(Seen.class));
            }
        }
    }

    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static long heap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
