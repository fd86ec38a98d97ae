package duel;

import static duel.Duel.Hand.PAPER;
import static duel.Duel.Hand.ROCK;
import static duel.Duel.Hand.SCISSORS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playflux.client.GameClient;
import dev.playflux.message.CloseReason;
import dev.playflux.message.Refused;
import dev.playflux.state.Frame;
import dev.playflux.testing.GameTest;
import dev.playflux.testing.Match;
import dev.playflux.testing.TestPlayer;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** The duel: its rules as values, and whole duels over the wire in virtual time. */
@Timeout(60)
class DuelTest {
    private static final RandomGenerator CHANCE = new Random(1);
    private static final Duel START = new Duel(1, Map.of("a", 0, "b", 0), Map.of(), Map.of());

    @ParameterizedTest
    @CsvSource({
        "ROCK, SCISSORS, 1, 0",
        "SCISSORS, PAPER, 1, 0",
        "PAPER, ROCK, 1, 0",
        "SCISSORS, ROCK, 0, 1",
        "PAPER, SCISSORS, 0, 1",
        "ROCK, PAPER, 0, 1",
        "ROCK, ROCK, 0, 0"
    })
    void eachHandBeatsOneOther(Duel.Hand a, Duel.Hand b, int winsOfA, int winsOfB) {
        Duel decided = START.chosen("a", a).chosen("b", b);
        assertThat(decided.wins()).isEqualTo(Map.of("a", winsOfA, "b", winsOfB));
        assertThat(decided.last()).isEqualTo(Map.of("a", a, "b", b));
        assertThat(decided.hands()).isEmpty();
        assertThat(decided.round()).isEqualTo(2);
    }

    @Test
    void aChoiceOutOfTurnIsRefused() {
        assertRefused(new Duel(0, Map.of("a", 0), Map.of(), Map.of()), "too_early");
        assertRefused(START.chosen("a", ROCK), "already_chosen");
        assertRefused(new Duel(3, Map.of("a", 2, "b", 0), Map.of(), Map.of()), "over");
    }

    @Test
    void chanceChoosesForTheIdleOnly() {
        Duel half = START.chosen("a", ROCK);
        assertThat(half.timeUp(new Duel.TimeUp(1, "a"), CHANCE)).isEqualTo(half);
        assertThat(half.timeUp(new Duel.TimeUp(1, "b"), CHANCE).last()).hasSize(2);
    }

    @Test
    void theTimeOfAnotherRoundDoesNothing() {
        assertThat(START.timeUp(new Duel.TimeUp(0, "a"), CHANCE)).isEqualTo(START);
        Duel waiting = new Duel(0, Map.of("a", 0), Map.of(), Map.of());
        assertThat(waiting.timeUp(new Duel.TimeUp(0, "a"), CHANCE)).isEqualTo(waiting);
        Duel over = new Duel(3, Map.of("a", 2, "b", 0), Map.of(), Map.of());
        assertThat(over.timeUp(new Duel.TimeUp(3, "a"), CHANCE)).isEqualTo(over);
    }

    @Test
    void bothSeeWhoHasChosenButOneWhat() {
        play(match -> {
                    TestPlayer ada = match.join("Ada");
                    TestPlayer bob = match.join("Bob");
                    ada.send(new Duel.Choose(PAPER));
                    return after(1).thenMany(Flux.zip(frame(ada), frame(bob)));
                })
                .thenAwait(Duration.ofSeconds(1))
                .assertNext(seen -> {
                    assertThat(seen.getT1().view("hand", Duel.Hand.class)).isEqualTo(PAPER);
                    assertThat(seen.getT2().views()).containsExactly("world");
                    Duel.Seen world = seen.getT2().view("world", Duel.Seen.class);
                    assertThat(world.chosen()).hasSize(1);
                    assertThat(world.last()).isEmpty();
                    assertThat(seen.getT1().view("world", Duel.Seen.class)).isEqualTo(world);
                })
                .expectComplete()
                .verify(Duration.ofSeconds(10));
    }

    @Test
    void whoChoosesTwiceReadsWhyNot() {
        play(match -> {
                    TestPlayer ada = match.join("Ada");
                    match.join("Bob");
                    ada.send(new Duel.Choose(PAPER));
                    ada.send(new Duel.Choose(ROCK));
                    return ada.errors().next();
                })
                .thenAwait(Duration.ofSeconds(1))
                .expectNextMatches(refused -> refused.code().equals("already_chosen")
                        && refused.message().startsWith("You have chosen"))
                .expectComplete()
                .verify(Duration.ofSeconds(10));
    }

