package dev.playflux.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetronomeTest {
    private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    @Test
    void aStepIsDueWhenItsTimeHasPassedAndNotANanosecondEarlier() {
        Metronome metronome = new Metronome(20, -17);
        assertThat(metronome.due(50 * MS - 18)).isZero();
        assertThat(metronome.due(50 * MS - 17)).isEqualTo(1);
        assertThat(metronome.due(50 * MS - 17)).isZero();
        assertThat(metronome.due(100 * MS - 17)).isEqualTo(1);
    }

    @Test
    void aBurstOfFiringsIsOneStep() {
        Metronome metronome = new Metronome(20, 0);
        int steps = 0;
        for (int i = 0; i < 50; i++) {
            steps += metronome.due(60 * MS + i);
        }
        assertThat(steps).isEqualTo(1);
    }

    @Test
    void fiveStepsAreCaughtUpAndMoreAreDroppedAndCounted() {
        Metronome metronome = new Metronome(20, 0);
        assertThat(metronome.due(250 * MS)).isEqualTo(5);
        assertThat(metronome.takeDropped()).isZero();
        assertThat(metronome.due(550 * MS)).isEqualTo(5);
        assertThat(metronome.takeDropped()).isEqualTo(1);
        assertThat(metronome.takeDropped()).isZero();
        assertThat(metronome.due(3600 * SECOND)).isEqualTo(5);
        assertThat(metronome.takeDropped()).isEqualTo(3600 * 20 - 11 - 5);
        assertThat(metronome.due(3600 * SECOND + 49 * MS)).isZero();
        assertThat(metronome.due(3600 * SECOND + 50 * MS)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 20, 30, 59, 60, 64, 100, 128, 144, 239, 240})
    void whateverTheFiringsTheStepsAreThoseOfTheTimeThatHasPassed(int rate) {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        long start = random.nextLong(-SECOND, SECOND);
        Metronome metronome = new Metronome(rate, start);
        long now = start;
        long steps = 0;
        for (int i = 0; i < 20_000; i++) {
            now += random.nextLong(1 + 2 * SECOND / rate);
            steps += metronome.due(now) + metronome.takeDropped();
            long passed = now - start;
            assertThat(steps)
                    .as("seed %d, after %d ns", seed, passed)
                    .isEqualTo(passed / SECOND * rate + passed % SECOND * rate / SECOND);
        }
    }
}
