package dev.playflux.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playflux.message.Body;
import dev.playflux.recording.Recorded;
import dev.playflux.recording.Recording;
import dev.playflux.recording.Unreadable;
import dev.playflux.testing.Peer;
import dev.playflux.testing.Stage;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** A replay that is shown to spectators goes as the match went, and from its beginning for who comes when nobody watches. */
class ReplayShowTest {
    private final List<Recorded> live = new ArrayList<>();

    private static Game<Integer> steps() {
        return Game.named("steps", () -> 0).onTick((steps, tick) -> steps + 1);
    }

    @BeforeEach
    void record() {
        try (Stage stage = Stage.of(steps())) {
            stage.join();
            stage.<Integer>room().recording(1).subscribe(live::add);
            stage.ticks(200);
        }
    }

    private Stage show(Game<Integer> game) {
        return Stage.of(Replay.show(game, Recording.of(live), 0));
    }

    @Test
    void aReplayIsShownAtTheRateOfItsMatch() {
        try (Stage stage = show(steps().tickRate(40))) {
            Peer watcher = stage.join();
            assertThat(watcher.data("$welcome").get(0).get("tickMs").asDouble()).isEqualTo(50);
            stage.ticks(20);
            assertThat(stage.<Integer>room().state()).isBetween(19, 22);
            assertThat(stage.<Integer>room().time()).isBetween(Duration.ofMillis(950), Duration.ofMillis(1100));
        }
    }

    @Test
    void aReplayAtARateThatNoGameHasIsRefused() {
        Body none = Body.of(Map.of());
        Recorded fast = new Recorded.Opening("steps", "r", 0, 241, 1, 0, 0, 0, false, none, Body.of(0), List.of());
        byte[] bytes = Objects.requireNonNull(Recording.bytes(Flux.just(fast)).blockLast(Duration.ofSeconds(5)));
        Recording recording = Recording.stream(() -> new ByteArrayInputStream(bytes));
        assertThatThrownBy(() -> Replay.show(steps(), recording, 0))
                .isInstanceOf(Unreadable.class)
                .hasMessage("a tick rate of 241");
    }

    @Test
    void whoComesWhenNobodyWatchesAnyMoreSeesTheBeginning() {
        try (Stage stage = show(steps())) {
            Peer first = stage.join();
            stage.ticks(60);
            Peer second = stage.join();
            stage.ticks(20 * 6);
            assertThat(tick(second)).as("whoever watches keeps it").isGreaterThan(170);
            first.close();
            second.close();
            stage.ticks(20 * 4);
            assertThat(stage.server.rooms()).hasSize(1);
            stage.ticks(20 * 2);
            assertThat(stage.server.rooms()).isEmpty();
            Peer third = stage.join();
            stage.ticks(2);
            assertThat(tick(third)).isLessThan(5);
            stage.ticks(150);
            assertThat(tick(third)).as("who watches alone sees it all").isGreaterThan(150);
        }
    }

    private static int tick(Peer watcher) {
        return watcher.state().get("tick").asInt();
    }
}
