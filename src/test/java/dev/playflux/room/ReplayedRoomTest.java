package dev.playflux.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.connection.Identity;
import dev.playflux.message.Refused;
import dev.playflux.recording.Recorded;
import dev.playflux.recording.Recording;
import dev.playflux.recording.Recordings;
import dev.playflux.testing.Logged;
import dev.playflux.testing.Peer;
import dev.playflux.testing.Stage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** What a rule reads of its room and its players is the same in a replay, and what threw throws again. */
class ReplayedRoomTest {
    record Sit(String name) {}

    record Look() {}

    record Try(String what) {}

    record Known() {}

    record Unknown() {}

    /** Cannot travel. */
    record Broken(int number) {
        @Override
        public int number() {
            throw new IllegalStateException("broken");
        }
    }

    record Seen(List<String> notes) {
        Seen and(String note) {
            List<String> more = new ArrayList<>(notes);
            more.add(note);
            return new Seen(more);
        }
    }

    @TempDir
    Path directory;

    /** A game that writes down all that its rules can read. */
    private static Game<Seen> game() {
        return Game.named("witness", () -> new Seen(List.of()))
                .hosted()
                .onOpen((seen, room) ->
                        seen.and("opened with " + room.options(Sit.class).name()))
                .onJoin(Sit.class, (seen, player, sit) -> {
                    player.attach(sit);
                    Refused.unless(!sit.name().equals("Mallory"), "no", "not you");
                    return seen.and("join " + look(player));
                })
                .onAway((seen, player) -> seen.and("away " + look(player)))
                .onBack((seen, player) -> seen.and("back " + look(player)))
                .onLeave((seen, player, why) -> seen.and(why + " " + look(player)))
                .on(Look.class, (seen, player, look) -> seen.and(look(player)))
                .on(Try.class, (seen, player, wanted) -> {
                    attempt(player, wanted.what());
                    return seen.and("done: " + wanted.what());
                })
                .when(Known.class, (seen, room, known) -> seen);
    }

    private static String look(Player<Seen> player) {
        Room<Seen> room = player.room();
        StringBuilder text = new StringBuilder(player.id())
                .append(" in ")
                .append(room.game())
                .append(' ')
                .append(room.id())
                .append(" at ")
                .append(room.time())
                .append(room.paused() ? " paused" : "")
                .append(" host ")
                .append(room.host().map(Player::id).orElse("-"))
                .append(room.player(player.id()).isPresent());
        for (Player<Seen> each : room.players()) {
            text.append("; ")
                    .append(each.id())
                    .append(each.away())
                    .append(each.spectator())
                    .append(each.identity(String.class))
                    .append(each.attachment(Sit.class))
                    .append(each.options(Sit.class));
        }
        return text.toString();
    }

    private static void attempt(Player<Seen> player, String what) {
        Room<Seen> room = player.room();
        switch (what) {
            case "emit" -> room.emit(new Unknown());
            case "after" -> room.after(Duration.ofSeconds(-1), new Known());
            case "every" -> room.every(Duration.ZERO, new Known());
            case "broadcast" -> room.broadcast(new Broken(1));
            case "send" -> player.send(new Broken(1));
            default -> room.emit(new Known());
        }
    }

    private Seen play(List<Recorded> live) {
        try (Logged quiet = new Logged();
                Stage stage = Stage.of(spec -> spec.game(game())
                        .authenticate(hello -> Mono.justOrEmpty(hello.token()).map(Identity::of))
                        .record(Recordings.files(directory).every(1)))) {
            Peer ada = stage.hello("{'token':'ada@home','options':{'name':'Ada'}}");
            Peer bob = stage.hello("{'token':'bob@home','options':{'name':'Bob'}}");
            stage.hello("{'token':'mallory','options':{'name':'Mallory'}}");
            stage.ticks(3);
            ada.send("host.pause", "{}");
            bob.cut();
            stage.ticks(2);
            ada.send("look", "{}");
            stage.ticks(1);
            Room<Seen> room = stage.room();
            room.recording(1).subscribe(live::add);
            stage.ticks(1);
            ada.send("look", "{}");
            stage.ticks(1);
            ada.send("host.resume", "{}");
            for (String what : List.of("emit", "after", "every", "broadcast", "send", "nothing")) {
                ada.send("try", "{'what':'" + what + "'}");
                stage.ticks(1);
            }
            bob = stage.hello("{'token':'bob@home','resume':{'token':'" + bob.token() + "','seq':0}}");
            stage.ticks(2);
            ada.close();
            stage.ticks(1);
            bob.send("look", "{}");
            stage.ticks(2);
            assertThat(stage.faults).as("five that threw").hasSize(5);
            assertThat(quiet.lines("ERROR")).hasSize(5);
            return room.state();
        }
    }

