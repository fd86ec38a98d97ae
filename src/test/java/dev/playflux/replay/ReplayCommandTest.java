package dev.playflux.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playflux.recording.Recorded;
import dev.playflux.recording.Recording;
import dev.playflux.recording.Recordings;
import dev.playflux.room.Game;
import dev.playflux.testing.Peer;
import dev.playflux.testing.Stage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;

/** What the command prints, and how it exits. */
class ReplayCommandTest {
    record Add(int number) {}

    record Sum(int sum, double half) {}

    @TempDir
    Path directory;

    private Path file = Path.of("none");
    private String said = "";

    private static Game<Sum> game(int factor) {
        return Game.named("sum", () -> new Sum(0, 0))
                .on(Add.class, (sum, player, add) -> new Sum(sum.sum() + factor * add.number(), sum.sum() / 2.0))
                .onTick((sum, tick) -> sum);
    }

    @BeforeEach
    void record() throws IOException {
        try (Stage stage = Stage.of(
                spec -> spec.game(game(1)).record(Recordings.files(directory).every(10)))) {
            Peer ada = stage.join();
            stage.join();
            stage.ticks(24);
            ada.send("add", "{'number':3}");
            stage.ticks(36);
        }
        file = only(directory);
    }

    private static Path only(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.findFirst().orElseThrow();
        }
    }

    private int run(ReplayCommand command, String... arguments) {
        StringWriter text = new StringWriter();
        int exit = command.runNow(new PrintWriter(text), arguments);
        said = text.toString().replace(System.lineSeparator(), "\n");
        return exit;
    }

    @Test
    void aRecordingOfAGameAsItIsHasNoDifference() {
        assertThat(run(ReplayCommand.of(game(1)), file.toString())).isZero();
        assertThat(said)
                .startsWith("game sum, room ")
                .contains("recorded from 1970-01-01T00:00:00Z at 20 ticks per second, seed ")
                .contains(
                        "replayed ticks 1 to 60, 3 s of the game; 2 players joined, 0 are there; 7 fingerprints compared\n")
                .contains("the recording ends there: the room has closed\n")
                .endsWith("no difference\n");
    }

    @Test
    void aGameWithAnotherRuleIsToldWhereItDiffers() {
        assertThat(run(ReplayCommand.of(game(2)), file.toString())).isEqualTo(ReplayCommand.DIFFERENT);
        assertThat(said).endsWith("first difference at tick 30: sum was 3 when recorded, is 6 when replayed\n");
    }

    /** Between the last fingerprint that is due and the end there is most of a second. */
    @Test
    void theStateWithWhichARoomEndsIsComparedToo() throws IOException {
        try (Stage stage = Stage.of(spec -> spec.game(game(1))
                .record(Recordings.files(directory.resolve("short")).every(100)))) {
            Peer ada = stage.join();
            stage.ticks(24);
            ada.send("add", "{'number':3}");
            stage.ticks(3);
        }
        Path end = only(directory.resolve("short"));
        assertThat(run(ReplayCommand.of(game(1)), end.toString())).isZero();
        assertThat(said).contains("1 fingerprints compared");
        assertThat(run(ReplayCommand.of(game(2)), end.toString())).isEqualTo(ReplayCommand.DIFFERENT);
        assertThat(said).endsWith("first difference at tick 27: sum was 3 when recorded, is 6 when replayed\n");
    }

    @Test
    void whereNoStateIsComparedThereIsNoGoodNews() throws IOException {
        List<Recorded> entries = new ArrayList<>();
        try (Stage stage = Stage.of(spec -> spec.game(game(1)))) {
            stage.join();
            stage.room()
                    .recording(100)
                    .takeUntil(entry -> entry instanceof Recorded.Passed)
                    .subscribe(entries::add);
            stage.ticks(5);
        }
        Path file = directory.resolve("cut.pfr");
        try (OutputStream bytes = Files.newOutputStream(file)) {
            for (byte[] piece : Recording.bytes(Flux.fromIterable(entries)).toIterable()) {
                bytes.write(piece);
            }
        }
        assertThat(run(ReplayCommand.of(game(1)), file.toString())).isEqualTo(ReplayCommand.UNREADABLE);
        assertThat(said).endsWith("no state was compared: the recording ends before its first fingerprint\n");
    }

    @Test
    void aTickIsNotNegative() {
        assertThat(run(ReplayCommand.of(game(1)), file.toString(), "--to=-1")).isEqualTo(ReplayCommand.UNREADABLE);
        assertThat(said).contains("a tick is not negative, was -1");
    }

    @Test
    void aReplayStopsAtATickWithItsState() {
        assertThat(run(ReplayCommand.of(game(1)), file.toString(), "--to", "24"))
                .isZero();
        assertThat(said).contains("replayed ticks 1 to 24, ").contains("state: {\"sum\":0,\"half\":0.0}\n");
        assertThat(run(ReplayCommand.of(game(1)), file.toString(), "--to=25")).isZero();
        assertThat(said).contains("state: {\"sum\":3,\"half\":0.0}\n").doesNotContain("the recording ends");
    }

    @Test
    void whatCannotBeReplayedSaysWhy() throws IOException {
        assertThat(run(ReplayCommand.of(game(1)), "none.pfr")).isEqualTo(ReplayCommand.UNREADABLE);
        assertThat(said).isEqualTo("there is no file none.pfr\n");
        Path text = Files.writeString(directory.resolve("text"), "hello, this is a text");
        assertThat(run(ReplayCommand.of(game(1)), text.toString())).isEqualTo(ReplayCommand.UNREADABLE);
        assertThat(said).isEqualTo("this is no recording\n");
        Game<Integer> chess = Game.named("chess", () -> 1);
        assertThat(run(ReplayCommand.of(chess), file.toString())).isEqualTo(ReplayCommand.UNREADABLE);
        assertThat(said).isEqualTo("the recording is of the game 'sum', and here is chess\n");
        Game<Sum> without = Game.named("sum", () -> new Sum(0, 0));
        assertThat(run(ReplayCommand.of(without), file.toString())).isEqualTo(ReplayCommand.UNREADABLE);
        assertThat(said).contains("the action 'add' changes no state any more").contains("replayed ticks 1 to 24");
        assertThat(run(ReplayCommand.of(game(1)))).isEqualTo(ReplayCommand.UNREADABLE);
        assertThat(said).contains("FILE");
    }

    @Test
    void aGameThatDoesNotEvenBeginIsNoDifference() {
        Game<Sum> broken = Game.named("sum", () -> {
            throw new IllegalStateException("no first state");
        });
        assertThat(run(ReplayCommand.of(broken), file.toString())).isEqualTo(ReplayCommand.UNREADABLE);
        assertThat(said).contains("no first state");
    }

    @Test
    @Timeout(60)
    void whatDoesNotFitIsNotShownToAnybody() {
        Game<Sum> without = Game.named("sum", () -> new Sum(0, 0));
        assertThat(run(ReplayCommand.of(without), file.toString(), "--serve", "0"))
                .isEqualTo(ReplayCommand.UNREADABLE);
        assertThat(said).contains("the action 'add' changes no state any more").doesNotContain("showing");
    }

    @Test
    void withoutItsLibraryTheCommandSaysWhichOneThatIs() throws Exception {
        ClassLoader bare = new ClassLoader(getClass().getClassLoader()) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                if (name.startsWith("picocli.")) {
                    throw new ClassNotFoundException(name);
                }
                return name.startsWith("dev.playflux.replay.Replay") ? own(name) : super.loadClass(name, resolve);
            }

            private Class<?> own(String name) throws ClassNotFoundException {
                Class<?> known = findLoadedClass(name);
                try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                    byte[] bytes = Objects.requireNonNull(in, name).readAllBytes();
                    return known != null ? known : defineClass(name, bytes, 0, bytes.length);
                } catch (IOException failed) {
                    throw new ClassNotFoundException(name, failed);
                }
            }
        };
        Class<?> type = bare.loadClass(ReplayCommand.class.getName());
        Object command = type.getMethod("of", Game[].class).invoke(null, (Object) new Game<?>[] {game(1)});
        assertThatThrownBy(() -> type.getMethod("runNow", String[].class)
                        .invoke(command, (Object) new String[] {file.toString()}))
                .hasRootCauseInstanceOf(ClassNotFoundException.class)
                .cause()
                .hasMessageContaining("info.picocli:picocli");
    }
}
