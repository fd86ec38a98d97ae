package dev.playflux.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.message.Limits;
import dev.playflux.message.NetworkConditions;
import dev.playflux.message.Undelivered;
import dev.playflux.room.Game;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** What takes minutes in earnest, and many hands: each in a moment, and always the same. */
class ScenariosTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    record Score(int points) {}

    record Riddle(String text) {}

    record Scores(Map<String, Integer> points, int tick, List<Double> noise) {
        Scores with(String id, int points) {
            Map<String, Integer> next = new HashMap<>(this.points);
            next.put(id, points);
            return new Scores(next, tick, noise);
        }

        Scores without(String id) {
            Map<String, Integer> next = new HashMap<>(points);
            next.remove(id);
            return new Scores(next, tick, noise);
        }

        Scores step(List<Double> noise) {
            return new Scores(points, tick + 1, noise);
        }
    }

    private static Game<Scores> game() {
        return Game.named("scores", () -> new Scores(Map.of(), 0, List.of()))
                .onJoin((scores, player) -> scores.with(player.id(), 0))
                .onLeave((scores, player, why) -> scores.without(player.id()))
                .on(
                        Score.class,
                        (scores, player, score) ->
                                scores.with(player.id(), scores.points().get(player.id()) + score.points()))
                .answer(Riddle.class, (player, riddle) -> Mono.never());
    }

    @Test
    void aGracePeriodEnds() {
        try (Match<Scores> match = GameTest.open(game().grace(Duration.ofMinutes(2)))) {
            TestPlayer ada = match.join("Ada");
            TestPlayer bob = match.join("Bob");
            bob.send(new Score(3));
            bob.within(1)
                    .expectState(
                            Scores.class,
                            "Bob has 3",
                            scores -> scores.points().get("p2").equals(3));
            bob.goAway();
            match.advance(Duration.ofSeconds(119));
            bob.expectAway();
            ada.expectState(
                    Scores.class, "Bob is there", scores -> scores.points().containsKey("p2"));
            match.advance(Duration.ofMillis(1100));
            bob.expectGone();
            match.expectCount("sessionEnded.away", 1).expectSeats(1);
            ada.expectState(
                    Scores.class, "Bob is gone", scores -> !scores.points().containsKey("p2"));
            bob.comeBack();
            bob.within(SECOND)
                    .expectSeated()
                    .expectState(
                            Scores.class,
                            "Bob begins anew",
                            scores -> scores.points().get("p3").equals(0));
        }
    }

    @Test
    void whoSendsTooMuchIsRefusedAndNobodyElse() {
        Limits limits = Limits.DEFAULTS.withRate(10, 20);
        try (Match<Scores> match =
                GameTest.with(game()).server(server -> server.limits(limits)).open()) {
            TestPlayer ada = match.join("Ada");
            TestPlayer bob = match.join("Bob");
            match.advance(SECOND);
            for (int i = 0; i < 30; i++) {
                ada.send(new Score(1));
            }
            bob.send(new Score(1));
            match.ticks(1);
            ada.expectError("rate_limited");
            match.expectState(
                    "some of it counted",
                    scores -> scores.points().get("p1") >= 18 && scores.points().get("p1") < 22);
            match.expectState("all of Bob's counted", scores -> scores.points().get("p2") == 1);
            bob.expectNoError();
            match.advance(Duration.ofSeconds(2));
            ada.send(new Score(100));
            match.within(1)
                    .expectState("she may send again", scores -> scores.points().get("p1") >= 100);
        }
    }

    @Test
    void aQuestionThatIsNeverAnsweredTimesOut() {
        try (Match<Scores> match = GameTest.open(game())) {
            TestPlayer ada = match.join("Ada");
            Mono<Undelivered.Cause> answer = ada.ask(new Riddle("What walks on three legs?"), String.class)
                    .map(answered -> Undelivered.Cause.OVERFLOW)
                    .onErrorResume(Undelivered.class, late -> Mono.just(late.reason()));
            assertThat(match.await(Duration.ofSeconds(10), answer)).isEqualTo(Undelivered.Cause.TIMEOUT);
            assertThat(match.time()).isEqualTo(Duration.ofSeconds(10));
        }
    }

    @Test
    void aServerThatDrainsLetsWhoIsInPlayOnAndNobodyElseIn() {
        try (Match<Scores> match = GameTest.open(game())) {
            TestPlayer ada = match.join("Ada");
            match.ticks(1);
            match.server().drain(Duration.ofSeconds(30));
            match.ticks(1);
            TestPlayer late = match.join("Late");
            late.expectError("overloaded").expectClosed(1013);
            ada.drop();
            ada.within(SECOND).expectAway();
            ada.within(SECOND).expectSeated();
            ada.send(new Score(5));
            ada.within(1)
                    .expectState(
                            Scores.class,
                            "she plays on",
                            scores -> scores.points().get("p1").equals(5));
            match.advance(Duration.ofSeconds(25));
            ada.expectConnected().expectNoError();
            match.within(Duration.ofSeconds(6)).expectCount("connectionClosed.1012", 1);
            match.advance(SECOND).expectSeats(0);
            assertThat(match.server().isDisposed()).isTrue();
        }
    }

    @Test
    void aSlowClientSkipsStatesAndSlowsNobodyDown() {
        SplittableRandom random = new SplittableRandom(1);
        Game<Scores> game = game().onTick((scores, tick) ->
                scores.step(random.doubles(100).boxed().toList()));
        try (Match<Scores> match = GameTest.open(game)) {
            TestPlayer slow = match.join("Slow");
            TestPlayer quick = match.join("Quick");
            match.ticks(5);
            slow.network(NetworkConditions.none().bandwidth(5_000));
            match.advance(Duration.ofSeconds(30));
            match.expectCounts("states were skipped", counts -> counts.of("stateSkipped") > 400);
            int now = match.state().tick();
            quick.expectState(Scores.class, "all is up to date", scores -> scores.tick() == now);
            slow.expectState(Scores.class, "nothing is older than two seconds", scores -> scores.tick() >= now - 40);
            slow.expectConnected();
            slow.network(NetworkConditions.none());
            match.advance(Duration.ofSeconds(2));
            int later = match.state().tick();
            slow.expectState(Scores.class, "all is up to date again", scores -> scores.tick() == later);
        }
    }

    @Test
    void fiveHundredWhoAreCutAtOnceAllComeBackToTheirSeats() {
        Limits many = Limits.DEFAULTS.withConnectionsPerAddress(1000);
        try (Match<Scores> match = GameTest.with(game().maxPlayers(500))
                .server(server -> server.limits(many))
                .open()) {
            List<TestPlayer> all = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                all.add(match.join("player " + i));
            }
            match.ticks(1);
            all.forEach(TestPlayer::drop);
            all.forEach(player -> player.deliver(new Score(7)));
            match.within(Duration.ofMillis(1)).expectCount("sessionAway", 500);
            match.within(SECOND).expectCount("sessionResumed", 500);
            match.ticks(2).expectSeats(500);
            match.expectState(
                    "each has had its message once",
                    scores -> scores.points().values().stream().allMatch(points -> points == 7));
            all.forEach(player -> player.expectSeated().expectNoError());
            assertThat(Objects.requireNonNull(all.get(499).state(Scores.class)).points())
                    .hasSize(500);
        }
    }
}
