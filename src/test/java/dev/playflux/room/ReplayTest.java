package dev.playflux.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playflux.client.Status;
import dev.playflux.message.Refused;
import dev.playflux.recording.Difference;
import dev.playflux.recording.DoesNotFit;
import dev.playflux.recording.Recorded;
import dev.playflux.recording.Recording;
import dev.playflux.recording.Recordings;
import dev.playflux.recording.Unreadable;
import dev.playflux.server.GameServer;
import dev.playflux.testing.Peer;
import dev.playflux.testing.Stage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A match that was recorded is played again to the same states, without what stood before its reducers. */
class ReplayTest {
    record Move(double dx) {}

    record Stake(int coins) {}

    record Toss() {}

    record Guess(int number) {}

    record Again(String bell) {}

    record Roll() {}

    record Sit(String name) {}

    /** What a bank answers. */
    record Paid(int coins, List<String> notes) {}

    enum Mood {
        CALM,
        WILD
    }

    record Runner(double x, int coins, Mood mood) {}

    record World(Map<String, Runner> runners, List<String> said, long chance) {
        World with(String id, UnaryOperator<Runner> change) {
            Map<String, Runner> more = new LinkedHashMap<>(runners);
            more.put(id, change.apply(more.getOrDefault(id, new Runner(0, 0, Mood.CALM))));
            return new World(more, said, chance);
        }

        World without(String id) {
            Map<String, Runner> fewer = new LinkedHashMap<>(runners);
            fewer.remove(id);
            return new World(fewer, said, chance);
        }

        World says(String text) {
            List<String> more = new ArrayList<>(said);
            more.add(text);
            return new World(runners, more, chance);
        }

        World chance(long number) {
            return new World(runners, said, number);
        }
    }

    @TempDir
    Path directory;

    private final AtomicBoolean replaying = new AtomicBoolean();
    private @Nullable Stage stage;

    @AfterEach
    void close() {
        if (stage != null) {
            stage.close();
        }
    }

    private Mono<Paid> bank(int coins) {
        if (replaying.get()) {
            throw new AssertionError("a replay needs no bank");
        }
        return Mono.delay(Duration.ofMillis(120)).map(late -> new Paid(coins, List.of("note " + coins)));
    }

    private Game<World> game() {
        return Game.named("race", () -> new World(Map.of(), List.of(), 0))
                .onOpen((world, room) -> {
                    room.every(Duration.ofMillis(130), new Again("ding"));
                    return world.chance(room.random().nextInt(1000));
                })
                .onJoin(Sit.class, (world, player, sit) -> {
                    if (sit.name().equals("Mallory")) {
                        player.room().random().nextLong();
                        throw new Refused("no", "not you");
                    }
                    player.attach(sit);
                    return world.with(player.id(), runner -> runner)
                            .says(sit.name() + " of " + player.room().players().size());
                })
                .onAway((world, player) -> world.says(player.id() + " away " + player.away()))
                .onBack((world, player) -> world.says(player.id() + " back"))
                .onLeave((world, player, why) -> world.without(player.id())
                        .says(why + " "
                                + Objects.requireNonNull(player.attachment(Sit.class))
                                        .name()))
                .on(Move.class, (world, player, move) -> {
                    if (move.dx() > 100) {
                        throw new Refused("far", "too far");
                    }
                    player.room().emit(new Again("moved"));
                    return world.with(
                            player.id(), runner -> new Runner(runner.x() + move.dx(), runner.coins(), Mood.WILD));
                })
                .on(
                        Stake.class,
                        stakes -> stakes.concatMap(stake -> bank(stake.coins())),
                        (world, player, paid) -> world.with(
                                        player.id(),
                                        runner -> new Runner(runner.x(), runner.coins() + paid.coins(), runner.mood()))
                                .says(paid.notes().get(0)))
                .run(Toss.class, (player, toss) -> {
                    player.attach(new Sit("T" + player.room().random().nextInt(6)));
                })
                .answer(
                        Guess.class,
                        (world, player, guess) -> Reply.of(
                                world.says("guess " + guess.number()),
                                player.room().random().nextInt(3)))
                .when(
                        Again.class,
                        (world, room, again) -> room.time().toMillis() % 1000 < 500
                                ? world.chance(room.random().nextInt(50))
                                : world.says(again.bell()))
                .onTick((world, tick) -> tick.number() % 7 == 0
                        ? world.chance(world.chance()
                                + tick.time().toMillis()
                                + tick.room().random().nextInt(9))
                        : world);
    }