    @Test
    void aReplayHasTheSameRoom() throws Exception {
        List<Recorded> live = new ArrayList<>();
        Seen last = play(live);
        assertThat(String.join("\n", last.notes()))
                .contains(
                        "opened with Ada",
                        "paused host p1",
                        "p2truefalsebob@homeSit[name=Bob]Sit[name=Bob]",
                        "back p2",
                        "BYE p1 in witness",
                        "host p2",
                        "done: nothing")
                .doesNotContain("Mallory", "done: emit", "done: after", "done: every", "done: broadcast", "done: send");
        Path file;
        try (var files = Files.list(directory)) {
            file = files.findFirst().orElseThrow();
        }
        for (Recording recording : List.of(Recording.file(file), Recording.of(live))) {
            Replay<Seen> replay = Replay.of(game(), recording).run();
            assertThat(replay.difference()).isNull();
            assertThat(replay.compared()).isGreaterThan(10);
            assertThat(replay.state().notes()).startsWith(last.notes().toArray(String[]::new));
        }
    }

    /** Numbers that an effect drew are not drawn again by a recording that begins right behind it. */
    @Test
    void whatWasDrawnBeforeARecordingBeginsIsBehindIt() {
        List<Recorded> live = new ArrayList<>();
        Game<Integer> game = Game.named("drawn", () -> 0)
                .run(Look.class, (player, look) -> {
                    player.room().random().nextLong();
                    player.room().recording(1).subscribe(live::add);
                })
                .onTick((last, tick) -> tick.room().random().nextInt(1000));
        try (Stage stage = Stage.of(game)) {
            Peer ada = stage.join();
            stage.ticks(3);
            ada.send("look", "{}");
            stage.ticks(20);
        }
        Replay<Integer> replay = Replay.of(game, Recording.of(live)).run();
        assertThat(replay.difference()).isNull();
        assertThat(replay.compared()).isGreaterThan(10);
    }

    @Test
    void aShowBeginsAtTheTickThatWasAskedFor() {
        Game<Integer> game = Game.named("steps", () -> 0).onTick((steps, tick) -> steps + 1);
        List<Recorded> live = new ArrayList<>();
        try (Stage stage = Stage.of(game)) {
            stage.join();
            stage.room().recording(1).subscribe(live::add);
            stage.ticks(60);
        }
        try (Stage stage = Stage.of(Replay.show(game, Recording.of(live), 40))) {
            stage.join();
            stage.ticks(1);
            assertThat(stage.<Integer>room().state()).isEqualTo(41);
        }
    }

    /** A state may know its players and its room, which are no part of it. */
    @Test
    @SuppressWarnings("unchecked") // the stage's only game
    void whatBelongsToARoomIsNoPartOfItsState() {
        try (Stage stage = Stage.of(Game.named("steps", () -> 0).onTick((steps, tick) -> steps + 1))) {
            stage.join();
            RunningRoom<Integer> room = (RunningRoom<Integer>) stage.<Integer>room();
            List<Object> state = List.of(new Onlooker<>(room), room, 1);
            Recorded.Checkpoint before = Recorded.Checkpoint.of(1, state, true);
            stage.ticks(5);
            assertThat(before.difference(state, true)).isNull();
        }
    }
}
