package lag;

import static dev.playflux.testing.HostileGame.rule;

import dev.playflux.room.Game;
import dev.playflux.testing.HostileGame;
import dev.playflux.testing.HostileMatches;
import dev.playflux.testing.HostilePlayer;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/** Lag on lines that are bad already, and with bad players. */
class HostileLagTest extends HostileMatches {

    HostileLagTest() {
        super(new Lines());
    }

    private static final class Lines implements HostileGame<Lag> {

        @Override
        public Game<Lag> game() {
            return LagGame.game();
        }

        @Override
        public Class<?> seenType() {
            return Lag.Lines.class;
        }

        @Override
        public Object seen(Lag lag) {
            return lag.seen();
        }

        @Override
        public void act(HostilePlayer player, SplittableRandom chance) {
            switch (chance.nextInt(11)) {
                case 0, 1, 2, 3 -> player.ask(echo(chance.doubles(chance.nextInt(40), 0, 2000)));
                case 4 -> player.ask(echo(chance.doubles(chance.nextInt(3), -100_000, 100_000)));
                case 9 -> player.ask(echo(chance.doubles(chance.nextInt(200), 0, 2000)));
                case 5 -> player.deliver(new LagGame.Worsen(chance.nextInt(1001), chance.nextInt(21)));
                case 6 -> player.deliver(new LagGame.Worsen(chance.nextInt(), chance.nextInt(-3, 30)));
                case 7 -> player.deliver("worsen", Map.of("latency", "long " + chance.nextInt()));
                case 8 -> player.send("echo", Map.of("took", List.of("long")));
                default -> player.ask(new LagGame.Echo(Collections.singletonList(null)));
            }
        }

        private static LagGame.Echo echo(DoubleStream took) {
            return new LagGame.Echo(took.boxed().toList());
        }

        @Override
        public void calm(HostilePlayer player) {
            player.deliver(new LagGame.Worsen(0, 0));
        }

        @Override
        public void judge(@Nullable Lag before, Lag now) {
            rule(now.lines().size() <= 8, "eight are enough", now);
            for (Line line : now.lines().values()) {
                rule(line.latency() >= 0 && line.latency() <= Lag.MOST_LATENCY, "latency has bounds", line);
                rule(line.loss() >= 0 && line.loss() <= Lag.MOST_LOSS, "loss has bounds", line);
                rule(line.took().size() <= Line.KEPT, "the past is forgotten", line);
                rule(line.took().stream().allMatch(took -> took >= 0 && took <= 60_000), "times have bounds", line);
            }
        }
    }
}