    /** Everything that can happen to the game, happens; gives the last state. */
    private World play(Game<World> game, @Nullable Recordings recordings, List<Recorded> live, int every) {
        return play(game, recordings, live, every, 1);
    }

    private World play(Game<World> game, @Nullable Recordings recordings, List<Recorded> live, int every, long seed) {
        Stage now = Stage.of(spec -> {
            GameServer seeded = spec.game(game).seed(seed);
            return recordings == null ? seeded : seeded.record(recordings);
        });
        stage = now;
        Peer ada = now.hello("{'options':{'name':'Ada'}}");
        Room<World> room = now.room();
        if (every > 0) {
            room.recording(every).subscribe(live::add);
        }
        Peer bob = now.hello("{'options':{'name':'Bob'}}");
        now.hello("{'options':{'name':'Mallory'}}");
        now.ticks(3);
        ada.send("move", "{'dx':1.5}");
        bob.send("move", "{'dx':101}");
        ada.send("stake", "{'coins':3}");
        bob.send("toss", "{}");
        now.ticks(2);
        bob.ask(1, "guess", "{'number':7}");
        now.ticks(4);
        room.update(world -> world.says("from outside"));
        room.pause();
        now.ticks(3);
        ada.send("move", "{'dx':-0.0}");
        now.ticks(1);
        room.resume();
        bob.cut();
        now.ticks(12);
        bob = now.resume(bob.token(), 0);
        ada.send("stake", "{'coins':4}");
        now.ticks(9);
        bob.close();
        now.ticks(40);
        World last = room.state();
        room.close("over");
        now.ticks(2);
        now.close();
        stage = null;
        replaying.set(true);
        return last;
    }

