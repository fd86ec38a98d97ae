package dev.playflux.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A fault of every tick. */
class FaultLogTest {

    @Test
    void fiveASecondAreLoggedAndTheOthersCounted() {
        VirtualTimeScheduler clock = VirtualTimeScheduler.create();
        FaultLog faults = new FaultLog(clock, 5, Duration.ofSeconds(1));
        List<Long> left = new ArrayList<>();
        for (int tick = 0; tick < 60; tick++) {
            faults.log(left::add);
            clock.advanceTimeBy(Duration.ofMillis(50));
        }
        assertThat(left).containsExactly(0L, 0L, 0L, 0L, 0L, 15L, 0L, 0L, 0L, 0L, 15L, 0L, 0L, 0L, 0L);
        clock.advanceTimeBy(Duration.ofSeconds(9));
        faults.log(left::add);
        assertThat(left).hasSize(16).last().isEqualTo(15L);
    }
}