    @Test
    void afterTenSecondsChanceChoosesForTheIdle() {
        play(match -> {
                    TestPlayer ada = match.join("Ada");
                    TestPlayer bob = match.join("Bob");
                    ada.send(new Duel.Choose(PAPER));
                    return bob.states(Duel.Seen.class).filter(duel -> duel.round() == 2);
                })
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(9900))
                .thenAwait(Duration.ofMillis(300))
                .expectNextMatches(duel -> duel.last().size() == 2)
                .thenCancel()
                .verify(Duration.ofSeconds(10));
    }

    @Test
    void aRoundThatWasQuickLeavesTheNextItsTenSeconds() {
        play(match -> {
                    TestPlayer ada = match.join("Ada");
                    TestPlayer bob = match.join("Bob");
                    ada.send(Duration.ofSeconds(5), new Duel.Choose(PAPER));
                    bob.send(Duration.ofSeconds(5), new Duel.Choose(PAPER));
                    return bob.states(Duel.Seen.class).filter(duel -> duel.round() == 3);
                })
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(14_900))
                .thenAwait(Duration.ofMillis(400))
                .expectNextCount(1)
                .thenCancel()
                .verify(Duration.ofSeconds(10));
    }

    @Test
    void twoRoundsWonAreTheDuelAndTheRoomClosesWhenBothHaveSeenIt() {
        play(match -> {
                    TestPlayer ada = match.join("Ada");
                    TestPlayer bob = match.join("Bob");
                    for (int round = 1; round <= 2; round++) {
                        ada.send(Duration.ofSeconds(round), new Duel.Choose(ROCK));
                        bob.send(Duration.ofSeconds(round), new Duel.Choose(SCISSORS));
                    }
                    return Flux.merge(
                            bob.states(Duel.Seen.class)
                                    .filter(duel -> duel.wins().containsValue(2))
                                    .map(duel -> "won by " + duel.wins().get(ada.id()))
                                    .take(1),
                            bob.joined().flatMap(GameClient::onClose));
                })
                .thenAwait(Duration.ofSeconds(3))
                .expectNext("won by 2")
                .expectNoEvent(Duration.ofSeconds(1))
                .thenAwait(Duration.ofSeconds(2))
                .expectNext(new CloseReason(4009, "The duel is over"))
                .expectComplete()
                .verify(Duration.ofSeconds(10));
    }

    @Test
    void twoIdlersComeToAnEndToo() {
        play(match -> {
                    match.join("Ada");
                    return match.join("Bob").joined().flatMap(GameClient::onClose);
                })
                .thenAwait(Duration.ofMinutes(10))
                .expectNext(new CloseReason(4009, "The duel is over"))
                .expectComplete()
                .verify(Duration.ofSeconds(10));
    }

    @Test
    void whoLosesTheConnectionComesBackToTheSameHandAndRound() {
        play(match -> {
                    TestPlayer ada = match.join("Ada");
                    TestPlayer bob = match.join("Bob");
                    ada.send(new Duel.Choose(PAPER));
                    Mono.delay(Duration.ofSeconds(1)).subscribe(time -> ada.drop());
                    bob.send(Duration.ofSeconds(3), new Duel.Choose(ROCK));
                    return ada.states(Duel.Seen.class)
                            .filter(duel -> duel.round() == 2)
                            .map(duel -> duel.wins().get(ada.id()));
                })
                .thenAwait(Duration.ofSeconds(4))
                .expectNext(1)
                .thenCancel()
                .verify(Duration.ofSeconds(10));
    }

    @Test
    void whoLeavesEndsTheDuel() {
        play(match -> {
                    TestPlayer ada = match.join("Ada");
                    TestPlayer bob = match.join("Bob");
                    ada.leave();
                    return bob.joined().flatMap(GameClient::onClose);
                })
                .thenAwait(Duration.ofSeconds(1))
                .expectNext(new CloseReason(4009, "Your opponent has left"))
                .expectComplete()
                .verify(Duration.ofSeconds(10));
    }

    @Test
    void aThirdGetsAnotherRoom() {
        play(match -> Flux.just("Ada", "Bob", "Cleo")
                        .flatMap(name -> match.join(name).joined())
                        .map(GameClient::room)
                        .collectList())
                .thenAwait(Duration.ofSeconds(1))
                .expectNextMatches(rooms ->
                        rooms.get(0).equals(rooms.get(1)) && !rooms.get(0).equals(rooms.get(2)))
                .expectComplete()
                .verify(Duration.ofSeconds(10));
    }

    private static void assertRefused(Duel duel, String code) {
        assertThatThrownBy(() -> duel.chosen("a", PAPER))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo(code));
    }

    private static <T> StepVerifier.FirstStep<T> play(Function<Match<Duel>, ? extends Publisher<T>> script) {
        return StepVerifier.withVirtualTime(() -> GameTest.play(Duel.game(), script));
    }

    private static Mono<Long> after(int seconds) {
        return Mono.delay(Duration.ofSeconds(seconds));
    }

    private static Mono<Frame> frame(TestPlayer player) {
        return player.client().frames().next();
    }
}
