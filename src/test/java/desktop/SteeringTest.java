package desktop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import desktop.Steering.Way;
import org.junit.jupiter.api.Test;
import tag.Steer;

class SteeringTest {
    private final Steering steering = new Steering();

    @Test
    void askewIsNotFaster() {
        steering.press(Way.RIGHT);
        steering.press(Way.UP);
        Steer wish = steering.wish();
        assertThat(wish.dx()).isPositive().isEqualTo(-wish.dy());
        assertThat(Math.hypot(wish.dx(), wish.dy())).isCloseTo(1, within(1e-9));
    }

    @Test
    void oppositeKeysAreNoWayUntilOneIsLetGo() {
        steering.press(Way.LEFT);
        steering.press(Way.RIGHT);
        assertThat(steering.wish()).isEqualTo(new Steer(0, 0));
        steering.release(Way.LEFT);
        assertThat(steering.wish()).isEqualTo(new Steer(1, 0));
    }

    @Test
    void theServerIsToldOnceUntilItChanges() {
        assertThat(steering.news()).isEmpty();
        steering.press(Way.DOWN);
        assertThat(steering.news()).contains(new Steer(0, 1));
        assertThat(steering.news()).isEmpty();
        steering.releaseAll();
        assertThat(steering.news()).contains(new Steer(0, 0));
    }

    @Test
    void aKeyThatIsHeldCountsOnANewSeatToo() {
        steering.press(Way.DOWN);
        steering.news();
        steering.startAnew();
        assertThat(steering.news()).contains(new Steer(0, 1));
    }

    @Test
    void thatNoKeyIsHeldIsToldAfterEachWelcomeToo() {
        steering.press(Way.DOWN);
        steering.news();
        steering.release(Way.DOWN);
        steering.news(); // which is lost
        steering.startAnew();
        assertThat(steering.news()).contains(new Steer(0, 0));
        assertThat(steering.news()).isEmpty();
    }

    @Test
    void itIsUsedOnceAKeyWasPressed() {
        steering.releaseAll();
        assertThat(steering.used()).isFalse();
        steering.press(Way.LEFT);
        steering.release(Way.LEFT);
        assertThat(steering.used()).isTrue();
    }
}
