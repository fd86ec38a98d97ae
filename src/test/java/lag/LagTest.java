package lag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playflux.message.NetworkConditions;
import dev.playflux.message.Refused;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The rules of lag, as values. */
class LagTest {
    private static final Lag ADA = Lag.empty().joined("a", "Ada");

    @Test
    void figuresAreThoseOfTheValuesThatCame() {
        assertThat(Figures.of(List.of())).isEqualTo(Figures.NONE);
        assertThat(Figures.of(List.of(7.04))).isEqualTo(new Figures(1, 7, 7, 0));
        assertThat(Figures.of(List.of(10.0, 30.0, 10.0, 20.0))).isEqualTo(new Figures(4, 10, 30, 16.7));
        List<Double> hundred =
                IntStream.rangeClosed(1, 100).mapToObj(i -> 101.0 - i).toList();
        assertThat(Figures.of(hundred)).isEqualTo(new Figures(100, 50, 95, 1));
    }

    @Test
    void onlyTheLastRoundTripsCount() {
        Lag lag = ADA;
        for (int i = 0; i < Line.KEPT; i++) {
            lag = lag.took("a", List.of(500.0));
        }
        for (int i = 0; i < Line.KEPT; i++) {
            lag = lag.took("a", List.of(20.0));
        }
        assertThat(lag.lines().get("a").took()).hasSize(Line.KEPT).containsOnly(20.0);
        assertThat(lag.seen().lines().get("a")).isEqualTo(new Lag.Seen("Ada", 0, 0, new Figures(50, 20, 20, 0)));
    }

    @Test
    void everybodyHasALineOfTheirOwn() {
        Lag lag = ADA.joined("b", "Bob").worse("b", 300, 5).took("b", List.of(310.0));
        assertThat(lag.lines()).isEqualTo(Map.of("a", Line.good("Ada"), "b", new Line("Bob", 300, 5, List.of(310.0))));
        assertThat(lag.left("b")).isEqualTo(ADA);
        assertThat(ADA.worse("gone", 1, 1).took("gone", List.of(1.0))).isEqualTo(ADA);
    }

    @Test
    void theFirstMessageKnowsOfNoRoundTrip() {
        assertThat(ADA.took("a", List.of())).isEqualTo(ADA);
    }

    @Test
    void severalRoundTripsThatEndTogetherCountEach() {
        Lag lag = ADA.took("a", List.of(20.0)).took("a", List.of(700.0, 600.0, 500.0));
        assertThat(lag.lines().get("a").took()).containsExactly(20.0, 700.0, 600.0, 500.0);
        List<@Nullable Double> most = Collections.nCopies(Lag.MOST_TOOK, 30.0);
        assertThat(lag.took("a", most).lines().get("a").took())
                .hasSize(Line.KEPT)
                .containsOnly(30.0);
    }

    @Test
    void whatNoLineDoesIsRefused() {
        assertRefused("latency", () -> ADA.worse("a", -1, 0));
        assertRefused("latency", () -> ADA.worse("a", Lag.MOST_LATENCY + 1, 0));
        assertRefused("loss", () -> ADA.worse("a", 0, Lag.MOST_LOSS + 1));
        assertRefused("loss", () -> ADA.worse("a", 0, -1));
        assertRefused("took", () -> ADA.took("a", List.of(1.0, -0.1)));
        assertRefused("took", () -> ADA.took("a", List.of(1e9, 1.0)));
        assertRefused("took", () -> ADA.took("a", Collections.singletonList(null)));
        assertRefused("took", () -> ADA.took("a", Collections.nCopies(Lag.MOST_TOOK + 1, 1.0)));
    }

    @Test
    void halfOfTheLatencyIsOnEachWayAndWhatIsLostStallsForLonger() {
        assertThat(LagGame.conditions(Line.good("Ada").worse(300, 4)))
                .isEqualTo(NetworkConditions.none()
                        .latency(Duration.ofMillis(150))
                        .stalls(0.04, 2, Duration.ofMillis(500)));
    }

    private static void assertRefused(String code, Runnable move) {
        assertThatThrownBy(move::run)
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo(code));
    }
}
