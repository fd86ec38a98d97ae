package dev.playflux.replay;

import dev.playflux.codec.Json;
import dev.playflux.message.PlayfluxException;
import dev.playflux.recording.Difference;
import dev.playflux.recording.DoesNotFit;
import dev.playflux.recording.Recorded;
import dev.playflux.recording.Recording;
import dev.playflux.recording.Unreadable;
import dev.playflux.room.Game;
import dev.playflux.room.Replay;
import dev.playflux.server.GameServer;
import dev.playflux.server.RunningServer;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What the command does with what it was given. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = "Plays a recording again, and says where its first state is that is not what was recorded.",
        exitCodeOnExecutionException = ReplayCommand.UNREADABLE,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:all states were as recorded", "1:one was not", "2:none can be compared"})
final class ReplayTask implements Callable<Integer> {
    private static final long ALL = Long.MAX_VALUE;

    private final ReplayCommand command;

    @Spec
    @Nullable
    CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "A recording: a file that ends in .pfr.")
    @Nullable
    Path file;

    @Option(names = "--to", paramLabel = "TICK", description = "Stops after this tick, and prints the state.")
    long to = ALL;

    @Option(
            names = "--serve",
            paramLabel = "PORT",
            description = "Shows it to browsers that watch, from its beginning or from --to; 0 is any free port.")
    int port = -1;

    ReplayTask(ReplayCommand command) {
        this.command = command;
    }

    int executeNow(@Nullable PrintWriter out, String... arguments) {
        CommandLine line = new CommandLine(this);
        return (out == null ? line : line.setOut(out).setErr(out)).execute(arguments);
    }

    @Override
    public Integer call() {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        if (to < 0) {
            throw new ParameterException(line, "a tick is not negative, was " + to);
        }
        PrintWriter out = line.getOut();
        try {
            Recording recording = Recording.file(Objects.requireNonNull(file));
            Game<?> game = game(recording);
            return port >= 0 ? serveNow(out, game, recording) : play(out, game, recording);
        } catch (Unreadable | DoesNotFit wrong) {
            out.println(wrong.getMessage());
            return ReplayCommand.UNREADABLE;
        }
    }

    /** The game that was recorded. */
    private Game<?> game(Recording recording) {
        try (Recording.Reading reading = recording.open(List.of())) {
            String name = reading.next() instanceof Recorded.Opening opening ? opening.game() : "";
            List<String> names =
                    command.games().stream().<String>map(Game::name).toList();
            return command.games().stream()
                    .filter(game -> game.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new DoesNotFit(
                            "the recording is of the game '" + name + "', and here is " + String.join(", ", names)));
        }
    }

    private int play(PrintWriter out, Game<?> game, Recording recording) {
        try (Replay<?> replay = Replay.of(game, recording)) {
            Recorded.Opening opening = replay.opening();
            out.printf(
                    "game %s, room %s, recorded from %s at %d ticks per second, seed %d%n",
                    opening.game(),
                    opening.room(),
                    Instant.ofEpochMilli(opening.at()),
                    opening.tickRate(),
                    opening.seed());
            try {
                replay.to(to);
            } finally {
                tell(out, replay);
            }
            Difference difference = replay.difference();
            if (difference != null) {
                out.println("first difference at " + difference);
                return ReplayCommand.DIFFERENT;
            }
            if (replay.compared() == 0 && to == ALL) {
                out.println("no state was compared: the recording ends before its first fingerprint");
                return ReplayCommand.UNREADABLE;
            }
            out.println("no difference");
            return ReplayCommand.SAME;
        }
    }

    private void tell(PrintWriter out, Replay<?> replay) {
        out.printf(
                "replayed ticks %d to %d, %d s of the game; %d players joined, %d are there; %d fingerprints compared%n",
                replay.opening().tick() + 1,
                replay.tick(),
                replay.time().toSeconds(),
                replay.joined(),
                replay.players().size(),
                replay.compared());
        if (to < ALL) {
            out.println("state: " + text(replay.state()));
        }
        if (replay.ended() != null) {
            out.println("the recording ends there: " + replay.ended());
        }
    }

    private static String text(Object state) {
        try {
            return new String(Json.keep(state), StandardCharsets.UTF_8);
        } catch (PlayfluxException unwritable) {
            return state.toString();
        }
    }

    /** Shows it until the process is ended or the thread interrupted. */
    private int serveNow(PrintWriter out, Game<?> game, Recording recording) {
        // What does not fit is said here, and not to those who watch.
        play(out, game, recording);
        GameServer server = GameServer.create().port(port).game(Replay.show(game, recording, to == ALL ? 0 : to));
        RunningServer running = command.served().apply(server).bindNow();
        out.println("showing " + game.name() + " at http://localhost:" + running.port()
                + command.page().apply(game.name()));
        out.flush();
        try {
            running.onDispose().block();
        } catch (RuntimeException failed) {
            // The interrupt ends it, and must not end the wait for the end too.
            if (!Thread.interrupted()) {
                throw failed;
            }
        } finally {
            running.disposeNow();
        }
        return ReplayCommand.SAME;
    }
}
