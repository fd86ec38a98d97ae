package pong;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.message.Failure;
import dev.playflux.testing.GameTest;
import dev.playflux.testing.Match;
import dev.playflux.testing.TestPlayer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Pong as other programs meet it: whole matches over the wire, in virtual time. */
@Timeout(60)
class PongGameTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    @Test
    void twoPlayAThirdGetsAnotherCourtAndWhoWatchesSeesTheSame() {
        play(match -> {
                    TestPlayer ada = match.join("Ada");
                    TestPlayer bob = match.join("Bob");
                    TestPlayer cleo = match.join("Cleo");
                    TestPlayer dan = match.spectate();
                    return Mono.delay(SECOND.plusMillis(505))
                            .thenMany(Flux.just(ada, bob, dan, cleo)
                                    .map(PongGameTest::court)
                                    .collectList());
                })
                .thenAwait(SECOND.multipliedBy(2))
                .assertNext(courts -> {
                    assertThat(courts.get(0)).isEqualTo(courts.get(1)).isEqualTo(courts.get(2));
                    assertThat(courts.get(0).left()).isNotNull();
                    assertThat(courts.get(0).right()).isNotNull();
                    assertThat(courts.get(0).rest()).as("the ball flies").isZero();
                    assertThat(courts.get(3).right())
                            .as("the third waits elsewhere")
                            .isNull();
                })
                .expectComplete()
                .verify(LONGEST);
    }

    @Test
    void whoWatchesTouchesNothing() {
        play(match -> {
                    TestPlayer ada = match.join("Ada");
                    TestPlayer dan = match.spectate();
                    dan.send(new PongGame.Aim(0));
                    return dan.errors().next().zipWith(Mono.delay(SECOND).map(time -> aimOfAda(ada)));
                })
                .thenAwait(SECOND)
                .assertNext(seen -> {
                    assertThat(seen.getT1().code()).isEqualTo(Failure.NOT_ALLOWED);
                    assertThat(seen.getT2()).isEqualTo(200);
                })
                .expectComplete()
                .verify(LONGEST);
    }

    @Test
    void whatIsNoAimIsBadDataAndChangesNothing() {
        play(match -> {
                    TestPlayer ada = match.join("Ada");
                    ada.client().send("aim", Map.of("y", "up"));
                    ada.client().send("aim", Map.of());
                    ada.client().send("aim", null);
                    ada.client().send("again", Map.of());
                    return ada.errors()
                            .map(Failure::code)
                            .take(4)
                            .concatWith(Mono.delay(SECOND.dividedBy(2)).map(time -> "" + aimOfAda(ada)))
                            .collectList();
                })
                .thenAwait(SECOND)
                .expectNext(List.of("bad_data", "bad_data", "bad_data", "not_over", "200.0"))
                .expectComplete()
                .verify(LONGEST);
    }

    @Test
    void theBallWaitsForWhoIsAwayAndGoesOnASecondAfterTheReturn() {
        play(match -> {
                    match.latency(Duration.ofMillis(100));
                    TestPlayer ada = match.join("Ada");
                    TestPlayer bob = match.join("Bob");
                    Mono.delay(Duration.ofMillis(2500)).subscribe(time -> ada.drop());
                    return bob.states(Court.class)
                            .skipUntil(PongGameTest::adaIsAway)
                            .takeUntil(court -> !adaIsAway(court) && court.rest() == 0)
                            .collectList();
                })
                .thenAwait(Duration.ofSeconds(6))
                .assertNext(courts -> {
                    Court stopped = courts.get(0);
                    assertThat(stopped.ball().speed()).isGreaterThan(319);
                    assertThat(courts).extracting(Court::ball).containsOnly(stopped.ball());
                    assertThat(courts.stream().filter(court -> !adaIsAway(court)))
                            .hasSizeBetween(60, 62);
                    assertThat(courts).allMatch(court -> court.winner() == null);
                })
                .expectComplete()
                .verify(LONGEST);
    }

    @Test
    void whoDoesNotComeBackLosesAndTheSeatIsFree() {
        StepVerifier.withVirtualTime(() -> GameTest.play(PongGame.game().grace(Duration.ofMillis(50)), match -> {
                    match.latency(Duration.ofMillis(100));
                    TestPlayer ada = match.join("Ada");
                    TestPlayer bob = match.join("Bob");
                    Mono.delay(Duration.ofMillis(2500)).subscribe(time -> ada.drop());
                    return bob.states(Court.class)
                            .filter(court -> court.winner() != null)
                            .next();
                }))
                .thenAwait(Duration.ofSeconds(4))
                .assertNext(court -> {
                    assertThat(court.winner()).isEqualTo(Side.RIGHT);
                    assertThat(court.left()).isNull();
                })
                .expectComplete()
                .verify(LONGEST);
    }

    @Test
    void whoLeavesLosesAndTheNextOneBeginsANewGame() {
        play(match -> {
                    TestPlayer ada = match.join("Ada");
                    TestPlayer bob = match.join("Bob");
                    Mono.delay(SECOND).subscribe(time -> ada.leave());
                    Mono<Court> won = bob.states(Court.class)
                            .filter(court -> court.winner() == Side.RIGHT && court.left() == null)
                            .next();
                    return won.doOnNext(court -> match.join("Cleo"))
                            .thenMany(bob.states(Court.class).filter(Court::playing))
                            .next();
                })
                .thenAwait(SECOND.multipliedBy(3))
                .assertNext(court -> assertThat(court.rest()).isPositive())
                .expectComplete()
                .verify(LONGEST);
    }

    @Test
    void aGameComesToFivePointsAndBothMayPlayAnother() {
        Court over = wholeGame();
        assertThat(over.winner()).isEqualTo(Side.RIGHT);
        assertThat(over.points()).isEqualTo(5);
        assertThat(Objects.requireNonNull(over.right()).score()).isEqualTo(5);
        assertThat(wholeGame()).as("the same each time").isEqualTo(over);
    }

    /** Bob goes where the ball is, Ada nowhere. Returns its end as Bob saw it, when the next one had begun. */
    private static Court wholeGame() {
        Court[] end = new Court[1];
        play(match -> {
                    TestPlayer ada = match.join("Ada");
                    TestPlayer bob = match.join("Bob");
                    ada.states(Court.class).filter(PongGameTest::over).next().subscribe(over -> {
                        ada.send(new PongGame.Again());
                        bob.send(SECOND, new PongGame.Again());
                    });
                    return bob.states(Court.class)
                            .doOnNext(court ->
                                    bob.input(new PongGame.Aim(court.ball().y())))
                            .doOnNext(court -> end[0] = over(court) ? court : end[0])
                            .skipUntil(PongGameTest::over)
                            .filter(Court::playing)
                            .next();
                })
                .thenAwait(Duration.ofSeconds(90))
                .expectNextMatches(next -> Objects.requireNonNull(next.right()).score() == 0)
                .expectComplete()
                .verify(LONGEST);
        return end[0];
    }

    private static double aimOfAda(TestPlayer ada) {
        return Objects.requireNonNull(court(ada).left()).aim();
    }

    private static boolean over(Court court) {
        return court.winner() != null;
    }

    private static boolean adaIsAway(Court court) {
        return court.left() != null && court.left().away();
    }

    private static Court court(TestPlayer player) {
        return Objects.requireNonNull(player.state(Court.class));
    }

    private static <T> StepVerifier.FirstStep<T> play(Function<Match<Court>, ? extends Publisher<T>> script) {
        return StepVerifier.withVirtualTime(() -> GameTest.play(PongGame.game(), script));
    }
}
