package lag;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.message.Failure;
import dev.playflux.testing.GameTest;
import dev.playflux.testing.Match;
import dev.playflux.testing.TestPlayer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import lag.LagGame.Echo;
import lag.LagGame.Worsen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Lag over the wire, in virtual time: there a round trip takes exactly what was added. */
@Timeout(30)
class LagGameTest {

    /** Sends messages there and back, so many, each with the times of those that came back; and lets time pass for it. */
    private static void measure(Match<Lag> match, TestPlayer player, int count) {
        measure(match, player, count, Duration.ofMillis(2000), new ArrayList<>());
    }

    private static void measure(Match<Lag> match, TestPlayer player, int count, Duration every, List<Double> finished) {
        for (int i = 0; i < count; i++) {
            Duration start = match.time();
            Echo echo = new Echo(List.copyOf(finished));
            finished.clear();
            player.ask(echo, Object.class)
                    .subscribe(
                            never -> {},
                            failed -> {},
                            () -> finished.add(match.time().minus(start).toNanos() / 1e6));
            match.advance(every);
        }
    }

    private static Figures figures(Match<Lag> match, TestPlayer of) {
        return match.state().seen().lines().get(of.id()).figures();
    }

    @Test
    void aRoundTripTakesWhatWasAddedAndThatOfOthersNothing() {
        try (Match<Lag> match = GameTest.open(LagGame.game())) {
            TestPlayer ada = match.join("Ada");
            TestPlayer bob = match.join("Bob");
            ada.deliver(new Worsen(300, 0));
            match.ticks(2);
            measure(match, ada, 10);
            measure(match, bob, 10);
            assertThat(figures(match, ada)).isEqualTo(new Figures(9, 300, 300, 0));
            assertThat(figures(match, bob)).isEqualTo(new Figures(9, 0, 0, 0));
            assertThat(bob.state(Lag.Lines.class)).isEqualTo(match.state().seen());
        }
    }

    @Test
    void lossMakesSomeRoundTripsMuchLongerAndLosesNone() {
        try (Match<Lag> match = GameTest.open(LagGame.game())) {
            TestPlayer ada = match.join("Ada");
            ada.deliver(new Worsen(100, 10));
            match.ticks(2);
            measure(match, ada, 41);
            Figures figures = figures(match, ada);
            assertThat(figures.count()).isEqualTo(40);
            assertThat(figures.p50()).isEqualTo(100);
            assertThat(figures.p95()).isEqualTo(400);
            assertThat(figures.jitter()).isGreaterThan(30);
        }
    }

    @Test
    void severalThatComeBackTogetherAfterAStallCountEach() {
        try (Match<Lag> match = GameTest.open(LagGame.game())) {
            TestPlayer ada = match.join("Ada");
            ada.deliver(new Worsen(100, 20));
            match.ticks(2);
            List<Double> finished = new ArrayList<>();
            measure(match, ada, 40, Duration.ofMillis(50), finished);
            match.advance(Duration.ofSeconds(10));
            assertThat(finished).hasSizeGreaterThan(2);
            measure(match, ada, 1, Duration.ofSeconds(2), finished);
            assertThat(figures(match, ada).count()).isEqualTo(40);
        }
    }

    @Test
    void aBadLineIsAsBadAfterTheConnectionWasLost() {
        try (Match<Lag> match = GameTest.open(LagGame.game().grace(Duration.ofSeconds(20)))) {
            TestPlayer ada = match.join("Ada");
            ada.deliver(new Worsen(200, 0));
            match.ticks(2);
            ada.drop();
            match.advance(Duration.ofSeconds(2));
            measure(match, ada, 5);
            assertThat(figures(match, ada)).isEqualTo(new Figures(4, 200, 200, 0));
        }
    }

    @Test
    void nonsenseIsRefusedAndTheLineStaysAsItIs() {
        try (Match<Lag> match = GameTest.open(LagGame.game())) {
            TestPlayer ada = match.join("Ada");
            List<String> refused = new ArrayList<>();
            ada.errors().map(Failure::code).subscribe(refused::add);
            ada.send(new Worsen(5000, 0));
            ada.send(new Worsen(0, 99));
            match.ticks(2);
            measure(match, ada, 3);
            assertThat(refused).containsExactly("latency", "loss");
            assertThat(figures(match, ada)).isEqualTo(new Figures(2, 0, 0, 0));
        }
    }
}
