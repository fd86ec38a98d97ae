package dev.playflux.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.client.GameClient;
import dev.playflux.message.Failure;
import dev.playflux.message.PlayfluxException;
import dev.playflux.message.Refused;
import dev.playflux.room.Game;
import dev.playflux.room.Reply;
import dev.playflux.room.Tick;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

class GameTestTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    record Buy(int count) {}

    record Stock(int of) {}

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

    @Test
    void aPlayerWhoseConnectionDropsComesBackAndWhatItDeliversAndAsksIsHandledOnce() {
        List<String> heard = new ArrayList<>();
        Game<Integer> game = Game.named("shop", () -> 0)
                .onAway((sold, player) -> {
                    heard.add("away");
                    return sold;
                })
                .onBack((sold, player) -> {
                    heard.add("back");
                    return sold;
                })
                .on(Buy.class, (sold, player, buy) -> sold + buy.count())
                .answer(Stock.class, (sold, player, stock) -> Reply.of(sold, stock.of() - sold));
        StepVerifier.withVirtualTime(() -> GameTest.play(game, match -> {
                    TestPlayer ada = match.join("Ada");
                    ada.drop();
                    return ada.deliver(new Buy(3)).then(ada.ask(new Stock(10), Integer.class));
                }))
                .thenAwait(Duration.ofSeconds(1))
                .expectNext(7)
                .expectComplete()
                .verify(SOON);
        assertThat(heard).containsExactly("away", "back");
    }

    @Test
    void whatAGamesFunctionThrowsEndsTheMatchAsAnError() {
        Game<Field> game = FIELD.onTick((field, tick) -> {
            throw new IllegalStateException("third law");
        });
        StepVerifier.withVirtualTime(() -> GameTest.with(game)
                        .seed(7)
                        .play(match -> match.join("Ada").states(Field.class)))
                .thenAwait(Duration.ofSeconds(1))
                .expectErrorMatches(error -> error instanceof PlayfluxException
                        && error.getMessage()
                                .equals("onTick of game 'field' threw java.lang.IllegalStateException: third law,"
                                        + " at tick 0, 0.05 s, seed 7"))
                .verify(SOON);
    }

    @Test
    void stateChangedInPlaceEndsTheMatchAtItsTick() {
        Map<String, Runner> runners = new HashMap<>();
        Game<Field> game = Game.named("field", () -> new Field(runners)).onTick((field, tick) -> {
            if (tick.number() == 3) {
                field.runners.put("ghost", new Runner(1, 1));
            }
            return field;
        });
        StepVerifier.withVirtualTime(() -> GameTest.play(game, match -> {
                    match.join("Ada");
                    return match.room().ticks().map(Tick::number);
                }))
                .thenAwait(Duration.ofSeconds(1))
                .expectNext(1L, 2L)
                .expectErrorMatches(error -> error.getMessage().contains("runners.ghost was changed in place"))
                .verify(SOON);
    }

    @Test
    void messagesTakeTheLatencyOfTheMatchAndRefusalsAreHeardFromTheStart() {
        Game<Field> game = FIELD.on("no", Integer.class, (field, player, no) -> {
            throw new Refused("no", "No");
        });
        StepVerifier.withVirtualTime(() -> GameTest.play(game, match -> {
                    match.latency(Duration.ofMillis(100));
                    TestPlayer ada = match.join("Ada");
                    ada.send("no", 1);
                    ada.send(Duration.ofSeconds(1), new Steer(1, 0));
                    return Flux.concat(
                            ada.joined().map(GameClient::player),
                            ada.errors().map(Failure::code).take(1),
                            ada.states(Field.class)
                                    .filter(field ->
                                            field.runners().get(ada.id()).x() > 0)
                                    .map(field -> "moved")
                                    .take(1));
                }))
                .expectSubscription()
                // There, back, and there again with the hello; the welcome comes back.
                .expectNoEvent(Duration.ofMillis(400))
                .expectNext("p1")
                .thenAwait(Duration.ofMillis(250))
                .expectNext("no")
                .expectNoEvent(Duration.ofMillis(550))
                .thenAwait(Duration.ofMillis(200))
                .expectNext("moved")
                .expectComplete()
                .verify(SOON);
    }

    @Test
    void aMatchIsPlayedAnewForEachSubscriptionAndAlwaysTheSame() {
        Supplier<Flux<Double>> match = () -> GameTest.play(
                FIELD.onOpen((field, room) ->
                        field.with("chance", new Runner(room.random().nextDouble(), 1))),
                played -> played.join("Ada")
                        .states(Field.class)
                        .map(field -> field.runners().get("chance").x())
                        .take(20));
        List<Double> first = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            List<Double> heard = new ArrayList<>();
            StepVerifier.withVirtualTime(() -> match.get().doOnNext(heard::add))
                    .thenAwait(Duration.ofSeconds(2))
                    .expectNextCount(20)
                    .expectComplete()
                    .verify(SOON);
            assertThat(i == 0 || heard.equals(first)).isTrue();
            first = heard;
        }
    }

    @Test
    void somebodyWatchesWithoutASeat() {
        StepVerifier.withVirtualTime(() -> GameTest.play(FIELD, match -> {
                    match.joinWith(Map.of());
                    TestPlayer guest = match.spectate();
                    return guest.states(Field.class)
                            .map(field -> match.room().players().size())
                            .take(1);
                }))
                .thenAwait(Duration.ofSeconds(1))
                .expectNext(1)
                .expectComplete()
                .verify(SOON);
    }
}
