package pong;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.room.Game;
import dev.playflux.testing.HostileGame;
import dev.playflux.testing.HostileMatches;
import dev.playflux.testing.HostilePlayer;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
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
                    player.input(new PongGame.Aim(court == null ? 0 : court.ball().y() + chance.nextInt(60)));
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
            assertThat(ball.x()).isBetween(-Ball.RADIUS, Court.WIDTH + Ball.RADIUS);
            assertThat(ball.y()).isBetween(Ball.RADIUS, Court.HEIGHT - Ball.RADIUS);
            assertThat(ball.speed()).isLessThanOrEqualTo(Ball.FASTEST + ROUNDING);
            assertThat(now.rest()).isBetween(0.0, Court.PAUSE);
            Stream.of(now.left(), now.right()).flatMap(Stream::ofNullable).forEach(paddle -> {
                assertThat(paddle.y()).isBetween(Paddle.HALF, Court.HEIGHT - Paddle.HALF);
                assertThat(paddle.score()).isBetween(0, now.points());
                assertThat(now.playing() && paddle.score() == now.points()).isFalse();
            });
            if (now.left() != null && now.right() != null) {
                assertThat(now.left().id()).isNotEqualTo(now.right().id());
            }
            if (before != null && now.playing() && before.playing() && now.rally() > before.rally()) {
                assertThat(now.rally()).isEqualTo(before.rally() + 1);
            }
        }
    }
}
