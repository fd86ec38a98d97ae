package tag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of tag, as plain values. */
class TagRulesTest {
    private static final double STEP = 0.05;
    private static final long START = 10_000;
    private static final Field OPEN = new Field(1000, 1000, List.of());

    @Test
    void theFirstRunnerIsItAndOthersAreNot() {
        Tag tag = Tag.empty().joined("a", "Ada", false, new Random(1)).joined("b", "Bob", true, new Random(1));
        assertThat(tag.it()).isEqualTo("a");
        assertThat(tag.runners().keySet()).containsExactly("a", "b");
        assertThat(tag.people()).isEqualTo(1);
    }

    @Test
    void aWishIsClampedAndGoingAskewIsNotFaster() {
        Tag start = with(OPEN, "a", runner(100, 100), runner(500, 500));
        assertThat(pace(start.steered("b", 7, 0), "b")).isCloseTo(Tag.SPEED, within(1e-9));
        assertThat(pace(start.steered("b", -1, 1), "b")).isCloseTo(Tag.SPEED, within(1e-9));
        assertThat(pace(start.steered("b", 0, 0.5), "b")).isCloseTo(Tag.SPEED / 2, within(1e-9));
        assertThat(pace(start.steered("a", 1, 0), "a")).isCloseTo(Tag.SPEED_OF_IT, within(1e-9));
    }

    @Test
    void aSteerOfNobodyChangesNothing() {
        Tag start = with(OPEN, "a", runner(100, 100));
        assertThat(start.steered("x", 1, 1)).isEqualTo(start);
    }

    @Test
    void aTouchHandsItOverAndAllAreSafeForAMoment() {
        Tag touching = with(OPEN, "a", runner(500, 500), runner(540, 500), runner(575, 500));
        Tag after = touching.stepped(STEP);
        assertThat(after.it()).isEqualTo("b");
        assertThat(after.safeUntil()).isEqualTo(after.time() + 1500);
        assertThat(steps(after, 29).it()).as("still safe").isEqualTo("b");
        assertThat(steps(after, 30).it()).as("safe no more").isEqualTo("c");
    }

    @Test
    void whoWasItCannotBeCaughtForFiveSeconds() {
        Tag after = with(OPEN, "a", runner(500, 500), runner(540, 500)).stepped(STEP);
        assertThat(after.it()).isEqualTo("b");
        assertThat(after.runners().get("a").protection(after.time())).isEqualTo(5000);
        assertThat(steps(after, 99).it()).as("still protected").isEqualTo("b");
        assertThat(steps(after, 100).it()).as("protected no more").isEqualTo("a");
    }

    @Test
    void whoComesCannotBeCaughtForFiveSeconds() {
        Field narrow = new Field(2 * Runner.RADIUS + 10, 2 * Runner.RADIUS + 10, List.of());
        Tag tag = with(narrow, "a", runner(27, 27)).joined("b", "Bob", false, new Random(1));
        assertThat(steps(tag, 99).it()).as("still protected").isEqualTo("a");
        assertThat(steps(tag, 100).it()).as("protected no more").isEqualTo("b");
    }

    @Test
    void aProtectedOneHidesNobodyElse() {
        Tag tag = with(OPEN, "a", runner(500, 500), runner(505, 500), runner(540, 500));
        Tag after = tag.stepped(STEP);
        assertThat(after.it()).isEqualTo("b");
        assertThat(steps(after, 30).it()).as("a, who was it, is nearer").isEqualTo("c");
    }

    @Test
    void ofTwoTouchedTheNearerIsCaught() {
        Tag touching = with(OPEN, "a", runner(500, 500), runner(540, 500), runner(500, 465));
        assertThat(touching.stepped(STEP).it()).isEqualTo("c");
    }

    @Test
    void whoIsItIsSlowWhileAllAreSafe() {
        Tag safe = new Tag(OPEN, Map.of("a", runner(100, 100)), "a", 0, 1500);
        assertThat(pace(safe.steered("a", 1, 0), "a")).isCloseTo(Tag.SPEED_OF_IT_WHILE_SAFE, within(1e-9));
    }

