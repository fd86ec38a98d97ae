package dev.playflux.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowTest {
    private static final long MS = 1_000_000;

    @ParameterizedTest
    @CsvSource({"20,0,250", "20,80,330", "60,2,152", "200,100,215", "1,0,2000", "20,5000,2000"})
    void aClientIsBehindWhenItsOldestStateIsOlderThanTheWindow(int rate, int roundTrip, int window) {
        Window states = new Window(rate);
        Duration measured = Duration.ofMillis(roundTrip);
        states.sent(1, 0);
        states.sent(2, 10 * MS);
        assertThat(states.behind(window * MS - 10_000, measured)).isFalse();
        assertThat(states.behind(window * MS + 1, measured)).isTrue();
        states.acknowledge(1, window * MS + 1, measured);
        states.acknowledge(2, window * MS + 1, measured);
        assertThat(states.behind(window * MS * 9, measured))
                .as("with nothing unacknowledged")
                .isFalse();
    }

    @Test
    void anAcknowledgementCoversAllStatesBeforeItHoweverMany() {
        Window states = new Window(240);
        for (long tick = 1; tick <= 1000; tick++) {
            states.sent(tick * 2, tick);
            if (tick % 7 == 0) {
                assertThat(states.acknowledge(tick, tick, Duration.ZERO)).isEqualTo(tick % 2 == 0);
            }
        }
        assertThat(states.acknowledge(1998, 1000, Duration.ZERO)).isTrue();
        assertThat(states.stalled(1000 + 5000 * MS)).isFalse();
        assertThat(states.stalled(1001 + 5000 * MS)).isTrue();
        assertThat(states.acknowledge(2001, 1000, Duration.ZERO))
                .as("never sent")
                .isFalse();
    }

    @Test
    void whoWasBehindGetsOneAtATimeUntilItsAcknowledgementsArePrompt() {
        Window states = new Window(20);
        long now = 0;
        long tick = 0;
        states.sent(++tick, now);
        now += 300 * MS;
        assertThat(states.behind(now, Duration.ZERO)).isTrue();
        states.acknowledge(tick, now, Duration.ZERO);
        for (int most : new int[] {1, 2, 3, 5, 8, 12}) {
            for (int i = 0; i < most; i++) {
                assertThat(states.behind(now, Duration.ZERO)).isFalse();
                states.sent(++tick, now);
            }
            assertThat(states.behind(now, Duration.ZERO))
                    .as("%s on the way", most)
                    .isTrue();
            now += 100 * MS;
            states.acknowledge(tick, now, Duration.ZERO);
        }
    }
}
