package pong;

import dev.playflux.room.Game;
import java.time.Duration;

/** Pong as a game: how players, messages and time come to the rules. Who finds both seats taken may watch. */
public final class PongGame {
    private static final int POINTS = 5;

    private PongGame() {}

    /** Where the paddle shall be. */
    record Aim(double y) {}

    /** The wish for another game. */
    record Again() {}

    /** The game, to five points. */
    public static Game<Court> game() {
        return game(POINTS);
    }

    static Game<Court> game(int points) {
        return Game.named("pong", () -> Court.empty(points))
                .tickRate(60)
                .maxPlayers(2)
                .grace(Duration.ofSeconds(15))
                .onJoin((court, player) ->
                        court.joined(player.id(), player.room().random()))
                .onAway((court, player) -> court.away(player.id()))
                .onBack((court, player) -> court.back(player.id()))
                .onLeave((court, player, why) -> court.left(player.id()))
                .on(Aim.class, (court, player, aim) -> court.aimed(player.id(), aim.y()))
                .on(
                        Again.class,
                        (court, player, again) ->
                                court.again(player.id(), player.room().random()))
                .onTick((court, tick) ->
                        court.stepped(tick.seconds(), tick.room().random()));
    }
}
