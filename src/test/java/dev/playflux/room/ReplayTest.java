package dev.playflux.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.message.Refused;
import dev.playflux.recording.Recorded;
import dev.playflux.recording.Recording;
import dev.playflux.recording.Recordings;
import dev.playflux.testing.Peer;
import dev.playflux.testing.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
        Stage now = Stage.of(
                spec -> recordings == null ? spec.game(game) : spec.game(game).record(recordings));
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
}
