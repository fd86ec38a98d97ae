package dev.playflux.testing;

import static dev.playflux.testing.GameTestTest.FIELD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playflux.client.GameLoop;
import dev.playflux.codec.Codec;
import dev.playflux.message.Refused;
import dev.playflux.room.Game;
import dev.playflux.room.Reply;
import dev.playflux.testing.GameTestTest.Field;
import dev.playflux.testing.GameTestTest.Runner;
import dev.playflux.testing.GameTestTest.Steer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** Matches in a time of their own, and what their expectations say. */
class OpenMatchTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    record Buy(int count) {}

    record Stock(int of) {}

    record Sold(int count) {}

    private static Game<Integer> shop() {
        return Game.named("shop", () -> 0)
                .on(Buy.class, (sold, player, buy) -> {
                    if (buy.count() > 10) {
                        throw new Refused("too_many", "Ten at most");
                    }
                    player.send(new Sold(buy.count()));
                    return sold + buy.count();
                })
                .answer(Stock.class, (sold, player, stock) -> Reply.of(sold, stock.of() - sold));
    }

    @Test
    void whoWaitsInALoopLetsTheMatchsTimePass() throws TimeoutException {
        try (Match<Integer> match = GameTest.open(shop())) {
            GameLoop loop = match.join("Ada").client().loop();
            loop.on(Sold.class, sold -> loop.send(new Buy(5)));
            loop.send(new Buy(1));
            long start = System.nanoTime();
            assertThat(loop.waitUntil(Integer.class, sold -> sold == 6, SECOND.multipliedBy(1000)))
                    .isEqualTo(6);
            assertThat(match.tick()).as("with the second tick").isEqualTo(2);
            String word = loop.tryTo(
                    Integer.class,
                    sold -> {
                        if (match.time().compareTo(SECOND) < 0) {
                            throw new IllegalStateException("early");
                        }
                        return "late";
                    },
                    SECOND.multipliedBy(1000));
            assertThat(word).isEqualTo("late");
            assertThat(match.time()).isEqualTo(SECOND);
            assertThatThrownBy(() -> loop.waitUntil(Integer.class, sold -> sold == 7, SECOND.multipliedBy(1000)))
                    .isInstanceOf(TimeoutException.class);
            assertThat(match.time()).isEqualTo(SECOND.multipliedBy(1001));
            assertThat(System.nanoTime() - start)
                    .isLessThan(SECOND.multipliedBy(100).toNanos());
        }
    }

    @Test
    void whatTheGameThrowsMeanwhileEndsAWaitInALoop() {
        Game<Integer> broken = shop().onTick((sold, tick) -> {
            throw new IllegalStateException("broken till");
        });
        try (Match<Integer> match = GameTest.open(broken)) {
            GameLoop loop = match.join("Ada").client().loop();
            assertThatThrownBy(() -> loop.waitUntil(Integer.class, sold -> false, SECOND))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("broken till");
        }
    }

    @Test
    void whereTimeIsStepVerifiersNobodyWaitsInALoop() {
        StepVerifier.withVirtualTime(() -> GameTest.play(
                        shop(),
                        match -> match.join("Ada").joined().map(client -> {
                            try {
                                return client.loop().waitUntil(Integer.class, sold -> false, SECOND);
                            } catch (TimeoutException late) {
                                return -1;
                            }
                        })))
                .expectErrorMatches(error -> error instanceof IllegalStateException
                        && error.getMessage().contains("GameTest.open"))
                .verify(SECOND);
    }

    @Test
    void timePassesOnlyWhenItIsTold() {
        try (Match<Field> match = GameTest.open(FIELD)) {
            TestPlayer ada = match.join("Ada");
            assertThat(ada.id()).isEqualTo("p1");
            assertThat(match.time()).isZero();
            ada.send(new Steer(1, 0));
            match.ticks(20);
            assertThat(match.tick()).isEqualTo(20);
            assertThat(match.time()).isEqualTo(SECOND);
            match.expectState(
                    "she has run a metre", field -> field.runners().get("p1").x() > 0.999);
            ada.expectState(
                    Field.class,
                    "she has run a metre",
                    field -> field.runners().get("p1").x() > 0.999);
            match.advance(Duration.ofMinutes(10)).expectSeats(1).expectCount("tick.field", 20 * 601);
        }
    }

    @Test
    void messagesAnswersAndRefusalsAreExpectedOnceEach() {
        try (Match<Integer> match = GameTest.with(shop()).codec(Codec.json()).open()) {
            TestPlayer ada = match.join("Ada");
            TestPlayer bob = match.join("Bob");
            ada.send(new Buy(3));
            ada.send(new Buy(4));
            Mono<Void> refused = ada.deliver(new Buy(11));
            ada.within(1)
                    .expectMessage(Sold.class, "there are 4", sold -> sold.count() == 4)
                    .expectMessage(Sold.class)
                    .expectNoMessage(Sold.class)
                    .expectError("too_many")
                    .expectNoError();
            bob.within(10).expectNoMessage(Sold.class).expectNoError();
            assertThat(match.await(SECOND, ada.ask(new Stock(10), Integer.class)))
                    .isEqualTo(3);
            assertThatThrownBy(() -> match.await(SECOND, refused))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("Ten at most");
            match.expectCount("refused.too_many", 1)
                    .expectCounts("two bought", counts -> counts.of("message.buy") == 3);
        }
    }

    @Test
    void whoGoesAwayComesBackWhenItMay() {
        try (Match<Field> match = GameTest.open(FIELD.grace(Duration.ofSeconds(5)))) {
            TestPlayer ada = match.join("Ada");
            ada.expectSeated().expectConnected();
            ada.goAway();
            ada.within(1).expectAway();
            match.advance(Duration.ofSeconds(4));
            ada.expectAway();
            ada.comeBack();
            ada.within(Duration.ofMillis(250)).expectSeated().expectConnected();
            match.expectCount("sessionResumed", 1);
            ada.goAway();
            ada.within(Duration.ofMillis(5100)).expectGone();
            ada.comeBack();
            ada.within(SECOND).expectSeated();
            assertThat(ada.id()).isEqualTo("p2");
            ada.leave();
            ada.within(1).expectGone().expectClosed(1000);
        }
    }

    @Test
    void aFailureSaysWhatWasExpectedWhatCameWhenAndAfterWhichMessages() {
        try (Match<Field> match = GameTest.with(FIELD).seed(77).open()) {
            TestPlayer ada = match.join("Ada");
            ada.send(new Steer(-1, 0));
            assertThatThrownBy(() -> ada.within(20)
                            .expectState(
                                    Field.class,
                                    "she runs to the right",
                                    field -> field.runners().get("p1").x() > 0))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageStartingWith(
                            "expected world of Field in which she runs to the right for Ada, within 1.0 s\n  but: it was Field[runners={p1=Runner[x=-")
                    .hasMessageContaining("in the state of tick 20\n  at tick 20, 1.0 s, seed 77\n")
                    .hasMessageContaining("last messages of Ada (p1):\n    ")
                    .hasMessageContaining("ms ← $state ")
                    .hasMessageContaining("\n    0 ms → steer {dx=-1, dy=0}")
                    .hasMessageContaining(" 1000 ms → $ack Ack[tick=20, seq=0]");
        }
    }

    @Test
    void theMessagesInAFailureAreReadEvenIfTheyNameActionsByNumber() {
        for (Codec codec : List.of(Codec.cbor(), Codec.json())) {
            try (Match<Integer> match = GameTest.with(shop()).codec(codec).open()) {
                TestPlayer ada = match.join("Ada");
                ada.send(new Buy(3));
                match.ticks(1);
                assertThatThrownBy(() -> ada.expectError("too_many"))
                        .hasMessageContaining("0 ms → buy")
                        .hasMessageContaining(" ms ← sold")
                        .hasMessageContaining("but: there were []");
            }
        }
    }

    @Test
    void aFaultInTheGameFailsTheCallThatLetItHappen() {
        try (Logged quiet = new Logged()) {
            faults();
            assertThat(quiet.lines("ERROR")).hasSize(3);
        }
    }

    private static void faults() {
        Game<Field> game = FIELD.onTick((field, tick) -> {
            if (tick.number() == 3) {
                throw new IllegalStateException("third law");
            }
            return field;
        });
        try (Match<Field> match = GameTest.open(game)) {
            match.join("Ada");
            match.ticks(2);
            assertThatThrownBy(() -> match.ticks(1))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining(
                            "the game's code: [onTick of game 'field' threw java.lang.IllegalStateException: third law]")
                    .satisfies(thrown -> assertThat(thrown.getSuppressed()[0]).hasMessage("third law"));
        }
        try (Match<Field> match = GameTest.with(game).allowFaults().open()) {
            match.join("Ada");
            match.ticks(10).expectFault("third law");
            assertThatThrownBy(() -> match.expectFault("third law")).hasMessageContaining("there was none");
        }
        Match<Field> careless = GameTest.with(game).allowFaults().open();
        careless.join("Ada");
        careless.ticks(3);
        assertThatThrownBy(careless::close).hasMessageContaining("third law");
        careless.close();
    }

    @Test
    void nothingStartsAThreadAndRealTimeComesBack() {
        Schedulers.parallel().schedule(() -> {});
        int before = Thread.activeCount();
        List<Thread> heard = new ArrayList<>();
        try (Match<Field> match = GameTest.open(FIELD)) {
            TestPlayer ada = match.join("Ada");
            ada.states(Field.class).subscribe(state -> heard.add(Thread.currentThread()));
            Mono.delay(SECOND).subscribe(late -> heard.add(Thread.currentThread()));
            match.advance(Duration.ofMinutes(1));
            assertThat(Schedulers.parallel().now(TimeUnit.SECONDS)).isEqualTo(60);
            assertThatThrownBy(() -> GameTest.open(FIELD)).hasMessageContaining("close it first");
        }
        assertThat(heard).hasSizeGreaterThan(60).containsOnly(Thread.currentThread());
        assertThat(Thread.activeCount()).isLessThanOrEqualTo(before);
        assertThat(Schedulers.parallel().now(TimeUnit.DAYS)).isGreaterThan(365);
        GameTest.open(FIELD).close();
    }

    @Test
    void whatIsToHappenInTheEndOfTimeDoesNotHappenNow() {
        try (Match<Field> match = GameTest.open(FIELD)) {
            match.advance(SECOND);
            List<String> heard = new ArrayList<>();
            Mono.never().timeout(Duration.ofNanos(Long.MAX_VALUE)).subscribe(none -> {}, late -> heard.add("timeout"));
            Schedulers.parallel()
                    .schedulePeriodically(() -> heard.add("period"), 0, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
            match.advance(Duration.ofDays(1));
            assertThat(heard).containsExactly("period");
        }
    }

    @Test
    void whoStaysIsSaidToStay() {
        try (Match<Field> match = GameTest.open(FIELD)) {
            TestPlayer ada = match.join("Ada");
            assertThatThrownBy(() -> ada.expectClosed(1000))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("but: it has not ended\n");
        }
    }

    @Test
    void whatDoesNotEndInTimeFailsTheMatch() {
        Referee referee = new Referee(GameTest.with(FIELD));
        referee.awaitEnd(
                SECOND, "server", Mono.delay(SECOND, referee.scheduler()).then());
        assertThatThrownBy(() -> referee.awaitEnd(SECOND, "server", Mono.never()))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("expected the end of the server, within 1.0 s\n  but: it goes on");
        assertThatThrownBy(() -> referee.awaitEnd(SECOND, "server", Mono.error(new IllegalStateException("stuck"))))
                .hasMessageContaining("stuck");
    }

    @Test
    void aMatchThatStepVerifierPlaysCannotWait() {
        reactor.test.StepVerifier.withVirtualTime(() -> GameTest.play(FIELD, match -> {
                    TestPlayer ada = match.join("Ada");
                    assertThatThrownBy(() -> ada.within(1).expectSeated()).hasMessageContaining("thenAwait");
                    assertThatThrownBy(() -> match.ticks(1)).hasMessageContaining("thenAwait");
                    return ada.states(Field.class)
                            .take(1)
                            .doOnNext(state -> ada.expectSeated()
                                    .expectState(
                                            Field.class,
                                            "she is there",
                                            field -> field.runners().containsKey("p1")));
                }))
                .thenAwait(SECOND)
                .expectNextCount(1)
                .expectComplete()
                .verify(Duration.ofSeconds(10));
    }

    @Test
    void theSameSeedMovesTheSameBytes() {
        assertThat(played(7)).isEqualTo(played(7)).isNotEqualTo(played(8));
    }

    private static List<Long> played(long seed) {
        Game<Field> game = FIELD.onJoin((field, player) ->
                field.with(player.id(), new Runner(player.room().random().nextDouble(), 0)));
        try (Match<Field> match = GameTest.with(game).seed(seed).open()) {
            TestPlayer ada = match.join("Ada");
            TestPlayer bob = match.join("Bob");
            ada.send(new Steer(1, 0));
            match.ticks(3);
            bob.drop();
            match.advance(SECOND);
            bob.expectSeated();
            return List.of(ada.fingerprint(), bob.fingerprint(), match.fingerprint());
        }
    }
}
