package host;

import static dev.playflux.testing.HostileGame.rule;

import dev.playflux.room.Game;
import dev.playflux.testing.HostileGame;
import dev.playflux.testing.HostileMatches;
import dev.playflux.testing.HostilePlayer;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** The host's game on bad lines and with bad guests. */
class HostileHostTest extends HostileMatches {

    HostileHostTest() {
        super(new Sea());
    }

    private static final class Sea implements HostileGame<Ice> {

        @Override
        public Game<Ice> game() {
            return Party.game(2);
        }

        @Override
        public Class<?> seenType() {
            return Ice.class;
        }

        @Override
        public void act(HostilePlayer player, SplittableRandom chance) {
            Ice ice = player.world(Ice.class);
            switch (chance.nextInt(8)) {
                case 0, 1, 2, 3 -> player.input(ice == null ? Steer.NOWHERE : Pilot.steer(ice, player.id()));
                case 4, 5 -> player.deliver(new Steer(chance.nextDouble(-2, 2), chance.nextDouble(-2, 2)));
                case 6 -> player.send(new Steer(chance.nextBoolean() ? 1e300 : -1e300, chance.nextDouble()));
                default -> player.deliver("steer", Map.of("dx", Map.of("d", chance.nextDouble())));
            }
        }

        @Override
        public void judge(@Nullable Ice before, Ice now) {
            rule(now.penguins().size() <= 2, "two play", now);
            for (Penguin penguin : now.penguins().values()) {
                rule(inside(penguin.x(), penguin.y(), Penguin.RADIUS), "penguins stay on the ice", now);
                rule(Math.abs(penguin.vx()) <= 1024 && Math.abs(penguin.vy()) <= 1024, "ice slows down", now);
                rule(penguin.fish() >= 0 && penguin.fish() <= now.goal(), "a round has an end", now);
                rule(
                        now.winner() != null
                                || penguin.fish() < now.goal()
                                || now.penguins().size() < 2,
                        "who has all has won",
                        now);
            }
            Fish fish = now.fish();
            rule(fish == null || inside(fish.x(), fish.y(), 60), "fish keep from the edge", now);
            rule(
                    fish == null || now.penguins().size() == 2 && now.winner() == null,
                    "fish come when there is a game",
                    now);
            rule(now.winner() == null || now.penguins().containsKey(now.winner()), "the winner is there", now);
        }

        private static boolean inside(double x, double y, double margin) {
            return x >= margin && x <= Ice.WIDTH - margin && y >= margin && y <= Ice.HEIGHT - margin;
        }
    }
}
