package dev.playflux.replay;

import dev.playflux.room.Game;
import dev.playflux.server.GameServer;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The command {@code replay FILE [--to TICK] [--serve PORT]} of somebody's games: it plays a recording again, says what is in
 * it, and where the first state is that is not what was recorded.
 *
 * @param games that may have been recorded
 * @param served what else a server has that shows a replay: the games' pages
 * @param page the path of a game's page on that server, from the first {@code /} on, by the game's name
 */
public record ReplayCommand(List<Game<?>> games, UnaryOperator<GameServer> served, UnaryOperator<String> page) {
    /** The exit code of a replay in which every state was what was recorded. */
    public static final int SAME = 0;

    /** The exit code of a replay with a state that was not what was recorded. */
    public static final int DIFFERENT = 1;

    /**
     * The exit code for what cannot be replayed: it is no recording, or none of these games as they are now, or has no state
     * to compare; or the game or the server of {@code --serve} does not even begin.
     */
    public static final int UNREADABLE = 2;

    /** A command for these games. */
    public static ReplayCommand of(Game<?>... games) {
        return new ReplayCommand(List.of(games), server -> server, game -> "/");
    }

    /** With the pages that show a replay in a browser, and their paths by the names of the games. */
    public ReplayCommand serving(UnaryOperator<GameServer> served, UnaryOperator<String> page) {
        return new ReplayCommand(games, served, page);
    }

    /**
     * Runs it, writes to standard output, and gives the exit code. With {@code --serve} it shows the replay until the thread is
     * interrupted.
     */
    public int runNow(String... arguments) {
        return executeNow(null, arguments);
    }

    /** Runs it, and writes to somewhere else. */
    public int runNow(PrintWriter out, String... arguments) {
        return executeNow(out, arguments);
    }

    private int executeNow(@Nullable PrintWriter out, String... arguments) {
        try {
            return new ReplayTask(this).executeNow(out, arguments);
        } catch (NoClassDefFoundError missing) {
            throw new IllegalStateException(
                    "the command needs another library: add info.picocli:picocli to the project", missing);
        }
    }
}
