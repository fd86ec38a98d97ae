package pong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.playflux.message.Refused;
import java.nio.file.Path;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.assertj.core.description.Description;
import org.assertj.core.description.TextDescription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.ObjectMapper;

/** The rules of pong, as plain values. */
class CourtTest {
    private static final double STEP = 1.0 / 60;
    private static final RandomGenerator CHANCE = new Random(1);
    private static final Court GAME = Court.empty(5).joined("a", new Random(7)).joined("b", new Random(7));

    @Test
    void theSecondPlayerBeginsAGameAndAThirdHasNoSeat() {
        Court waiting = Court.empty(5).joined("a", CHANCE);
        assertThat(steps(waiting, 200)).isEqualTo(waiting);
        assertThat(waiting.right()).isNull();
        assertThat(GAME.left().id()).isEqualTo("a");
        assertThat(GAME.right().id()).isEqualTo("b");
        assertThat(GAME.ball().speed()).isCloseTo(320, within(1e-9));
        assertThatThrownBy(() -> GAME.joined("c", CHANCE))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo("court_full"));
    }

    @Test
    void theBallRestsForASecondAndThenFlies() {
        assertThat(steps(GAME, 60).ball()).isEqualTo(GAME.ball());
        assertThat(steps(GAME, 61).ball()).isNotEqualTo(GAME.ball());
        assertThat(distance(steps(GAME, 60).ball(), steps(GAME, 61).ball())).isCloseTo(320 * STEP, within(1e-9));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "20, 0.4583", "-20, -0.4583", "48, 1.1", "-48, -1.1"})
    void theFartherFromThePaddlesMiddleTheMoreAskewItGoes(double below, double slope) {
        Ball ball = new Ball(100, 200 + below, -400, 0);
        Court hit = steps(flying(ball), 12);
        assertThat(hit.rally()).isEqualTo(1);
        assertThat(hit.ball().dx()).isPositive();
        assertThat(hit.ball().dy() / hit.ball().dx()).isCloseTo(slope, within(1e-3));
        assertThat(hit.ball().speed()).isCloseTo(418, within(1e-9));
    }

    @Test
    void beyondItsEndThePaddleMisses() {
        Court missed = steps(flying(new Ball(100, 200 + 48.1, -400, 0)), 18);
        assertThat(missed.rally()).isZero();
        assertThat(missed.right().score()).isEqualTo(1);
    }

    @Test
    void noHitMakesItFasterThanSixHundred() {
        Court court = flying(new Ball(100, 200, -590, 0));
        for (int hits = 1; hits <= 4; hits++) {
            court = untilRally(court, hits);
            assertThat(court.ball().speed()).isCloseTo(600, within(1e-9));
        }
    }

    /** At the greatest speed it is in one step before the paddle and in the next behind it. */
    @ParameterizedTest
    @ValueSource(doubles = {1.0 / 60, 1.0 / 20, 1.0 / 5})
    void itDoesNotGetThroughAPaddleHoweverLongAStepIs(double step) {
        for (double from = 100; from < 220; from += 0.7) {
            Court left = flying(new Ball(from, 200, -600, 0));
            Court right = flying(new Ball(Court.WIDTH - from, 200, 600, 0));
            for (double time = 0; time < 0.3; time += step) {
                left = left.stepped(step, CHANCE);
                right = right.stepped(step, CHANCE);
            }
            assertThat(left.rally()).isEqualTo(1);
            assertThat(right.rally()).isEqualTo(1);
            assertThat(left.ball().dx()).isEqualTo(-right.ball().dx());
        }
    }

    @Test
    void theWallsThrowItBack() {
        Ball up = new Ball(300, 20, 100, -240).flown(0.1);
        assertThat(up).isEqualTo(new Ball(310, 8 + (24 - 12), 100, 240));
        Ball down = new Ball(300, 380, 100, 240).flown(0.1);
        assertThat(down.y()).isCloseTo(392 - (24 - 12), within(1e-9));
        assertThat(down.dy()).isEqualTo(-240);
    }

    @Test
    void aPointGoesToTheOtherAndTheLoserIsServedAfterASecond() {
        Court before = flying(new Ball(20, 300, -400, 10));
        Court after = steps(before, 5);
        assertThat(after.right().score()).isEqualTo(1);
        assertThat(after.left().score()).isZero();
        assertThat(after.rest()).isEqualTo(1);
        assertThat(after.ball().x()).isEqualTo(Court.WIDTH / 2);
        assertThat(after.ball().dx()).isNegative();
        assertThat(steps(after, 60).ball()).isEqualTo(after.ball());
        assertThat(steps(after, 61).ball()).isNotEqualTo(after.ball());
    }

    @Test
    void fivePointsWinAndBothMustWantAnotherGame() {
        Court won = GAME;
        for (int point = 1; point <= 5; point++) {
            assertThat(won.winner()).isNull();
            won = steps(outAtTheLeft(won), 5);
            assertThat(won.right().score()).isEqualTo(point);
        }
        assertThat(won.winner()).isEqualTo(Side.RIGHT);
        assertThat(steps(won, 300)).isEqualTo(won);
        Court asked = won.again("b", CHANCE);
        assertThat(asked.winner()).isEqualTo(Side.RIGHT);
        assertThat(asked.right().again()).isTrue();
        Court next = asked.again("a", CHANCE);
        assertThat(next.winner()).isNull();
        assertThat(next.left().score() + next.right().score()).isZero();
        assertThat(next.right().again()).isFalse();
        assertThat(next.rest()).isEqualTo(1);
    }

    @Test
    void thereIsNoOtherGameBeforeTheEndOfThisOne() {
        assertThatThrownBy(() -> GAME.again("a", CHANCE))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo("not_over"));
    }

    @Test
    void whileSomebodyIsAwayTheBallWaitsAndASecondLonger() {
        Court flying = steps(GAME, 90);
        Court away = flying.away("b");
        assertThat(steps(away, 600).ball()).isEqualTo(flying.ball());
        Court back = away.back("b");
        assertThat(steps(back, 60).ball()).isEqualTo(flying.ball());
        assertThat(steps(back, 61).ball()).isEqualTo(steps(flying, 1).ball());
        Court bothAway = away.away("a").back("b");
        assertThat(steps(bothAway, 600).ball()).isEqualTo(flying.ball());
    }

    @Test
    void whoLeavesLosesAndTheNextOneBeginsAGame() {
        Court left = outAtTheLeft(GAME).stepped(STEP, CHANCE).left("a");
        assertThat(left.winner()).isEqualTo(Side.RIGHT);
        assertThat(left.left()).isNull();
        assertThat(steps(left, 100)).isEqualTo(left);
        Court next = left.again("b", CHANCE).joined("c", CHANCE);
        assertThat(next.left().id()).isEqualTo("c");
        assertThat(next.right().id()).isEqualTo("b");
        assertThat(next.winner()).isNull();
        assertThat(next.right().again()).isFalse();
        assertThat(next.right().score()).isZero();
    }

    @Test
    void aWinnerWhoLeavesLeavesNoWinnerAndTheLastLeavesAnEmptyCourt() {
        Court over = GAME.left("a").joined("c", CHANCE).left("c");
        assertThat(over.winner()).isEqualTo(Side.RIGHT);
        assertThat(GAME.left("a").left("b")).isEqualTo(Court.empty(5));
        Court won = GAME;
        for (int point = 0; point < 5; point++) {
            won = steps(outAtTheLeft(won), 5);
        }
        assertThat(won.left("a").winner()).isEqualTo(Side.RIGHT);
        assertThat(won.left("b").winner()).isNull();
    }

    @Test
    void aPaddleGoesWhereItShallButNotFasterThanAHandNorOutOfTheCourt() {
        Court aimed = GAME.aimed("a", 1e300).aimed("b", -1e300);
        Court moved = aimed.stepped(STEP, CHANCE);
        assertThat(moved.left().y() - 200).isCloseTo(Paddle.FASTEST * STEP, within(1e-9));
        assertThat(200 - moved.right().y()).isCloseTo(Paddle.FASTEST * STEP, within(1e-9));
        Court there = steps(moved, 30);
        assertThat(there.left().y()).isEqualTo(Court.HEIGHT - Paddle.HALF);
        assertThat(there.right().y()).isEqualTo(Paddle.HALF);
    }

    /** The page computes ahead; its own test reads the same file. */
    @Test
    void theVectorsOfThePageAreWhatTheRulesDo() {
        Vector[] vectors =
                new ObjectMapper().readValue(Path.of("src/test/resources/pong/flights.json"), Vector[].class);
        assertThat(vectors).hasSizeGreaterThan(50);
        for (Vector vector : vectors) {
            Court court = new Court(5, at(vector.left()), at(vector.right()), vector.ball(), 0, 0, null);
            assertThat(court.stepped(vector.seconds(), CHANCE).ball()).isEqualTo(vector.after());
        }
    }

    record Vector(Ball ball, double left, double right, double seconds, Ball after) {}

    /** Two who wander about, and miss; whatever happens, the ball is on the court, quick enough and not too quick. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whateverTheyDoTheBallStaysInsideAndAGameComesToItsEnd(long seed) {
        RandomGenerator random = new Random(seed);
        Court court = Court.empty(5).joined("a", random).joined("b", random);
        int steps = 0;
        while (court.winner() == null) {
            assertThat(steps++).as("seed %s: ever ends", seed).isLessThan(60 * 60 * 20);
            court = court.aimed("a", court.ball().y() + random.nextDouble(-60, 60))
                    .aimed("b", random.nextInt(20) > 0 ? court.ball().y() : random.nextDouble(0, 400));
            double before = court.ball().speed();
            court = court.stepped(STEP, random);
            check(seed, court);
            assertThat(court.rally() > 0 ? court.ball().speed() : before).isGreaterThanOrEqualTo(before - 1e-9);
        }
        assertThat(Math.max(court.left().score(), court.right().score())).isEqualTo(5);
    }

    private static void check(long seed, Court court) {
        Ball ball = court.ball();
        Description what = new TextDescription("seed %s: %s", seed, court);
        assertThat(ball.x()).as(what).isBetween(-Ball.RADIUS, Court.WIDTH + Ball.RADIUS);
        assertThat(ball.y()).as(what).isBetween(Ball.RADIUS, Court.HEIGHT - Ball.RADIUS);
        assertThat(court.left().y()).as(what).isBetween(Paddle.HALF, Court.HEIGHT - Paddle.HALF);
        assertThat(court.left().score()).as(what).isBetween(0, 5);
        assertThat(court.right().score()).as(what).isBetween(0, 5);
        if (court.winner() == null) {
            assertThat(ball.speed()).as(what).isBetween(320 - 1e-9, 600 + 1e-9);
            assertThat(Math.abs(ball.dx())).as(what).isGreaterThan(0.67 * ball.speed());
        }
    }

    private static Court steps(Court court, int number) {
        Court after = court;
        for (int i = 0; i < number; i++) {
            after = after.stepped(STEP, CHANCE);
        }
        return after;
    }

    private static Court untilRally(Court court, int hits) {
        Court after = court;
        for (int step = 0; step < 600 && after.rally() < hits; step++) {
            String near = after.ball().target() == Side.LEFT ? "a" : "b";
            after = after.aimed(near, after.ball().y()).stepped(STEP, CHANCE);
        }
        assertThat(after.rally()).isEqualTo(hits);
        return after;
    }

    private static Paddle at(double y) {
        return new Paddle("p", y, y, 0, false, false);
    }

    private static Court flying(Ball ball) {
        return new Court(5, GAME.left(), GAME.right(), ball, 0, 0, null);
    }

    private static Court outAtTheLeft(Court court) {
        return new Court(5, court.left(), court.right(), new Ball(20, 300, -400, 10), 0, 0, null);
    }

    private static double distance(Ball a, Ball b) {
        return Math.hypot(a.x() - b.x(), a.y() - b.y());
    }
}
