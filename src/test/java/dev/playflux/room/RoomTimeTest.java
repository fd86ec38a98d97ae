package dev.playflux.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playflux.testing.Peer;
import dev.playflux.testing.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A room's time is counted in steps: it stands still while the room is paused, and ends with it. */
class RoomTimeTest {

    record Alarm(String name) {}

    private final List<String> heard = new ArrayList<>();
    private @Nullable Stage stage;

    @AfterEach
    void close() {
        if (stage != null) {
            stage.close();
        }
    }

    private Game<String> game() {
        return Game.named("clock", () -> "").when(Alarm.class, (state, room, alarm) -> {
            heard.add(alarm.name + " at " + room.time().toMillis());
            if (alarm.name.equals("chained")) {
                room.after(Duration.ofMillis(100), new Alarm("link"));
            }
            return state;
        });
    }

    private Room<String> open(Game<String> game) {
        stage = Stage.of(game);
        stage.join();
        return stage.room();
    }

    private Stage stage() {
        return java.util.Objects.requireNonNull(stage);
    }

    @Test
    void afterIsOnceAtTheFirstTickThatIsLateEnough() {
        Room<String> room = open(game());
        room.after(Duration.ofMillis(120), new Alarm("once"));
        room.after(Duration.ofMillis(100), new Alarm("exact"));
        room.after(Duration.ZERO, new Alarm("now"));
        stage().ticks(20);
        assertThat(heard).containsExactly("now at 50", "exact at 100", "once at 150");
    }

    @Test
    void eventsOfOneMomentComeInTheOrderOfTheirAsking() {
        Room<String> room = open(game());
        room.after(Duration.ofMillis(100), new Alarm("a"));
        room.after(Duration.ofMillis(60), new Alarm("b"));
        room.after(Duration.ofMillis(100), new Alarm("c"));
        stage().ticks(2);
        assertThat(heard).containsExactly("b at 100", "a at 100", "c at 100");
    }

    @Test
    void everyIsAgainAndAgainAndDoesNotDrift() {
        Room<String> room = open(game());
        room.every(Duration.ofMillis(70), new Alarm("again"));
        stage().ticks(10);
        assertThat(heard)
                .containsExactly(
                        "again at 100",
                        "again at 150",
                        "again at 250",
                        "again at 300",
                        "again at 350",
                        "again at 450",
                        "again at 500");
    }

    @Test
    void anEventMayAskForAnother() {
        Room<String> room = open(game());
        room.every(Duration.ofMillis(200), new Alarm("chained"));
        stage().ticks(9);
        assertThat(heard).containsExactly("chained at 200", "link at 300", "chained at 400");
    }

    @Test
    void aPausedRoomStandsStillButHandlesMessagesAndPublishes() {
        List<Long> numbers = new ArrayList<>();
        Game<String> game = game().on("say", String.class, (state, player, word) -> state + word)
                .onTick((state, tick) -> {
                    numbers.add(tick.number());
                    return state;
                });
        stage = Stage.of(game);
        Peer ada = stage.join();
        Room<String> room = stage.room();
        room.after(Duration.ofMillis(200), new Alarm("late"));
        stage.ticks(2);
        room.pause();
        stage.ticks(100);
        assertThat(room.paused()).isTrue();
        assertThat(room.time()).isEqualTo(Duration.ofMillis(100));
        assertThat(heard).isEmpty();
        assertThat(numbers).containsExactly(1L, 2L);
        ada.send("say", "'hello'");
        stage.ticks(1);
        assertThat(ada.state().path("views").path("world").path("full").asString())
                .isEqualTo("hello");
        assertThat(ada.state().path("tick").asLong()).as("the number goes on").isEqualTo(103);
        assertThat(ada.state().path("time").asLong())
                .as("the time stands still")
                .isEqualTo(100);
        room.resume();
        stage.ticks(2);
        assertThat(room.paused()).isFalse();
        assertThat(heard).containsExactly("late at 200");
        assertThat(numbers).containsExactly(1L, 2L, 104L, 105L);
    }

    @Test
    void timersDieWithTheRoom() {
        Room<String> room = open(game());
        room.every(Duration.ofMillis(50), new Alarm("tick"));
        room.after(Duration.ofMillis(500), new Alarm("never"));
        stage().ticks(2);
        room.close("over");
        stage().ticks(50);
        assertThat(heard).containsExactly("tick at 50", "tick at 100", "tick at 150");
        room.emit(new Alarm("too late"));
        stage().ticks(2);
        assertThat(heard).hasSize(3);
    }

    @Test
    void aPeriodOfNothingIsRefusedInTheCaller() {
        Room<String> room = open(game());
        assertThatThrownBy(() -> room.every(Duration.ZERO, new Alarm("x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT0S");
        assertThatThrownBy(() -> room.every(Duration.ofNanos(1), new Alarm("x")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> room.after(Duration.ofSeconds(1), "no event of the game"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("when(String.class");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 20, 30, 60, 64, 144, 240})
    void theRateIsExactInTheLongRun(int rate) {
        List<Tick<String>> ticks = new ArrayList<>();
        open(Game.named("clock", () -> "").tickRate(rate).onTick((state, tick) -> {
            ticks.add(tick);
            return state;
        }));
        stage().pass(Duration.ofSeconds(60));
        stage().pass(Duration.ofSeconds(1).dividedBy(rate));
        assertThat(ticks.size()).isBetween(60 * rate, 60 * rate + 1);
        assertThat(ticks)
                .extracting(Tick::number)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, ticks.size()).boxed().toList());
        assertThat(ticks).allMatch(tick -> tick.seconds() == 1.0 / rate);
        assertThat(ticks.get(60 * rate - 1).time()).isEqualTo(Duration.ofSeconds(60));
        assertThat(stage().tally.steps).hasValue(0);
    }

    @Test
    void theFirstTickIsOnePeriodAfterTheRoomOpened() {
        for (int rate : List.of(1, 3, 7, 60, 144, 240)) {
            List<Long> ticks = new ArrayList<>();
            open(Game.named("clock", () -> "").tickRate(rate).onTick((state, tick) -> {
                ticks.add(tick.number());
                return state;
            }));
            stage().pass(Duration.ofNanos(1_000_000_000L / rate + 1));
            assertThat(ticks).as("at " + rate + " Hz").hasSize(1);
            stage().close();
        }
        stage = null;
    }

    @Test
    void ratesAndSizesThatMeanNothingAreRefusedInTheCaller() {
        assertThatThrownBy(() -> game().tickRate(0))
                .hasMessage("tick rate must be between 1 and 240 ticks per second, was 0 (game 'clock')");
        assertThatThrownBy(() -> game().tickRate(241)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> game().maxPlayers(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> game().keepEmpty(Duration.ofSeconds(-1))).isInstanceOf(IllegalArgumentException.class);
    }
}
