package pong;

import dev.playflux.state.Quantized;

/**
 * A paddle, and whose it is.
 *
 * @param id of the player
 * @param y where its middle is, from the top
 * @param aim where the player wants it to be
 * @param score the points of this game
 * @param away whether the player's connection is lost
 * @param again whether the player wants another game
 */
public record Paddle(
        String id,
        @Quantized(min = 0, max = 400, step = 0.1) double y,
        @Quantized(min = 0, max = 400, step = 0.1) double aim,
        int score,
        boolean away,
        boolean again) {
    /** Half its length. */
    static final double HALF = 40;

    /** How far its face is from its side's edge. */
    static final double LINE = 36;

    /** In px a second: as quick as a hand, and nobody jumps. */
    static final double FASTEST = 900;

    /** A new player's, in the middle. */
    static Paddle of(String id) {
        return new Paddle(id, Court.HEIGHT / 2, Court.HEIGHT / 2, 0, false, false);
    }

    Paddle aimed(double y) {
        double within = Math.max(HALF, Math.min(Court.HEIGHT - HALF, y));
        return new Paddle(id, this.y, within, score, away, again);
    }

    /** A step nearer to where it shall be. */
    Paddle moved(double seconds) {
        double most = FASTEST * seconds;
        double step = Math.max(-most, Math.min(most, aim - y));
        return step == 0 ? this : new Paddle(id, y + step, aim, score, away, again);
    }

    /** Where it meets a ball at its line: −1 to 1 from end to end, beyond that it does not. */
    double meets(Ball ball) {
        return (ball.y() - y) / (HALF + Ball.RADIUS);
    }

    Paddle scored() {
        return new Paddle(id, y, aim, score + 1, away, again);
    }

    Paddle away(boolean away) {
        return new Paddle(id, y, aim, score, away, again);
    }

    Paddle agreed() {
        return new Paddle(id, y, aim, score, away, true);
    }

    /** For a new game. */
    Paddle fresh() {
        return new Paddle(id, y, aim, 0, away, false);
    }
}
