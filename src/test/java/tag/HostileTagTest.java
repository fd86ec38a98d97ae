package tag;

import static dev.playflux.testing.HostileGame.rule;

import dev.playflux.room.Game;
import dev.playflux.testing.HostileGame;
import dev.playflux.testing.HostileMatches;
import dev.playflux.testing.HostilePlayer;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Tag on bad lines and with bad players. */
class HostileTagTest extends HostileMatches {
    private static final double ROUNDING = 1e-6;

    HostileTagTest() {
        super(new Park());
    }

    private static final class Park implements HostileGame<Tag> {

        @Override
        public Game<Tag> game() {
            return TagGame.game();
        }

        @Override
        public Class<?> seenType() {
            return Tag.class;
        }

        @Override
        public @Nullable Object options(SplittableRandom chance) {
            return switch (chance.nextInt(4)) {
                case 0 -> Map.of("name", 42, "bot", chance.nextBoolean());
                case 1 -> Map.of("name", "\uD83E\uDD8A".repeat(20));
                default -> Map.of("name", "Ada");
            };
        }

        @Override
        public void act(HostilePlayer player, SplittableRandom chance) {
            Tag tag = player.world(Tag.class);
            switch (chance.nextInt(10)) {
                case 0, 1, 2, 3, 4 ->
                    player.input(tag == null ? new Steer(0, 1) : Brain.steer(tag, player.id(), new Steer(0, 0)));
                case 5, 6 -> player.deliver(new Steer(chance.nextDouble(-2, 2), chance.nextDouble(-2, 2)));
                case 7 -> player.send(new Steer(chance.nextBoolean() ? 1e300 : -1e300, chance.nextDouble()));
                case 8 -> player.deliver("steer", Map.of("dx", chance.nextDouble()));
                default -> player.send("second_passed", Map.of());
            }
        }

        @Override
        public void judge(@Nullable Tag before, Tag now) {
            rule(now.runners().isEmpty() ? now.it() == null : now.runners().containsKey(now.it()), "one is it", now);
            now.runners().forEach((id, runner) -> {
                rule(now.field().free(runner.at(), Runner.RADIUS), "nobody is inside of anything", id + " of " + now);
                double wish = Math.sqrt(runner.dx() * runner.dx() + runner.dy() * runner.dy());
                rule(wish <= 1 + ROUNDING, "nobody is faster than others", id + " of " + now);
            });
            if (before != null && before.it() != null && !before.it().equals(now.it())) {
                Runner caught = before.runners().get(now.it());
                // Who leaves in the very tick of having been caught hands it on to whoever has been free longest.
                boolean handedOver =
                        now.runners().keySet().containsAll(before.runners().keySet());
                rule(!handedOver || caught != null && caught.protection(now.time()) == 0, "some are protected", now);
                rule(!handedOver || before.safeUntil() <= now.time(), "all are safe after a catch", now);
            }
        }
    }
}