    @Test
    void theLongestRunIsKeptWhenItEnds() {
        Tag run = steps(with(OPEN, "a", runner(100, 100), runner(900, 900)), 40);
        Tag caught = steps(run.steered("a", 1, 1), 120);
        assertThat(caught.it()).isEqualTo("b");
        assertThat(caught.runners().get("b").best()).isGreaterThan(7000);
        assertThat(caught.runners().get("a").since()).isEqualTo(caught.safeUntil() - 1500);
    }

    @Test
    void whenItLeavesWhoWasFreeLongestIsItAndAllAreSafe() {
        Tag tag = new Tag(
                OPEN,
                Map.of(
                        "a",
                        runner(1, 1),
                        "b",
                        new Runner("Bob", 9, 9, 0, 0, 700, 0, false),
                        "c",
                        new Runner("Cleo", 500, 5, 0, 0, 0, 0, false)),
                "a",
                2000,
                0);
        Tag left = tag.left("a");
        assertThat(left.it()).isEqualTo("c");
        assertThat(left.safeUntil()).isEqualTo(3500);
        assertThat(left.left("b").it()).isEqualTo("c");
        assertThat(left.left("c").left("b").it()).isNull();
    }

    @Test
    void obstaclesAreSolidAndASlantedRunSlidesAlongThem() {
        Field wall = new Field(1000, 1000, List.of(new Obstacle(500, 500, 20, 200, 10)));
        Tag start = with(wall, "a", runner(400, 500));
        Runner straight = steps(start.steered("a", 1, 0), 40).runners().get("a");
        assertThat(straight.x()).isCloseTo(500 - 20 - 10 - Runner.RADIUS, within(0.01));
        Runner slanted = steps(start.steered("a", 1, 1), 15).runners().get("a");
        assertThat(slanted.x()).isCloseTo(straight.x(), within(0.01));
        assertThat(slanted.y()).as("slides down").isGreaterThan(600);
    }

