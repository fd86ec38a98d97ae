package whiteboard;

import dev.playflux.room.Game;
import java.time.Duration;
import people.Join;

/** The whiteboard as a game: how people and their hands come to the rules. */
public final class WhiteboardGame {
    private WhiteboardGame() {}

    record Undo() {}

    /** The game. */
    public static Game<Board> game() {
        return Game.named("whiteboard", Board::empty)
                .tickRate(30)
                .keepEmpty(Duration.ofMinutes(10))
                .onJoin(Join.class, (board, player, join) -> board.joined(player.id(), join.shownName()))
                .onAway((board, player) -> board.unpointed(player.id()))
                .onLeave((board, player, why) -> board.left(player.id()))
                .on(Point.class, (board, player, point) -> board.pointed(player.id(), point))
                .on(Draw.class, (board, player, draw) -> board.drawn(player.id(), draw))
                .on(Undo.class, (board, player, undo) -> board.undone(player.id()));
    }
}
