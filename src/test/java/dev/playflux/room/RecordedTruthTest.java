package dev.playflux.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playflux.connection.Identity;
import dev.playflux.recording.Recorded;
import dev.playflux.recording.Recording;
import dev.playflux.recording.Recordings;
import dev.playflux.server.GameServer;
import dev.playflux.testing.Peer;
import dev.playflux.testing.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** What a recording holds is what the game's code saw, also of what happens beside its calls and after them. */
class RecordedTruthTest {
    record Say(String text) {}

    record Walk(List<Integer> points) {}

    record Account(String name, int coins) {}

    /** One that is the same whatever it has. */
    record Wallet(int number, int coins) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Wallet wallet && wallet.number == number;
        }

        @Override
        public int hashCode() {
            return number;
        }
    }

    record Kept(List<Integer> points) {}

    @TempDir
    Path directory;

    private final List<Recorded> live = new ArrayList<>();
    private @Nullable Stage stage;

    @AfterEach
    void close() {
        if (stage != null) {
            stage.close();
        }
    }

    private Stage stage(Game<?> game, Store store, AtomicReference<@Nullable Object> details) {
        Stage now = Stage.of(spec -> {
            GameServer known = spec.game(game)
                    .record(Recordings.files(directory).every(1))
                    .authenticate(
                            hello -> Mono.justOrEmpty(hello.token()).map(token -> new Identity(token, details.get())));
            return known.store(store);
        });
        stage = now;
        return now;
    }

    private static Peer back(Stage stage, Peer peer) {
        return stage.hello("{'token':'ada','resume':{'token':'" + peer.token() + "','seq':0}}");
    }

    private Path newest() throws IOException {
        try (var files = Files.list(directory)) {
            return files.max(Comparator.naturalOrder()).orElseThrow();
        }
    }

    private static Game<String> rich() {
        return Game.named("rich", () -> "").on(Say.class, (text, player, say) -> {
            Account account = player.identity(Account.class);
            return text + (account == null ? "?" : account.coins() + " ");
        });
    }

    private static <S> S same(Game<S> game, Recording recording) {
        Replay<S> replay = Replay.of(game, recording).run();
        assertThat(replay.difference()).isNull();
        assertThat(replay.compared()).isPositive();
        return replay.state();
    }

    @Test
    void whoComesBackWithOtherDetailsIsSeenWithTheseInTheReplay() throws IOException {
        AtomicReference<@Nullable Object> details = new AtomicReference<>(new Account("Ada", 1));
        Stage now = stage(rich(), Store.memory(), details);
        Peer ada = now.hello("{'token':'ada'}");
        now.ticks(2);
        details.set(new Account("Ada", 2));
        Peer again = back(now, ada);
        again.send("say", "{'text':'x'}");
        now.ticks(2);
        again.cut();
        now.ticks(1);
        details.set(new Account("Ada", 3));
        back(now, again).send("say", "{'text':'x'}");
        now.ticks(3);
        assertThat(now.<String>room().state()).isEqualTo("2 3 ");
        now.close();
        assertThat(same(rich(), Recording.file(newest()))).isEqualTo("2 3 ");
    }

    @Test
    void whoComesBackAfterARestartIsKnownInTheReplay() throws IOException {
        AtomicReference<@Nullable Object> details = new AtomicReference<>(new Account("Ada", 1));
        Store store = Store.memory();
        Stage now = stage(rich(), store, details);
        Peer ada = now.hello("{'token':'ada'}");
        now.ticks(2);
        now.close();
        Files.delete(newest());
        now = stage(rich(), store, details);
        back(now, ada).send("say", "{'text':'x'}");
        now.ticks(3);
        assertThat(now.<String>room().state()).isEqualTo("1 ");
        now.close();
        assertThat(same(rich(), Recording.file(newest()))).isEqualTo("1 ");
    }

    @Test
    void detailsThatAreEqualAndNotTheSameAreRecordedTheyMayHoldSomethingElse() {
        Game<String> game = Game.named("rich", () -> "")
                .on(
                        Say.class,
                        (text, player, say) -> text
                                + Objects.requireNonNull(player.identity(Wallet.class))
                                        .coins());
        AtomicReference<@Nullable Object> details = new AtomicReference<>(new Wallet(1, 1));
        Stage now = stage(game, Store.memory(), details);
        Peer ada = now.hello("{'token':'ada'}");
        now.<String>room().recording(1).subscribe(live::add);
        now.ticks(2);
        details.set(new Wallet(1, 2));
        back(now, ada).send("say", "{'text':'x'}");
        now.ticks(3);
        assertThat(same(game, Recording.of(live))).isEqualTo("2");
    }

    @Test
    void whatAnOperatorOnTheRoomsSchedulerAttachesIsThereInTheReplay() {
        Game<String> game = Game.named("talk", () -> "")
                .<Say, Say>on(
                        Say.class,
                        (player, says) -> says.delayElements(
                                        Duration.ofMillis(70), player.room().scheduler())
                                .doOnNext(player::attach),
                        (text, player, say) -> text + say.text())
                .on("look", Say.class, (text, player, say) -> {
                    Say kept = player.attachment(Say.class);
                    return text + (kept == null ? "-" : kept.text());
                });
        Stage now = stage(game, Store.memory(), new AtomicReference<>());
        Peer ada = now.hello("{'token':'ada'}");
        now.<String>room().recording(1).subscribe(live::add);
        now.ticks(1);
        ada.send("look", "{'text':''}").send("say", "{'text':'a'}");
        now.ticks(4);
        ada.send("look", "{'text':''}");
        now.ticks(3);
        assertThat(now.<String>room().state()).isEqualTo("-aa");
        assertThat(same(game, Recording.of(live))).isEqualTo("-aa");
    }

    /** A world that keeps what it is given, and changes it. */
    static final class Paths {
        private final List<List<Integer>> paths = new ArrayList<>();
        private int sum;

        Kept seen() {
            return new Kept(List.of(sum));
        }

        private void walk() {
            for (List<Integer> path : paths) {
                sum += path.isEmpty() ? 0 : path.remove(0);
            }
        }
    }

    private static Game<Paths> paths(AtomicInteger made) {
        return Game.simulation("paths", Paths::new)
                .on(Walk.class, (paths, player, walk) -> paths.paths.add(walk.points()))
                .when(
                        Walk.class,
                        (paths, room, walk) -> paths.sum += 1000 * walk.points().get(0))
                .onTick((paths, tick) -> paths.walk())
                .world(Kept.class, Paths::seen)
                .<Say, List<Integer>>on(
                        Say.class,
                        says -> says.map(say -> new ArrayList<>(List.of(10, 20, made.incrementAndGet()))),
                        (paths, player, points) -> {
                            paths.paths.add(points);
                            return paths;
                        })
                .on("emit", Say.class, (paths, player, say) -> {
                    player.room().emit(new Walk(paths.paths.get(0)));
                    return paths;
                });
    }

    @Test
    void whatAWorldIsGivenIsRecordedAsItWasAndNotAsTheWorldHasChangedIt() throws IOException {
        AtomicInteger made = new AtomicInteger();
        Stage now = stage(paths(made), Store.memory(), new AtomicReference<>());
        Peer ada = now.hello("{'token':'ada'}");
        now.<Paths>room().recording(1).subscribe(live::add);
        now.ticks(1);
        ada.send("walk", "{'points':[1,2,3,4]}").send("say", "{'text':''}");
        now.ticks(1);
        ada.send("emit", "{'text':''}");
        now.ticks(8);
        int sum = now.<Paths>room().state().sum;
        assertThat(sum).isEqualTo(1 + 2 + 3 + 4 + 10 + 20 + 1 + 2000);
        now.close();
        assertThat(same(paths(made), Recording.file(newest())).sum).isEqualTo(sum);
        for (int time = 1; time <= 2; time++) {
            assertThat(same(paths(made), Recording.of(live)).sum)
                    .as("the %d. time", time)
                    .isEqualTo(sum);
        }
    }

    @Test
    void anOperatorsResultIsRecordedAsItWasWhateverTheOperatorDoesWithItThen() {
        Game<String> game = Game.named("talk", () -> "")
                .<Say, List<String>>on(
                        Say.class,
                        says -> says.scan(new ArrayList<String>(), (all, say) -> {
                                    all.add(say.text());
                                    return all;
                                })
                                .map(all -> all),
                        (text, player, all) -> text + all.size());
        Stage now = stage(game, Store.memory(), new AtomicReference<>());
        Peer ada = now.hello("{'token':'ada'}");
        now.<String>room().recording(1).subscribe(live::add);
        now.ticks(1);
        ada.send("say", "{'text':'a'}").send("say", "{'text':'b'}");
        now.ticks(3);
        assertThat(same(game, Recording.of(live)))
                .isEqualTo(now.<String>room().state())
                .contains("12");
    }

    @Test
    void aRecordingWithANegativeNumberOfTicksIsRefused() {
        Stage now = stage(rich(), Store.memory(), new AtomicReference<>());
        now.hello("{'token':'ada'}");
        Room<Map<String, String>> room = now.room();
        assertThatThrownBy(() -> room.recording(-5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-5");
    }
}
