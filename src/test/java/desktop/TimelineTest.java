package desktop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import tag.Tag;

class TimelineTest {
    private static final double FRAME = 1000 / 60.0;
    private final Timeline timeline = new Timeline();

    /** Somebody runs to the right from the middle of the upper edge, where nothing is in the way. */
    private Tag tag = at("ada", 0).steered("ada", 1, 0);

    private static Tag at(String id, long seed) {
        return Tag.empty().joined(id, id, false, new Random(seed));
    }

    @Test
    void thereIsNoPictureBeforeTheFirstState() {
        assertThat(timeline.advance(FRAME)).isNull();
    }

    @Test
    void betweenTwoStatesARunnerIsBetweenItsPlaces() {
        Tag next = tag.stepped(.05);
        Moment half = Moment.between(tag, next, tag.time() + 25);
        double from = tag.runners().get("ada").x();
        double to = next.runners().get("ada").x();
        assertThat(half.spot("ada").x()).isCloseTo((from + to) / 2, within(1e-9));
        assertThat(half.time()).isEqualTo(25);
    }

    @Test
    void beforeAndAfterTheTwoNothingMoves() {
        Tag next = tag.stepped(.05);
        assertThat(Moment.between(tag, next, -70).spot("ada").x())
                .isEqualTo(tag.runners().get("ada").x());
        assertThat(Moment.between(tag, next, 400).spot("ada").x())
                .isEqualTo(next.runners().get("ada").x());
    }

    @Test
    void whoeverIsNewIsWhereTheLaterStateSaysAndWhoeverLeftIsGone() {
        Tag next = tag.stepped(.05).joined("bob", "Bob", false, new Random(5)).left("ada");
        Moment moment = Moment.between(tag, next, 10);
        assertThat(moment.spot("bob").x()).isEqualTo(next.runners().get("bob").x());
        assertThat(moment.spot("ada")).isNull();
    }

    @Test
    void thePictureIsTwoStatesOld() {
        double shown = 0;
        for (int frame = 0; frame < 120; frame++) {
            if (frame % 3 == 0) { // 20 states in 60 frames
                tag = tag.stepped(.05);
                timeline.add(tag);
            }
            shown = timeline.advance(FRAME).time();
        }
        double now = tag.time() + 3 * FRAME;
        assertThat(now - shown).isCloseTo(Timeline.DELAY, within(20.0));
    }

    @Test
    void statesThatComeInJerksMakeNoPictureThatDoes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Tag[] states = new Tag[200];
        double[] arrivals = new double[states.length];
        for (int i = 0; i < states.length; i++) {
            states[i] = i == 0 ? tag : states[i - 1].stepped(.05);
            // Up to 40 ms late, never before the one ahead.
            arrivals[i] = i == 0 ? 0 : Math.max(arrivals[i - 1], i * 50 + random.nextDouble() * 40);
        }
        double last = Double.NaN;
        int next = 0;
        for (double now = 0; next < states.length; now += FRAME) {
            for (; next < states.length && arrivals[next] <= now; next++) {
                timeline.add(states[next]);
            }
            double time = timeline.advance(FRAME).time();
            if (now > 1000) {
                assertThat(time - last).as("seed %d at %.0f ms", seed, now).isBetween(FRAME * .7, FRAME * 1.3);
            }
            last = time;
        }
    }

    @Test
    void afterAStallItCatchesUpAtOnceAndAStateOfAnotherRoomStartsAnew() {
        timeline.add(tag);
        timeline.advance(FRAME);
        for (int i = 0; i < 100; i++) {
            tag = tag.stepped(.05);
        }
        timeline.add(tag);
        assertThat(timeline.advance(FRAME).tag()).isSameAs(tag);
        Tag other = at("bob", 3);
        timeline.add(other);
        assertThat(timeline.advance(FRAME).tag()).isSameAs(other);
    }

    @Test
    void withoutNewStatesItHoldsTheLatest() {
        Tag next = tag.stepped(.05);
        timeline.add(tag);
        timeline.add(next);
        timeline.add(next);
        for (int frame = 0; frame < 300; frame++) {
            timeline.advance(FRAME);
        }
        assertThat(timeline.advance(FRAME).time()).isEqualTo(next.time());
    }
}
