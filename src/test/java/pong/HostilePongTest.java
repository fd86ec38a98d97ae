package pong;

import static dev.playflux.testing.HostileGame.rule;

import dev.playflux.room.Game;
import dev.playflux.testing.HostileGame;
import dev.playflux.testing.HostileMatches;
import dev.playflux.testing.HostilePlayer;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Pong on bad lines and with bad players. */
class HostilePongTest extends HostileMatches {
    private static final double ROUNDING = 1e-6;

    HostilePongTest() {
        super(new Pong());
    }

    private static final class Pong implements HostileGame<Court> {

        @Override
        public Game<Court> game() {
            return PongGame.game(2);
        }

        @Override
        public Class<?> seenType() {
            return Court.class;
        }

        @Override
        public void act(HostilePlayer player, SplittableRandom chance) {
            Court court = player.world(Court.class);
            switch (chance.nextInt(10)) {
                case 0, 1, 2, 3 ->
                    player.input(
                            new PongGame.Aim(court == null ? 0 : court.ball().y() + chance.nextInt(60)));
                case 4, 5 -> player.deliver(new PongGame.Aim(chance.nextDouble(-200, 600)));
                case 6 -> player.send(new PongGame.Aim(chance.nextBoolean() ? 1e300 : -1e300));
                case 7 -> player.deliver("aim", Map.of("y", "up " + chance.nextLong()));
                case 8 -> player.send(new PongGame.Again());
                default -> player.deliver(new PongGame.Again());
            }
        }

        @Override
        public void judge(@Nullable Court before, Court now) {
            Ball ball = now.ball();
            rule(
                    Math.abs(ball.x() - Court.WIDTH / 2) <= Court.WIDTH / 2 + Ball.RADIUS,
                    "the ball is in the court",
                    now);
            rule(ball.y() >= Ball.RADIUS && ball.y() <= Court.HEIGHT - Ball.RADIUS, "walls throw the ball back", now);
            rule(ball.speed() <= Ball.FASTEST + ROUNDING, "the ball has a highest speed", now);
            rule(now.rest() >= 0 && now.rest() <= Court.PAUSE, "a pause has an end", now);
            if (now.left() != null) {
                judge(now, now.left());
            }
            if (now.right() != null) {
                judge(now, now.right());
                rule(now.left() == null || !now.left().id().equals(now.right().id()), "nobody plays alone", now);
            }
            boolean sameRally = before != null && before.playing() && now.playing() && now.rally() > before.rally();
            rule(!sameRally || now.rally() == before.rally() + 1, "one hit follows the other", now);
        }

        private static void judge(Court now, Paddle paddle) {
            rule(paddle.y() >= Paddle.HALF && paddle.y() <= Court.HEIGHT - Paddle.HALF, "paddles stay inside", now);
            rule(paddle.score() >= 0 && paddle.score() <= now.points(), "a game has an end", now);
            rule(!now.playing() || paddle.score() < now.points(), "who has the points has won", now);
        }
    }
}
