package dev.playflux.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.message.Limits;
import dev.playflux.transport.TokenBucket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

/** How often is too often, to the nanosecond. */
class MannersTest {
    private final VirtualTimeScheduler clock = VirtualTimeScheduler.create();

    private void pass(long millis) {
        clock.advanceTimeBy(Duration.ofMillis(millis));
    }

    @Test
    void aBucketGivesItsBurstAndThenOneTokenForEachInterval() {
        TokenBucket bucket = bucket(new Limits.Rate(10, 3));
        assertThat(taken(bucket)).isEqualTo(3);
        clock.advanceTimeBy(Duration.ofMillis(100).minusNanos(1));
        assertThat(bucket.take(now())).isFalse();
        clock.advanceTimeBy(Duration.ofNanos(1));
        assertThat(bucket.take(now())).isTrue();
        assertThat(bucket.take(now())).isFalse();
        pass(250);
        assertThat(taken(bucket)).isEqualTo(2);
        clock.advanceTimeBy(Duration.ofMillis(50));
        assertThat(taken(bucket)).isEqualTo(1);
    }

    @Test
    void aBucketIsNeverFullerThanItsBurst() {
        TokenBucket bucket = bucket(new Limits.Rate(120, 240));
        clock.advanceTimeBy(Duration.ofDays(365));
        assertThat(taken(bucket)).isEqualTo(240);
        pass(1000);
        assertThat(taken(bucket)).isEqualTo(120);
    }

    @Test
    void aBurstOfOneIsASteadyRate() {
        TokenBucket bucket = bucket(new Limits.Rate(1, 1));
        assertThat(taken(bucket)).isEqualTo(1);
        pass(999);
        assertThat(taken(bucket)).isZero();
        pass(1);
        assertThat(taken(bucket)).isEqualTo(1);
    }

    private TokenBucket bucket(Limits.Rate rate) {
        return new TokenBucket(rate, now());
    }

    private long now() {
        return clock.now(TimeUnit.NANOSECONDS);
    }

    private int taken(TokenBucket bucket) {
        int taken = 0;
        while (bucket.take(now())) {
            taken++;
        }
        return taken;
    }

    @Test
    void aWindowAdmitsSoManyInAnyPeriodWhereverItStarts() {
        SlidingWindow window = new SlidingWindow(2, Duration.ofSeconds(1), clock);
        assertThat(window.admit()).isTrue();
        pass(600);
        assertThat(window.admit()).isTrue();
        assertThat(window.admit()).isFalse();
        pass(399);
        assertThat(window.admit()).as("the first is not a period old").isFalse();
        pass(1);
        assertThat(window.admit()).as("what was not admitted does not count").isTrue();
        assertThat(window.admit()).isFalse();
        pass(600);
        assertThat(window.admit()).isTrue();
        assertThat(window.admit()).isFalse();
        for (int i = 0; i < 100; i++) {
            pass(500);
            assertThat(window.admit()).isTrue();
        }
    }

    @Test
    void aPeerThatIsOverItsRateForThreeSecondsWithoutAPauseIsRelentless() {
        Manners manners = new Manners(Limits.DEFAULTS.withRate(1, 1), clock);
        assertThat(manners.withinRate()).isTrue();
        for (int i = 0; i < 30; i++) {
            assertThat(manners.relentless()).isFalse();
            manners.withinRate();
            manners.withinRate();
            pass(100);
        }
        assertThat(manners.relentless()).isFalse();
        manners.withinRate();
        manners.withinRate();
        assertThat(manners.relentless()).as("after exactly three seconds").isTrue();
    }

    @Test
    void aPauseOfASecondIsForgiven() {
        Manners manners = new Manners(Limits.DEFAULTS.withRate(1, 1), clock);
        for (int i = 0; i < 20; i++) {
            manners.withinRate();
            manners.withinRate();
            pass(1000);
            assertThat(manners.relentless()).isFalse();
        }
    }

    @Test
    void aPauseShorterThanASecondIsNone() {
        Manners manners = new Manners(Limits.DEFAULTS.withRate(1, 1), clock);
        for (int i = 0; i < 4; i++) {
            manners.withinRate();
            manners.withinRate();
            pass(999);
        }
        manners.withinRate();
        manners.withinRate();
        assertThat(manners.relentless()).isTrue();
    }

    @Test
    void tenRefusalsASecondAreWorthAnAnswer() {
        Manners manners = new Manners(Limits.DEFAULTS, clock);
        for (int i = 0; i < 10; i++) {
            assertThat(manners.worthAnAnswer()).isTrue();
        }
        assertThat(manners.worthAnAnswer()).isFalse();
        pass(1000);
        assertThat(manners.worthAnAnswer()).isTrue();
    }

    @Test
    void theEighthMalformedMessageInTenSecondsIsNotForgiven() {
        Manners manners = new Manners(Limits.DEFAULTS, clock);
        for (int i = 0; i < 7; i++) {
            assertThat(manners.forgivable()).isTrue();
        }
        pass(9999);
        assertThat(manners.forgivable()).isFalse();
        pass(1);
        assertThat(manners.forgivable()).isTrue();
    }

    @Test
    void aMessageBeyondTheRateOfBytesTakesItsEnvelopesWithIt() {
        Limits limits = Limits.DEFAULTS.withMessageBytes(1000).withBytes(1000, 2000);
        Manners manners = new Manners(limits, clock);
        assertThat(manners.weigh(1000)).isTrue();
        assertThat(manners.weigh(1000)).isTrue();
        assertThat(manners.withinRate()).isTrue();
        assertThat(manners.weigh(100)).isFalse();
        assertThat(manners.withinRate()).isFalse();
        clock.advanceTimeBy(Duration.ofMillis(200));
        assertThat(manners.weigh(100)).isTrue();
        assertThat(manners.withinRate()).isTrue();
    }

    @Test
    void aWholeMessageMayAlwaysComeAtOnce() {
        Manners manners = new Manners(Limits.DEFAULTS.withMessageBytes(5000).withBytes(1, 1), clock);
        assertThat(manners.weigh(5000)).isTrue();
        assertThat(manners.weigh(1)).isFalse();
    }
}
