package duel;

import dev.playflux.room.Game;
import java.time.Duration;

/** The duel as a game: ten seconds a round, one room a duel. */
public final class DuelGame {
    record Choose(Hand hand) {}

    record TimeUp(int round) {}

    record Over() {}

    public static Game<Duel> game() {
        return Game.named("duel", Duel::waiting)
                .maxPlayers(2)
                .onJoin((duel, player) -> duel.joined(player.id()))
                .onLeave((duel, player, why) -> {
                    player.room().lock(); // A seat in a duel is not for the next one who comes.
                    return duel.left(player.id());
                })
                .on(Choose.class, (duel, player, choose) -> duel.chosen(player.id(), choose.hand()))
                .when(TimeUp.class, (duel, room, time) -> duel.timeUp(time.round(), room.random()))
                .when(Over.class, (duel, room, over) -> {
                    room.close("The duel is over");
                    return duel;
                })
                .pipeline(room -> room.states().map(Duel::round).filter(round -> round > 0).distinctUntilChanged()
                        .doOnNext(round -> room.after(Duration.ofSeconds(10), new TimeUp(round))))
                .pipeline(room -> room.states().filter(duel -> duel.winner() != null).next()
                        .doOnNext(won -> room.after(Duration.ofSeconds(3), new Over())))
                .world(Duel.Seen.class, Duel::seen)
                .view("hand", Hand.class, (duel, player) -> duel.hands().get(player.id()));
    }
}
