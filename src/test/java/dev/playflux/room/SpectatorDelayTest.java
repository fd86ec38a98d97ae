package dev.playflux.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playflux.message.CloseReason;
import dev.playflux.testing.Peer;
import dev.playflux.testing.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Who watches with a delay sees a whole state at once, that of so long ago, and hears what was said then. */
class SpectatorDelayTest {
    private static final int TICKS = 20;
    private static final Duration DELAY = Stage.TICK.multipliedBy(TICKS);

    record World(long step) {}

    record Part(String of, long step) {}

    record Note(long step) {}

    private final List<String> asked = new ArrayList<>();
    private @Nullable Stage stage;

    @AfterEach
    void close() {
        if (stage != null) {
            stage.close();
        }
    }

    /** A game that counts its steps and says so every tenth. */
    private Game<World> game() {
        return Game.named("watched", () -> new World(0))
                .spectatorDelay(DELAY)
                .onTick((world, tick) -> {
                    note(tick, world.step + 1);
                    return new World(world.step + 1);
                })
                .view("own", Part.class, (world, player) -> new Part("own", world.step))
                .view(
                        "key",
                        Part.class,
                        (world, player) -> "k" + world.step / 10,
                        (world, key) -> new Part(key, world.step))
                .views(
                        "keys",
                        Part.class,
                        (world, player) -> Set.of("a", "b" + world.step / 10),
                        (world, key) -> new Part(key, world.step));
    }

    private Game<long[]> simulation() {
        return Game.simulation("watched", () -> new long[1])
                .spectatorDelay(DELAY)
                .onTick((world, tick) -> note(tick, ++world[0]))
                .view("own", Part.class, (world, player) -> new Part("own", world[0]))
                .view(
                        "key",
                        Part.class,
                        (world, player) -> {
                            asked.add(player.id());
                            return "k" + world[0] / 10;
                        },
                        (world, key) -> new Part(key, world[0]))
                .views(
                        "keys",
                        Part.class,
                        (world, player) -> Set.of("a", "b" + world[0] / 10),
                        (world, key) -> new Part(key, world[0]))
                .world(World.class, world -> new World(world[0]));
    }

    private static void note(Tick<?> tick, long step) {
        if (step % 10 == 0) {
            tick.room().broadcast(new Note(step));
        }
    }

    private Stage play(boolean mutable) {
        stage = mutable ? Stage.of(simulation()) : Stage.of(game());
        stage.join();
        return stage;
    }

