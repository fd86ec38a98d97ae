package dev.playflux.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.client.GameClient;
import dev.playflux.codec.Codec;
import dev.playflux.testing.Stage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A value that can be read once but not twice in a tick is one client's trouble, for that tick. */
class UnsteadyValueTest {
    private int reads;

    /** Written by Jackson. */
    public final class Mood {
        private final int tick;

        Mood(int tick) {
            this.tick = tick;
        }

        /** Fails at the tenth tick whenever it has been read in it. */
        public int getValue() {
            if (tick == 10 && reads++ > 0) {
                throw new IllegalStateException("moody");
            }
            return tick;
        }
    }

    record World(int tick, Mood mood) {}

    @Test
    void theOthersGetTheirStatesAndItGetsEverythingTheNextTime() {
        List<String> faults = new ArrayList<>();
        Game<World> game = Game.named("mood", () -> new World(0, new Mood(0)))
                .onTick((world, tick) -> new World(world.tick + 1, new Mood(world.tick + 1)))
                .onError(
                        error -> faults.add(error.where() + ": " + error.cause().getMessage()));
        try (Stage stage = Stage.of(game)) {
            List<Integer> text = seen(stage, Codec.json());
            List<Integer> binary = seen(stage, Codec.cbor());
            stage.pass(Stage.TICK.multipliedBy(14));
            assertThat(binary).contains(9, 10, 11, 12);
            assertThat(text).contains(9, 11, 12).doesNotContain(10);
            assertThat(faults).hasSize(1);
            assertThat(faults.get(0)).contains("mood: ").contains("moody");
        }
    }

    private static List<Integer> seen(Stage stage, Codec codec) {
        List<Integer> seen = new ArrayList<>();
        GameClient.create()
                .transport(stage.network)
                .uri("ws://memory:1/play")
                .codec(codec)
                .connect()
                .subscribe(client -> client.frames()
                        .subscribe(frame -> seen.add(
                                frame.view("world", JsonNode.class).path("tick").intValue())));
        stage.pass(Stage.TICK);
        return seen;
    }
}