    @Test
    void theFieldHasAnEdge() {
        Tag tag = steps(with(OPEN, "a", runner(500, 500)).steered("a", -1, -1), 200);
        assertThat(tag.runners().get("a").at()).isEqualTo(new Point(Runner.RADIUS, Runner.RADIUS));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void nobodyEverGetsIntoAnObstacleOrOutOfTheField(long seed) {
        RandomGenerator random = new Random(seed);
        Tag tag = Tag.empty();
        for (int i = 0; i < 16; i++) {
            tag = tag.joined("p" + i, "P", false, random);
        }
        for (int step = 0; step < 600; step++) {
            String id = "p" + random.nextInt(16);
            tag = tag.steered(id, random.nextDouble(-1, 1), random.nextDouble(-1, 1))
                    .stepped(STEP);
            Field field = tag.field();
            assertThat(tag.runners().values()).allMatch(runner -> field.free(runner.at(), Runner.RADIUS));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void newRunnersStartFreeAndAwayFromIt(long seed) {
        RandomGenerator random = new Random(seed);
        Tag tag = Tag.empty().joined("a", "Ada", false, random);
        Point chaser = tag.runners().get("a").at();
        for (int i = 0; i < 20; i++) {
            Point at = tag.joined("b", "Bob", false, random).runners().get("b").at();
            assertThat(Field.PARK.free(at, Runner.RADIUS)).isTrue();
            assertThat(at.distance(chaser)).isGreaterThan(250);
        }
    }

    @Test
    void theParkIsTheSameForBothHalves() {
        assertThat(Field.PARK.obstacles())
                .allSatisfy(obstacle -> assertThat(Field.PARK.obstacles())
                        .anyMatch(other -> other.x() + obstacle.x() == 1600 && other.y() + obstacle.y() == 1000));
    }

    @ParameterizedTest
    @CsvSource({
        "Ada, Ada",
        "'  Ada ', Ada",
        "sixteen letters!, sixteen letters!",
        "seventeen letters, Runner",
        "'', Runner",
        "'   ', Runner",
        "'\u0007bell', Runner",
        "'a\u202Eb', Runner",
        "'a\u200Bb', Runner",
        "'\uD83C\uDFC3\uD83C\uDFC3\uD83C\uDFC3\uD83C\uDFC3\uD83C\uDFC3\uD83C\uDFC3\uD83C\uDFC3\uD83C\uDFC3\uD83C\uDFC3',"
                + "'\uD83C\uDFC3\uD83C\uDFC3\uD83C\uDFC3\uD83C\uDFC3\uD83C\uDFC3\uD83C\uDFC3\uD83C\uDFC3\uD83C\uDFC3\uD83C\uDFC3'",
        "Zoë, Zoë"
    })
    void aNameIsOneToSixteenPrintableCharacters(String said, String shown) {
        assertThat(new Join(said, null).shownName()).isEqualTo(shown);
    }

    @Test
    void whatIsNoNameGivesADefault() {
        assertThat(new Join(null, null).shownName()).isEqualTo("Runner");
        assertThat(new Join(42, null).shownName()).isEqualTo("Runner");
        assertThat(new Join(Map.of("first", "Ada"), null).shownName()).isEqualTo("Runner");
    }

    @Test
    void whenOneComesThreeBotsComeAndTheyLeaveAsPeopleCome() {
        assertThat(List.of(0L, 1L, 2L, 3L, 4L, 50L).stream().map(Bots::wanted)).containsExactly(0, 3, 2, 1, 0, 0);
    }

    @Test
    void aBotThatIsItCatchesSomebodyWhoStands() {
        Tag tag = Tag.empty();
        for (String id : List.of("bot", "prey")) {
            tag = tag.joined(id, id, true, new Random(3));
        }
        Steer last = new Steer(0, 0);
        for (int step = 0; step < 600 && "bot".equals(tag.it()); step++) {
            last = Brain.steer(tag, "bot", last);
            tag = tag.steered("bot", last.dx(), last.dy()).stepped(STEP);
        }
        assertThat(tag.it()).isEqualTo("prey");
    }

    @Test
    void aBotThatIsItRunsAfterWhoCanBeCaught() {
        Runner near = new Runner("Near", 620, 500, 0, 0, START, 0, false);
        Tag tag = with(OPEN, "a", runner(500, 500), near, runner(200, 500));
        assertThat(Brain.steer(tag, "a", new Steer(0, 0)).dx()).isNegative();
    }

    @Test
    void aBotRunsAwayFromIt() {
        Tag tag = with(Field.PARK, "a", runner(500, 600), runner(600, 600));
        for (int step = 0; step < 60; step++) {
            Steer away = Brain.steer(tag, "b", new Steer(0, 0));
            tag = tag.steered("b", away.dx(), away.dy()).stepped(STEP);
        }
        assertThat(tag.runners().get("b").at().distance(new Point(500, 600))).isGreaterThan(300);
    }

    private static double pace(Tag tag, String id) {
        return tag.runners()
                        .get(id)
                        .at()
                        .distance(tag.stepped(STEP).runners().get(id).at())
                / STEP;
    }

    private static Tag steps(Tag tag, int number) {
        Tag after = tag;
        for (int i = 0; i < number; i++) {
            after = after.stepped(STEP);
        }
        return after;
    }

    /** Free for so long that the protection has just ended at the start of {@link #with}. */
    private static Runner runner(double x, double y) {
        return new Runner("Ada", x, y, 0, 0, START - Runner.PROTECTION, 0, false);
    }

    /** Runners named a, b, c … */
    private static Tag with(Field field, String it, Runner... runners) {
        Map<String, Runner> named = new TreeMap<>();
        for (Runner runner : runners) {
            named.put(String.valueOf((char) ('a' + named.size())), runner);
        }
        return new Tag(field, named, it, START, 0);
    }
}
