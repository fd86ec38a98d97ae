package dev.playflux.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.recording.Recorded;
import dev.playflux.recording.Recordings;
import dev.playflux.testing.Logged;
import dev.playflux.testing.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;
import reactor.test.StepVerifier;

/** Who hears a room's recording, and what becomes of one that hears too little, nothing more, or cannot be written. */
class TapeTest {
    private static final Recorded PASSED = new Recorded.Passed();
    private static final Duration SECOND = Duration.ofSeconds(1);

    private static Stage play() {
        return Stage.of(Game.named("taped", () -> 0).onTick((steps, tick) -> steps + 1));
    }

    @Test
    void whoIsBehindByTooManyEntriesHearsNoMore() {
        Tape tape = new Tape(1);
        StepVerifier.create(tape.entries(), 1)
                .then(() -> {
                    for (int i = 0; i < 80_000 && !tape.over(); i++) {
                        tape.add(PASSED);
                    }
                })
                .expectNext(PASSED)
                .then(() -> assertThat(tape.over()).isTrue())
                .thenRequest(Long.MAX_VALUE)
                .thenConsumeWhile(PASSED::equals)
                .expectErrorMessage("a recording is behind by more than 65536 entries, or 32 MiB")
                .verify(SECOND);
    }

    @Test
    void whoKeepsUpHearsAllHoweverMuchThatIs() {
        Tape tape = new Tape(1);
        StepVerifier.create(tape.entries())
                .then(() -> {
                    for (int i = 0; i < 100_000; i++) {
                        tape.add(PASSED);
                    }
                    tape.end();
                })
                .expectNextCount(100_000)
                .expectComplete()
                .verify(SECOND.multipliedBy(10));
    }

    @Test
    void nothingIsKeptForWhoHearsNoMore() {
        try (Stage stage = play()) {
            stage.join();
            List<Recorded> heard = new ArrayList<>();
            Disposable hearing = stage.room().recording().subscribe(heard::add);
            stage.ticks(2);
            Recorder<?> recorder = ((RunningRoom<?>) stage.room()).recorder();
            assertThat(recorder.on()).isTrue();
            hearing.dispose();
            stage.ticks(1);
            assertThat(recorder.on()).isFalse();
            int before = heard.size();
            stage.ticks(5);
            assertThat(heard).hasSize(before).hasSizeGreaterThan(2);
        }
    }

    @Test
    void aFileThatCannotBeWrittenIsToldAndTheRoomPlaysOn(@TempDir Path folder) throws IOException {
        Path taken = Files.writeString(folder.resolve("taken"), "x");
        try (Logged quiet = new Logged();
                Stage stage =
                        Stage.of(spec -> spec.game(Game.named("taped", () -> 0).onTick((steps, tick) -> steps + 1))
                                .record(Recordings.files(taken)))) {
            stage.join();
            stage.ticks(60);
            assertThat(stage.faults)
                    .singleElement()
                    .asString()
                    .startsWith("the recording")
                    .contains("ends here");
            assertThat(quiet.lines("ERROR")).hasSize(1);
            assertThat(stage.<Integer>room().state()).isEqualTo(60);
        }
    }
}
