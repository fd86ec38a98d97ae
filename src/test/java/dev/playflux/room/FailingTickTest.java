package dev.playflux.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.testing.BusyClock;
import dev.playflux.testing.Peer;
import dev.playflux.testing.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A game whose step throws. */
class FailingTickTest {
    private final List<String> heard = new ArrayList<>();
    private final List<String> closed = new ArrayList<>();
    private final BusyClock clock = BusyClock.set();
    private Stage stage;

    @AfterEach
    void close() {
        stage.close();
    }

    /** A game that counts its steps, and throws in some of them. */
    private void failsAt(Long... steps) {
        Set<Long> bad = Set.of(steps);
        stage = Stage.of(Game.named("frail", () -> 0)
                .onError(error -> heard.add(error.where() + ": " + error.cause().getMessage()))
                .onClose((count, room) -> {
                    closed.add("closed at " + count);
                    return null;
                })
                .onTick((count, tick) -> {
                    if (bad.contains(tick.number())) {
                        throw new IllegalStateException("step " + tick.number());
                    }
                    return count + 1;
                }));
    }

    @Test
    void goesOnWithItsStateUnchanged() {
        failsAt(3L, 4L);
        Peer ada = stage.join();
        stage.ticks(6);
        assertThat(heard).containsExactly("onTick: step 3", "onTick: step 4");
        assertThat(stage.<Integer>room().state()).isEqualTo(4);
        assertThat(ada.closes()).isEmpty();
    }

    @Test
    void theThirdFaultInTenSecondsClosesTheRoomAndThePlayersAreTold() {
        failsAt(10L, 100L, 209L, 210L);
        Peer ada = stage.join();
        stage.ticks(208);
        assertThat(ada.closes()).isEmpty();
        ada.forget();
        stage.ticks(2);
        assertThat(heard).hasSize(3);
        assertThat(ada.closes()).containsExactly(4009);
        assertThat(ada.refusals()).containsExactly("room_closed");
        assertThat(ada.data("$error").get(0).path("fatal").asBoolean()).isTrue();
        assertThat(closed).containsExactly("closed at 206");
        assertThat(stage.server.rooms()).isEmpty();
        stage.join();
        assertThat(stage.server.rooms()).as("another one opens").hasSize(1);
    }

    @Test
    void twoFaultsInAnyTenSecondsAreForgiven() {
        failsAt(10L, 100L, 211L, 301L, 412L);
        Peer ada = stage.join();
        stage.ticks(500);
        assertThat(heard).hasSize(5);
        assertThat(ada.closes()).isEmpty();
    }

    @Test
    void aRoomThatMakesUpForLostTimeThrowsThreeTimesAndNotFive() {
        failsAt(3L, 4L, 5L, 6L, 7L, 8L);
        Peer ada = stage.join();
        stage.ticks(2);
        clock.schedule(() -> clock.busy(Duration.ofMillis(290)));
        stage.ticks(10);
        assertThat(heard).hasSize(3);
        assertThat(ada.closes()).containsExactly(4009);
    }
}
