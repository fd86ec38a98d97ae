package dev.playflux.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.testing.Peer;
import dev.playflux.testing.Stage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** What cannot be kept, or not be read back: nobody is stuck, and nothing is thrown away. */
class StoreFaultsTest {
    record Seen(int step) {}

    record Small(int count) {}

    record Large(List<String> count) {}

    record Ring(String bell) {}

    /** A world that no document can hold. */
    static final class Loop {
        final Loop self = this;
        int steps;
    }

    private final List<String> heard = new ArrayList<>();
    private final Store memory = Store.memory();
    private @Nullable Stage stage;

    @AfterEach
    void close() {
        if (stage != null) {
            stage.close();
        }
    }

    private Stage play(Game<?> game) {
        stage = Stage.of(spec -> spec.game(game).store(memory));
        return stage;
    }

    private List<String> documents() {
        return Objects.requireNonNull(memory.load()
                .map(document -> new String(document, StandardCharsets.UTF_8))
                .collectList()
                .block(Duration.ofSeconds(5)));
    }

    @Test
    void aMutableWorldThatCannotBeWrittenIsReportedOnceAndItsRoomEndsAsWithoutAStore() {
        Stage stage = play(Game.simulation("loop", Loop::new)
                .onTick((world, tick) -> world.steps++)
                .onClose((world, room) -> Mono.fromRunnable(() -> heard.add("close")))
                .world(Seen.class, world -> new Seen(world.steps)));
        Peer ada = stage.join();
        stage.pass(Duration.ofSeconds(9));
        assertThat(stage.faults).singleElement().asString().startsWith("the store");
        assertThat(ada.state().path("tick").asLong()).isGreaterThan(170);
        stage.server.dispose();
        stage.pass(Duration.ofMillis(100));
        assertThat(heard).containsExactly("close");
        assertThat(ada.closes()).containsExactly(1001);
    }

    @Test
    void aRoomThatANewVersionOfItsGameCannotReadStaysInTheStore() {
        Stage first = play(Game.named("kept", () -> new Small(1)));
        first.join();
        first.pass(Duration.ofSeconds(3));
        first.close();
        List<String> kept = documents();
        Stage second = play(Game.named("kept", () -> new Large(List.of())));
        second.ticks(3);
        assertThat(second.server.rooms()).isEmpty();
        assertThat(second.faults).hasSize(1);
        assertThat(documents()).isEqualTo(kept);
    }

    @Test
    void anEventThatCannotBeReadKeepsItsRoomInTheStoreToo() {
        Game<Small> game = Game.named("kept", () -> new Small(1)).when(Ring.class, (state, room, ring) -> state);
        Stage first = play(game);
        first.join();
        first.room().after(Duration.ofHours(1), new Ring("late"));
        first.pass(Duration.ofSeconds(3));
        String room = first.room().id();
        first.close();
        String broken = documents().get(0).replace("\"late\"", "[7]");
        memory.save(room, broken.getBytes(StandardCharsets.UTF_8)).block(Duration.ofSeconds(5));
        Stage second = play(game);
        second.ticks(3);
        assertThat(second.server.rooms()).isEmpty();
        assertThat(second.faults).hasSize(1);
        assertThat(documents()).containsExactly(broken);
    }
}
