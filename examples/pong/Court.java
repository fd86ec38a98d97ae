package pong;

import dev.playflux.message.Refused;
import dev.playflux.state.Quantized;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The world of pong, and its rules.
 *
 * @param points how many win a game
 * @param left null while nobody sits there
 * @param rest for how long the ball stands still yet, in seconds
 * @param rally the hits since the serve
 * @param winner of the game that is over; null while one is under way, or nobody has won any
 */
public record Court(
        int points,
        @Nullable Paddle left,
        @Nullable Paddle right,
        Ball ball,
        @Quantized(min = 0, max = 2, step = 0.01) double rest,
        int rally,
        @Nullable Side winner) {
    static final double WIDTH = 640;
    static final double HEIGHT = 400;

    /** The pause before a serve, and when somebody is back, in seconds. */
    static final double PAUSE = 1;

    /** How far askew a serve may go. */
    private static final double SERVE = 0.6;

    /** A court without players. */
    public static Court empty(int points) {
        return new Court(points, null, null, Ball.atRest(), 0, 0, null);
    }

    /** With one more player; the second one begins a game. */
    Court joined(String id, RandomGenerator chance) {
        Refused.unless(left == null || right == null, "court_full", "Two play here already");
        Paddle come = Paddle.of(id);
        Court court = new Court(points, left == null ? come : left, left == null ? right : come, ball, 0, 0, winner);
        return court.both() ? court.begun(chance) : court;
    }

    /** Without a player; a game that was under way is the other's. */
    Court left(String id) {
        Side side = side(id);
        Court court = with(side, null);
        if (court.left == null && court.right == null) {
            return empty(points);
        }
        Side better = playing() ? side.other() : winner;
        return new Court(points, court.left, court.right, Ball.atRest(), 0, 0, better == side ? null : better);
    }

    /** With another place to which a player's paddle shall go. */
    Court aimed(String id, double y) {
        return changed(side(id), paddle -> paddle.aimed(y));
    }

    /** A player's connection is lost: the ball waits. */
    Court away(String id) {
        return changed(side(id), paddle -> paddle.away(true));
    }

    /** A player is back: after a moment the ball goes on. */
    Court back(String id) {
        Court court = changed(side(id), paddle -> paddle.away(false));
        return court.playing() ? court.with(ball, PAUSE, rally) : court;
    }

    /** A player wants another game; it begins if both do. */
    Court again(String id, RandomGenerator chance) {
        Refused.unless(winner != null, "not_over", "This game is not over");
        Court court = changed(side(id), Paddle::agreed);
        boolean agreed = court.left != null && court.left.again() && court.right != null && court.right.again();
        return agreed ? court.begun(chance) : court;
    }

    /** After a step of time. */
    Court stepped(double seconds, RandomGenerator chance) {
        Court court = changed(Side.LEFT, paddle -> paddle.moved(seconds))
                .changed(Side.RIGHT, paddle -> paddle.moved(seconds));
        if (!playing() || anybodyAway()) {
            return court;
        }
        if (rest > 0) {
            double still = rest - seconds;
            return court.with(ball, still < seconds / 2 ? 0 : still, rally); // less than half a step is rounding
        }
        return court.flown(seconds).judged(chance);
    }

    /** Whether a game is under way. */
    boolean playing() {
        return both() && winner == null;
    }

    private boolean both() {
        return left != null && right != null;
    }

    private boolean anybodyAway() {
        return left != null && left.away() || right != null && right.away();
    }

    /** Where the ball meets the line of a paddle is computed, not looked for: however fast, it does not get through. */
    private Court flown(double seconds) {
        Paddle paddle = at(ball.target());
        double until = ball.timeToPaddle();
        if (paddle != null && until >= 0 && until <= seconds) {
            Ball there = ball.flown(until);
            double where = paddle.meets(there);
            if (Math.abs(where) <= 1) {
                return with(there.struck(where).flown(seconds - until), 0, rally + 1);
            }
        }
        return with(ball.flown(seconds), 0, rally);
    }

    /** Gives a point if the ball is out. */
    private Court judged(RandomGenerator chance) {
        if (ball.x() >= -Ball.RADIUS && ball.x() <= WIDTH + Ball.RADIUS) {
            return this;
        }
        Side loser = ball.target();
        Court court = changed(loser.other(), Paddle::scored);
        Paddle scorer = court.at(loser.other());
        boolean won = scorer != null && scorer.score() >= points;
        return won
                ? new Court(points, court.left, court.right, Ball.atRest(), 0, 0, loser.other())
                : court.served(loser, chance);
    }

    private Court begun(RandomGenerator chance) {
        Court court = changed(Side.LEFT, Paddle::fresh).changed(Side.RIGHT, Paddle::fresh);
        return court.served(chance.nextBoolean() ? Side.LEFT : Side.RIGHT, chance);
    }

    private Court served(Side to, RandomGenerator chance) {
        Ball serve = Ball.served(to, chance.nextDouble(-SERVE, SERVE));
        return new Court(points, left, right, serve, PAUSE, 0, null);
    }

    private Side side(String id) {
        return left != null && left.id().equals(id) ? Side.LEFT : Side.RIGHT;
    }

    private @Nullable Paddle at(Side side) {
        return side == Side.LEFT ? left : right;
    }

    private Court changed(Side side, UnaryOperator<Paddle> change) {
        Paddle paddle = at(side);
        return paddle == null ? this : with(side, change.apply(paddle));
    }

    private Court with(Side side, @Nullable Paddle paddle) {
        return side == Side.LEFT
                ? new Court(points, paddle, right, ball, rest, rally, winner)
                : new Court(points, left, paddle, ball, rest, rally, winner);
    }

    private Court with(Ball ball, double rest, int rally) {
        return new Court(points, left, right, ball, rest, rally, winner);
    }
}
