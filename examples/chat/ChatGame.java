package chat;

import dev.playflux.room.Game;
import dev.playflux.room.Player;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import people.Join;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

/** The chat as a game: how people, lines and time come to the rules. */
public final class ChatGame {
    private ChatGame() {}

    record Say(String text) {}

    /** What the wall clock says, in ms since the Unix epoch. */
    record Clock(long at) {}

    /** The game. */
    public static Game<Chat> game() {
        return Game.named("chat", Chat::empty)
                .keepEmpty(Duration.ofMinutes(10))
                .pipeline(room -> Flux.interval(Duration.ofMinutes(1), room.scheduler())
                        .startWith(0L)
                        .doOnNext(minute -> room.emit(new Clock(room.scheduler().now(TimeUnit.MILLISECONDS)))))
                .when(Clock.class, (chat, room, clock) ->
                        chat.begun(clock.at() - room.time().toMillis()))
                .onJoin(Join.class, (chat, player, join) -> chat.joined(player.id(), join.shownName(), now(chat, player)))
                .onAway((chat, player) -> chat.away(player.id(), true))
                .onBack((chat, player) -> chat.away(player.id(), false))
                .onLeave((chat, player, why) -> chat.left(player.id(), now(chat, player)))
                .on(
                        Say.class,
                        (player, says) -> paced(says, player.room().scheduler()),
                        (chat, player, paced) -> chat.said(player.id(), paced));
    }

    /** The pace of one person: the operators keep it from one line to the next, the rules say what follows from it. */
    private static Flux<Paced> paced(Flux<Say> says, Scheduler clock) {
        return says.timed(clock)
                .scan(
                        Paced.CALM,
                        (paced, say) ->
                                paced.next(say.get().text(), say.timestamp().toEpochMilli()))
                .skip(1);
    }

    /** The wall clock, as it was recorded: a rule that asked it itself would be told another time by a replay. */
    private static long now(Chat chat, Player<Chat> player) {
        return chat.begun() + player.room().time().toMillis();
    }
}
