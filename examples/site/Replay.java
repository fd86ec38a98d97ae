package site;

import chat.ChatGame;
import dev.playflux.replay.ReplayCommand;
import duel.Duel;
import lag.LagGame;
import pong.PongGame;
import tag.TagGame;
import whiteboard.WhiteboardGame;

/** Plays a recording of one of the examples again: {@code FILE [--to TICK] [--serve PORT]}. */
public final class Replay {

    private Replay() {}

    /** Runs the command. */
    public static void main(String[] args) {
        System.exit(command().runNow(args));
    }

    static ReplayCommand command() {
        return ReplayCommand.of(
                        TagGame.game(),
                        Duel.game(),
                        ChatGame.game(),
                        WhiteboardGame.game(),
                        PongGame.game(),
                        LagGame.game())
                .serving(ExampleServer::pages, game -> "/" + game + "/");
    }
}
