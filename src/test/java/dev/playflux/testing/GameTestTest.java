package dev.playflux.testing;

import dev.playflux.room.Game;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

class GameTestTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    record Steer(double dx, double dy) {}

    record Runner(double x, double dx) {}

    record Field(Map<String, Runner> runners) {
        Field with(String id, Runner runner) {
            Map<String, Runner> next = new HashMap<>(runners);
            next.put(id, runner);
            return new Field(Map.copyOf(next));
        }

        Field step(double seconds) {
            Map<String, Runner> next = new HashMap<>();
            runners.forEach((id, runner) -> next.put(id, new Runner(runner.x + runner.dx * seconds, runner.dx)));
            return new Field(Map.copyOf(next));
        }
    }

    static final Game<Field> FIELD = Game.named("field", () -> new Field(Map.of()))
            .onJoin((field, player) -> field.with(player.id(), new Runner(0, 0)))
            .on(
                    Steer.class,
                    (field, player, steer) -> field.with(
                            player.id(),
                            new Runner(field.runners().get(player.id()).x(), steer.dx())))
            .onTick((field, tick) -> field.step(tick.seconds()));

    @Test
    void aPlayerSeesItsOwnMove() {
        StepVerifier.withVirtualTime(() -> GameTest.play(FIELD, match -> {
                    TestPlayer ada = match.join("Ada");
                    ada.send(new Steer(1, 0));
                    return ada.states(Field.class)
                            .skipUntil(field -> field.runners().get(ada.id()).x() > 0)
                            .next();
                }))
                .thenAwait(Duration.ofSeconds(1))
                .expectNextCount(1)
                .expectComplete()
                .verify(SOON);
    }
}