    private static long step(JsonNode state) {
        JsonNode world = state.path("views").path("world");
        return world.has("full")
                ? world.path("full").path("step").asLong()
                : world.path("patch").path("set").path("step").asLong();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aWholeStateOfSoLongAgoComesAtOnceAndThenOneAfterTheOther(boolean mutable) {
        Stage stage = play(mutable);
        stage.ticks(105);
        Peer watching = stage.hello("{'spectate':true}");
        assertThat(watching.data("$welcome").get(0).path("tick").asLong())
                .as("of the tick that is shown, not of the last one")
                .isEqualTo(105 - TICKS);
        stage.ticks(1);
        JsonNode first = watching.state();
        assertThat(first.path("base").asLong()).isZero();
        assertThat(first.path("tick").asLong()).isEqualTo(106 - TICKS);
        assertThat(first.path("time").asLong()).isEqualTo((106 - TICKS) * 50L);
        assertThat(first.path("views").toString())
                .isEqualTo("{\"world\":{\"full\":{\"step\":86}},\"key\":{\"full\":{\"of\":\"k8\",\"step\":86}},"
                        + keys(first));
        stage.ticks(100);
        List<JsonNode> states = watching.states();
        assertThat(states).hasSize(101);
        for (int i = 0; i < states.size(); i++) {
            assertThat(states.get(i).path("tick").asLong()).isEqualTo(86 + i);
            assertThat(step(states.get(i))).isEqualTo(86 + i);
        }
        assertThat(watching.states().toString())
                .contains("\"k9\"")
                .contains("keys/b18")
                .doesNotContain("b19");
        assertThat(watching.closes()).isEmpty();
    }

    /** Sets have no order. */
    private static String keys(JsonNode state) {
        String text = state.path("views").toString();
        String a = "\"keys/a\":{\"full\":{\"of\":\"a\",\"step\":86}}";
        String b = "\"keys/b8\":{\"full\":{\"of\":\"b8\",\"step\":86}}";
        return text.indexOf("keys/a") < text.indexOf("keys/b8") ? a + "," + b + "}" : b + "," + a + "}";
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nobodySeesAnythingOfARoomThatIsYounger(boolean mutable) {
        Stage stage = play(mutable);
        Peer watching = stage.hello("{'spectate':true}");
        stage.ticks(TICKS);
        assertThat(watching.states()).isEmpty();
        assertThat(watching.texts("note")).isEmpty();
        stage.ticks(1);
        assertThat(step(watching.state())).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatWasSaidIsHeardWithTheStateOfThen(boolean mutable) {
        Stage stage = play(mutable);
        stage.ticks(25);
        Peer late = stage.hello("{'spectate':true}");
        Peer player = stage.join();
        stage.ticks(TICKS);
        assertThat(player.texts("note")).containsExactly("{\"step\":30}", "{\"step\":40}");
        assertThat(late.texts("note")).containsExactly("{\"step\":10}", "{\"step\":20}");
        List<JsonNode> heard = late.envelopes();
        for (int i = 0; i < heard.size(); i++) {
            if (heard.get(i).path("action").asString().equals("note")) {
                assertThat(step(heard.get(i + 1).path("data")))
                        .as("the state behind it")
                        .isEqualTo(heard.get(i).path("data").path("step").asLong());
            }
        }
    }

    @Test
    void whoPlaysIsNotDelayed() {
        Stage stage = play(false);
        Peer player = stage.join();
        stage.ticks(30);
        assertThat(step(player.state())).isEqualTo(30);
        assertThat(player.state().path("tick").asLong()).isEqualTo(30);
        assertThat(player.state().path("views").has("own")).isTrue();
    }

    @Test
    void aPauseAndAHostAreSeenLaterToo() {
        stage = Stage.of(game().hosted());
        Stage stage = this.stage;
        Peer ada = stage.join();
        Peer watching = stage.hello("{'spectate':true}");
        stage.ticks(30);
        ada.send("host.pause", "{}");
        stage.ticks(TICKS);
        assertThat(watching.states().toString()).contains("\"paused\":false").doesNotContain("\"paused\":true");
        assertThat(watching.state().path("time").asLong()).isEqualTo(30 * 50L);
        stage.ticks(10);
        assertThat(watching.states().toString()).contains("\"paused\":true");
        assertThat(watching.state().path("time").asLong()).as("stands still").isEqualTo(30 * 50L);
        ada.send("host.resume", "{}");
        ada.close();
        Peer bob = stage.join();
        stage.ticks(TICKS);
        assertThat(watching.states().toString()).doesNotContain(bob.id());
        stage.ticks(2);
        assertThat(watching.states().toString()).contains("{\"player\":\"" + bob.id() + "\",\"paused\":false}");
    }

    @Test
    void whoComesBackSeesOneStateAfterTheOtherAgain() {
        Stage stage = play(false);
        Peer watching = stage.hello("{'spectate':true}");
        stage.ticks(40);
        watching.cut();
        stage.ticks(10);
        Peer again = stage.resume(watching.token(), 0);
        stage.ticks(5);
        assertThat(again.data("$welcome").get(0).path("resumed").asBoolean()).isTrue();
        assertThat(again.states().get(0).path("base").asLong()).isZero();
        assertThat(again.states())
                .extracting(state -> state.path("tick").asLong())
                .containsExactly(31L, 32L, 33L, 34L, 35L);
        again.send("$resync", "{}");
        stage.ticks(2);
        assertThat(again.state().path("tick").asLong()).isEqualTo(37);
    }

    @Test
    void whyARoomClosesIsNews() {
        Stage stage = play(false);
        Peer player = stage.join();
        Peer watching = stage.hello("{'spectate':true}");
        stage.ticks(30);
        stage.<World>room().close("ada has won");
        stage.ticks(2);
        assertThat(player.reasons()).containsExactly(new CloseReason(4009, "ada has won"));
        assertThat(watching.reasons()).containsExactly(new CloseReason(4009, "the room has closed"));
        assertThat(watching.received().toString()).contains("room_closed").doesNotContain("won");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void noMoreIsKeptThanTheDelayHasTicks(boolean mutable) {
        Stage stage = play(mutable);
        Gallery<?> gallery =
                Objects.requireNonNull(((RunningRoom<?>) stage.room()).showing().gallery());
        stage.pass(Duration.ofSeconds(30));
        assertThat(gallery.kept()).isEqualTo(TICKS);
        stage.room().pause();
        stage.ticks(TICKS + 2);
        stage.tally.dropped.clear();
        for (int i = 0; i < 100; i++) {
            stage.room().broadcast("large", "x".repeat(100_000));
        }
        assertThat(stage.tally.dropped).as("4 MiB of broadcasts").hasSize(100 - 41);
        stage.ticks(TICKS + 2);
        stage.tally.dropped.clear();
        for (int i = 0; i < 9_000; i++) {
            stage.room().broadcast("small", 1);
        }
        assertThat(stage.tally.dropped.stream().filter("spectators"::equals)).hasSize(9_000 - 8192);
    }

    /** A real timer is some microseconds late, never twice the same. */
    @Test
    @SuppressWarnings("unchecked") // the stage's only game
    void ticksThatAreNotOnTimeAreShownOneByOneAllTheSame() {
        Stage stage = play(false);
        Gallery<World> gallery = new Gallery<>((RunningRoom<World>) stage.<World>room());
        gallery.audience().open(World.class);
        for (int i = 1; i <= 100; i++) {
            Duration late = Duration.ofNanos(i % 3 * 400_000L);
            stage.pass(Stage.TICK.multipliedBy(i).plus(late).minusNanos(stage.clock.now(TimeUnit.NANOSECONDS)));
            gallery.publish(new Moment<>(new World(i), i, Stage.TICK.multipliedBy(i), null), List.of());
            assertThat(gallery.tick()).isEqualTo(Math.max(0, i - TICKS));
        }
    }

    @Test
    @SuppressWarnings("unchecked") // the stage's only game
    void ofViewsOfManyKeysNoMoreAreMadeThanSomebodySees() {
        stage = Stage.of(Game.simulation("many", () -> new long[1])
                .spectatorDelay(DELAY)
                .views(
                        "keys",
                        Part.class,
                        (world, player) -> LongStream.range(0, 5000).boxed().toList(),
                        (world, key) -> new Part("key", key))
                .world(World.class, world -> new World(world[0])));
        stage.join();
        Snapshots<long[]> snapshots = new Snapshots<>((RunningRoom<long[]>) stage.<long[]>room());
        Pictures taken = snapshots.take(new long[1]);
        assertThat(Math.max(taken.view(0).size(), taken.view(1).size())).isEqualTo(ShownView.MOST);
    }

    @Test
    void aMutableWorldIsLookedAtOnceATickForAllWhoWatch() {
        Stage stage = play(true);
        stage.hello("{'spectate':true}");
        stage.hello("{'spectate':true}");
        stage.ticks(30);
        assertThat(asked).containsOnly("p1", "s0");
        assertThat(asked.stream().filter("s0"::equals)).hasSize(30);
    }

    @Test
    void aViewThatThrowsIsWhatItWas() {
        long[] world = new long[1];
        stage = Stage.of(Game.simulation("thrown", () -> world)
                .spectatorDelay(DELAY)
                .onTick((steps, tick) -> steps[0]++)
                .world(World.class, steps -> {
                    if (steps[0] == 10) {
                        throw new IllegalStateException("ten");
                    }
                    return new World(steps[0]);
                }));
        Stage stage = this.stage;
        stage.join();
        Peer watching = stage.hello("{'spectate':true}");
        stage.ticks(TICKS + 15);
        assertThat(watching.states().stream()
                        .filter(state -> state.path("views").has("world"))
                        .map(SpectatorDelayTest::step))
                .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 11L, 12L, 13L, 14L, 15L);
        assertThat(stage.faults).contains("view(world) of game 'thrown': ten");
    }

    @Test
    void aDelayThatCannotBeKeptIsRefusedInTheCaller() {
        assertThatThrownBy(() -> game().spectatorDelay(Duration.ofMinutes(6)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("spectatorDelay must be at most PT5M, since all that happens meanwhile is kept in memory,"
                        + " was PT6M (game 'watched')");
        assertThatThrownBy(() -> game().spectatorDelay(Duration.ofSeconds(-1)))
                .hasMessage("spectatorDelay must not be negative, was PT-1S (game 'watched')");
    }
}
