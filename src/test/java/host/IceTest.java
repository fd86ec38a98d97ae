package host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class IceTest {
    private static final double STEP = 1 / 60.0;
    private final Random random = new Random(3);
    private final Ice two = Ice.empty(2).joined("hugo", "Hugo", random).joined("gina", "Gina", random);

    private static Penguin at(double x, double y, double vx, double vy) {
        return Penguin.standing("", x, y).moved(x, y, vx, vy);
    }

    private static Ice with(Fish fish, Penguin hugo, Penguin gina) {
        Map<String, Penguin> both = new LinkedHashMap<>();
        both.put("hugo", hugo);
        both.put("gina", gina);
        return new Ice(2, both, fish, null);
    }

    @Test
    void thereIsNothingToCatchUntilTheSecondComes() {
        assertThat(Ice.empty(2).joined("hugo", "Hugo", random).fish()).isNull();
        assertThat(two.fish()).isNotNull();
    }

    @Test
    void aFishShowsItselfFarFromBoth() {
        for (int i = 0; i < 200; i++) {
            Fish fish = two.newRound(random).fish();
            assertThat(two.penguins().values()).allMatch(penguin -> fish.distance(penguin.x(), penguin.y()) >= 200);
        }
    }

    @Test
    void whoPushesGetsFasterAndWhoStopsSlidesOn() {
        Penguin pushed = at(300, 300, 0, 0).steered(1, 0).stepped(STEP).stepped(STEP);
        assertThat(pushed.vx()).isPositive();
        Penguin sliding = pushed.steered(0, 0).stepped(STEP);
        assertThat(sliding.x()).isGreaterThan(pushed.x());
        assertThat(sliding.vx()).isPositive().isLessThan(pushed.vx());
    }

    @Test
    void askewIsNotFaster() {
        Penguin askew = at(300, 300, 0, 0).steered(1, -1);
        assertThat(Math.hypot(askew.dx(), askew.dy())).isCloseTo(1, within(1e-9));
        assertThat(at(300, 300, 0, 0).steered(.2, 0).dx()).isEqualTo(.2);
    }

    @Test
    void theEdgeThrowsBackSlower() {
        Penguin thrown = at(Penguin.RADIUS + 1, 300, -400, 10).stepped(STEP);
        assertThat(thrown.x()).isEqualTo(Penguin.RADIUS);
        assertThat(thrown.vx()).isBetween(200.0, 399.0);
        assertThat(thrown.vy()).isPositive();
    }

    @Test
    void headOnTheySwapTheirSpeeds() {
        Ice bumped = with(null, at(300, 300, 200, 7), at(300 + 2 * Penguin.RADIUS, 300, -100, 0))
                .stepped(STEP, random);
        assertThat(bumped.penguins().get("hugo").vx()).isNegative();
        assertThat(bumped.penguins().get("gina").vx()).isPositive().isGreaterThan(150);
        assertThat(bumped.penguins().get("hugo").vy()).isPositive();
        assertThat(apart(bumped)).isCloseTo(2 * Penguin.RADIUS, within(1e-9));
    }

    @Test
    void theNearerOneHasTheFishAndAnotherShowsItself() {
        Fish fish = new Fish(300, 300);
        Ice fed = with(fish, at(330, 300, 0, 0), at(280, 300 - 30, 0, 0)).stepped(STEP, random);
        assertThat(fed.penguins().get("hugo").fish()).isEqualTo(1);
        assertThat(fed.penguins().get("gina").fish()).isZero();
        assertThat(fed.fish()).isNotNull().isNotEqualTo(fish);
        assertThat(fed.winner()).isNull();
    }

    @Test
    void whoeverHasEnoughHasWonAndTheNextRoundBeginsHungry() {
        Penguin one = at(330, 300, 0, 0).withFish(1);
        Ice won = with(new Fish(300, 300), one, at(800, 300, 0, 0).withFish(1)).stepped(STEP, random);
        assertThat(won.winner()).isEqualTo("hugo");
        assertThat(won.fish()).isNull();
        Ice next = won.newRound(random);
        assertThat(next.winner()).isNull();
        assertThat(next.fish()).isNotNull();
        assertThat(next.penguins().values()).allMatch(penguin -> penguin.fish() == 0);
    }

    @Test
    void whoIsLeftAloneWaits() {
        Ice alone = two.left("gina");
        assertThat(alone.penguins()).containsOnlyKeys("hugo");
        assertThat(alone.fish()).isNull();
        assertThat(alone.newRound(random).fish()).isNull();
    }

    @Test
    void theSameChanceIsTheSameGame() {
        assertThat(played(new Random(11), 2000)).isEqualTo(played(new Random(11), 2000));
        assertThat(played(new Random(11), 2000)).isNotEqualTo(played(new Random(12), 2000));
    }

    @RepeatedTest(5)
    void whateverTheyDoTheyStayOnTheIceApartAndNotTooFast() {
        long seed = System.nanoTime();
        Random chance = new Random(seed);
        Ice ice = two;
        for (int i = 0; i < 3000; i++) {
            if (i % 20 == 0) {
                ice = ice.changed("hugo", penguin -> penguin.steered(chance.nextGaussian(), chance.nextGaussian()))
                        .changed("gina", penguin -> penguin.steered(chance.nextGaussian(), chance.nextGaussian()));
            }
            ice = ice.stepped(STEP, chance);
            assertThat(ice.penguins().values()).as("seed %d, step %d", seed, i).allSatisfy(penguin -> {
                assertThat(penguin.x()).isBetween(Penguin.RADIUS, Ice.WIDTH - Penguin.RADIUS);
                assertThat(penguin.y()).isBetween(Penguin.RADIUS, Ice.HEIGHT - Penguin.RADIUS);
                assertThat(Math.hypot(penguin.vx(), penguin.vy())).isLessThan(1024);
            });
            // An edge may press them together for a moment.
            assertThat(apart(ice)).as("seed %d, step %d", seed, i).isGreaterThan(1.5 * Penguin.RADIUS);
            ice = ice.winner() == null ? ice : ice.newRound(chance);
        }
    }

    private static double apart(Ice ice) {
        Penguin hugo = ice.penguins().get("hugo");
        Penguin gina = ice.penguins().get("gina");
        return Math.hypot(hugo.x() - gina.x(), hugo.y() - gina.y());
    }

    private Ice played(Random chance, int steps) {
        Ice ice = Ice.empty(5).joined("hugo", "Hugo", chance).joined("gina", "Gina", chance);
        for (int i = 0; i < steps; i++) {
            for (String id : ice.penguins().keySet()) {
                Steer steer = Pilot.steer(ice, id);
                ice = ice.changed(id, penguin -> penguin.steered(steer.dx(), steer.dy()));
            }
            ice = ice.stepped(STEP, chance);
        }
        return ice;
    }

    @Test
    void thePilotWinsAloneInAMinute() {
        Ice ice = two;
        for (int i = 0; i < 3600 && ice.winner() == null; i++) {
            Steer steer = Pilot.steer(ice, "gina");
            ice = ice.changed("gina", penguin -> penguin.steered(steer.dx(), steer.dy()))
                    .stepped(STEP, random);
        }
        assertThat(ice.winner()).isEqualTo("gina");
        assertThat(Pilot.steer(ice, "gina")).isEqualTo(Steer.NOWHERE);
        assertThat(Pilot.steer(ice, null)).isEqualTo(Steer.NOWHERE);
    }
}