    private Path file() {
        try (var files = Files.list(directory)) {
            return files.sorted().findFirst().orElseThrow();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Replay<World> replay(Game<World> game) {
        return Replay.of(game, Recording.file(file()));
    }

    @Test
    void aRecordedFilePlaysToTheSameStatesWithoutOperators() {
        World last = play(game(), Recordings.files(directory).every(1), new ArrayList<>(), 0);
        Replay<World> replay = replay(game());
        replay.to(74);
        assertThat(replay.difference()).isNull();
        assertThat(replay.state()).isEqualTo(last);
        replay.run();
        assertThat(replay.difference()).isNull();
        assertThat(replay.compared()).isGreaterThan(70);
        assertThat(replay.ended()).isEqualTo("the room has closed");
        assertThat(replay.state().said())
                .contains("guess 7", "note 3", "p2 away true", "p2 back", "CLOSED Ada", "from outside");
    }

    @Test
    void whoBeginsInTheMiddleOfAMatchReplaysItFromThere() {
        List<Recorded> live = new ArrayList<>();
        play(game(), null, live, 1);
        Replay<World> replay = Replay.of(game(), Recording.of(live)).run();
        assertThat(replay.difference()).isNull();
        assertThat(replay.compared()).isGreaterThan(70);
        assertThat(live.get(0)).isInstanceOf(Recorded.Opening.class);
        assertThat(live.get(live.size() - 1)).isInstanceOf(Recorded.Ended.class);
    }

    @Test
    void theSameSeedGivesTheSameRecordingAndAnotherSeedAnother() throws IOException {
        List<byte[]> files = new ArrayList<>();
        for (long seed : new long[] {1, 1, 2}) {
            Path own = directory.resolve(files.size() + "");
            replaying.set(false);
            play(game(), Recordings.files(own), new ArrayList<>(), 0, seed);
            try (var all = Files.list(own)) {
                files.add(Files.readAllBytes(all.findFirst().orElseThrow()));
            }
        }
        assertThat(files.get(0)).isEqualTo(files.get(1)).isNotEqualTo(files.get(2));
    }

    private Difference difference(Game<World> recorded, Game<World> replayed) {
        play(recorded, Recordings.files(directory).every(1), new ArrayList<>(), 0);
        return Objects.requireNonNull(replay(replayed).run().difference(), "a difference");
    }

    @Test
    void aGameWithRandomNumbersOfItsOwnIsFoundAtItsTickWithBothValues() {
        Iterator<Double> numbers = List.of(0.25, 0.75).iterator();
        Game<World> game = game().onTick((world, tick) -> tick.number() == 30
                ? world.with("p1", runner -> new Runner(numbers.next(), runner.coins(), runner.mood()))
                : world);
        assertThat(difference(game, game)).isEqualTo(new Difference(30, "runners.p1.x", "0.25", "0.75"));
    }

    @Test
    void aBugPlantedInTheGameIsFoundAtItsTick() {
        Game<World> buggy =
                game().onTick((world, tick) -> tick.number() == 42 ? world.chance(world.chance() + 1) : world);
        Difference found = difference(game().onTick((world, tick) -> world), buggy);
        assertThat(found.tick()).isEqualTo(42);
        assertThat(found.path()).isEqualTo("chance");
        assertThat(Long.parseLong(found.replayed())).isEqualTo(Long.parseLong(found.recorded()) + 1);
    }

    @Test
    void aRuleThatDrawsOnceMoreIsFound() {
        Game<World> more = game().onAway((world, player) -> {
            player.room().random().nextLong();
            return world.says(player.id() + " away " + player.away());
        });
        assertThat(difference(game(), more).path()).isEqualTo("chance");
    }

    @Test
    void aRecordingOfAnOlderGameSaysWhatDoesNotFitAnyMore() {
        play(game(), Recordings.files(directory), new ArrayList<>(), 0);
        Game<World> without = Game.named("race", () -> new World(Map.of(), List.of(), 0));
        assertThatThrownBy(() -> replay(without).run())
                .isInstanceOf(DoesNotFit.class)
                .hasMessage("the game has no when(Again.class, …) any more");
        Game<World> ringing = without.when(Again.class, (world, room, again) -> world);
        assertThatThrownBy(() -> replay(ringing).run())
                .isInstanceOf(DoesNotFit.class)
                .hasMessage("the action 'move' changes no state any more: the game has none of this name");
        Game<World> other = ringing.on("move", Guess.class, (world, player, guess) -> world);
        assertThatThrownBy(() -> replay(other).run())
                .isInstanceOf(DoesNotFit.class)
                .hasMessage("the action 'move' does not fit any more: Guess has no dx any more, which was recorded");
        assertThatThrownBy(() -> Replay.of(Game.named("chess", () -> 1), Recording.file(file())))
                .isInstanceOf(DoesNotFit.class)
                .hasMessage("the recording is of the game 'race', not of 'chess'");
        assertThatThrownBy(() -> Replay.of(game(), Recording.file(directory.resolve("none"))))
                .isInstanceOf(Unreadable.class)
                .hasMessageContaining("there is no file");
    }

    @Test
    void aStateFromTheMiddleThatNoLongerReadsSaysSo() {
        record Narrow(Map<String, Runner> runners) {}
        List<Recorded> live = new ArrayList<>();
        play(game(), null, live, 1);
        Game<Narrow> narrow = Game.named("race", () -> new Narrow(Map.of()));
        assertThatThrownBy(() -> Replay.of(narrow, Recording.of(live))).isInstanceOf(DoesNotFit.class);
    }

    /** A world that changes in place. */
    static final class Field {
        private final Map<String, Double> places = new HashMap<>();
        private long steps;

        Map<String, Double> seen() {
            return Map.copyOf(places);
        }
    }

    private static Game<Field> field(double speed) {
        return Game.simulation("field", Field::new)
                .onJoin((field, player) ->
                        field.places.put(player.id(), player.room().random().nextDouble()))
                .onLeave((field, player) -> field.places.remove(player.id()))
                .on(Move.class, (field, player, move) -> {
                    field.places.merge(player.id(), move.dx(), Double::sum);
                    if (move.dx() > 100) {
                        throw new IllegalStateException("half-way");
                    }
                })
                .onTick((field, tick) -> {
                    field.steps++;
                    field.places.replaceAll((id, x) -> x + speed * tick.seconds());
                })
                .world(Map.class, Field::seen);
    }

    private void playField(List<Recorded> live) {
        Stage now = Stage.of(
                spec -> spec.game(field(1)).record(Recordings.files(directory).every(5)));
        stage = now;
        Peer ada = now.join();
        now.ticks(7);
        Room<Field> room = now.room();
        room.recording(2).subscribe(live::add);
        now.ticks(1);
        ada.send("move", "{'dx':3}");
        ada.send("move", "{'dx':101}");
        now.ticks(1);
        room.update(field -> {
            field.steps += 100;
            return field;
        });
        now.ticks(20);
        now.close();
        stage = null;
    }

    @Test
    void aWorldThatChangesInPlaceIsRecordedAsItWas() {
        List<Recorded> live = new ArrayList<>();
        playField(live);
        for (Recording recording : List.of(Recording.file(file()), Recording.of(live))) {
            Replay<Field> replay = Replay.of(field(1), recording).run();
            assertThat(replay.difference()).isNull();
            assertThat(replay.compared()).isGreaterThanOrEqualTo(5);
            assertThat(replay.state().steps).isEqualTo(129);
        }
        Difference found = Objects.requireNonNull(
                Replay.of(field(1.5), Recording.file(file())).run().difference());
        assertThat(found.tick()).isEqualTo(5);
        assertThat(found.path()).isEqualTo("places.p1");
    }

    @Test
    void aReplayIsPacedLikeTheMatchOrFaster() {
        List<Recorded> live = new ArrayList<>();
        play(game(), null, live, 1);
        StepVerifier.withVirtualTime(() -> Replay.of(game(), Recording.of(live)).paced(2))
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(25))
                .expectNextCount(1)
                .thenAwait(Duration.ofMillis(250))
                .expectNextCount(10)
                .thenAwait(Duration.ofMinutes(1))
                .thenConsumeWhile(state -> true)
                .expectComplete()
                .verify(Duration.ofSeconds(5));
        VirtualTimeScheduler.reset();
    }

    @Test
    void spectatorsOfAReplaySeeWhatThePlayersSaw() {
        Game<World> game = game().on("hail", Move.class, (world, player, move) -> {
            player.room().broadcast("hailed", move);
            return world;
        });
        Stage now = Stage.of(spec -> spec.game(game).record(Recordings.files(directory)));
        Peer ada = now.hello("{'options':{'name':'Ada'}}");
        ada.send("move", "{'dx':2}");
        ada.send("hail", "{'dx':3}");
        now.ticks(20);
        now.close();

        now = Stage.of(spec -> spec.game(Replay.show(game, Recording.file(file()), 0)));
        stage = now;
        Peer watcher = now.join();
        now.ticks(30);
        assertThat(watcher.data("hailed")).hasSize(1);
        assertThat(watcher.texts("$state")).anyMatch(state -> state.contains("\"x\":2.0"));
        assertThat(watcher.data("$welcome").get(0).get("player")).isNull();
        watcher.send("move", "{'dx':2}");
        now.ticks(100);
        assertThat(watcher.refusals()).isNotEmpty();
        assertThat(now.<World>room().players()).isEmpty();
        List<Status> statuses = new ArrayList<>();
        now.client().game("race").connect().subscribe(client -> client.status().subscribe(statuses::add));
        now.ticks(20 * 90);
        assertThat(statuses).singleElement().isInstanceOf(Status.Connected.class);
    }

    @Test
    void aRecordingCanBeKeptElsewhereAsBytes() {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        Stage now = Stage.of(spec -> spec.game(field(1)));
        stage = now;
        Peer ada = now.join();
        now.ticks(2);
        Room<Field> room = now.room();
        Recording.bytes(room.recording(1)).subscribe(kept::writeBytes);
        ada.send("move", "{'dx':3}");
        now.ticks(30);
        int first = kept.size();
        assertThat(first).isPositive();
        now.close();
        stage = null;
        assertThat(kept.size()).isGreaterThan(first);
        Recording recording = Recording.stream(() -> new ByteArrayInputStream(kept.toByteArray()));
        Replay<Field> replay = Replay.of(field(1), recording).run();
        assertThat(replay.difference()).isNull();
        assertThat(replay.tick()).isGreaterThanOrEqualTo(32);
        Recording cut = Recording.stream(() -> new ByteArrayInputStream(kept.toByteArray(), 0, first));
        assertThat(Replay.of(field(1), cut).run().ended()).isEqualTo("it was cut off");
    }

    @Test
    void theTimeAndTheHostOfAShownReplayAreThoseOfTheMatch() {
        Game<Long> game = Game.named("hosted", () -> 0L).hosted().onTick((count, tick) -> count + 1);
        Stage now = Stage.of(spec -> spec.game(game).record(Recordings.files(directory)));
        now.join();
        now.ticks(10);
        now.<Long>room().pause();
        now.ticks(100);
        now.close();

        now = Stage.of(spec -> spec.game(Replay.show(game, Recording.file(file()), 5)));
        stage = now;
        Peer watcher = now.join();
        now.ticks(3);
        RunningRoom<Long> room = (RunningRoom<Long>) now.<Long>room();
        assertThat(room.clockwork().number()).isBetween(7L, 9L);
        assertThat(room.time())
                .isEqualTo(Duration.ofMillis(50 * room.clockwork().number()));
        now.ticks(30);
        assertThat(room.time()).isEqualTo(Duration.ofMillis(500));
        assertThat(room.state()).isEqualTo(10L);
        assertThat(watcher.texts("$state")).anyMatch(state -> state.contains("\"player\":\"p1\""));
        assertThat(watcher.texts("$state")).anyMatch(state -> state.contains("\"paused\":true"));
    }
}
