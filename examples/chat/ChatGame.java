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

<<<<<<< HEAD
    /** Somebody has come. */
    private record Came(String id, String name, long at) {}

    /** Somebody has left. */
    private record Went(String id, long at) {}
=======
    /** What the wall clock says, in ms since the Unix epoch. */
    record Clock(long at) {}
>>>>>>> mendrec

    /** The game. */
    public static Game<Chat> game() {
        return Game.named("chat", Chat::empty)
                .keepEmpty(Duration.ofMinutes(10))
<<<<<<< HEAD
                .onJoin(Join.class, (chat, player, join) -> {
                    player.room().emit(new Came(player.id(), join.shownName(), now(player)));
                    return chat;
                })
                .when(Came.class, (chat, room, came) -> chat.joined(came.id(), came.name(), came.at()))
                .onAway((chat, player) -> chat.away(player.id(), true))
                .onBack((chat, player) -> chat.away(player.id(), false))
                .onLeave((chat, player, why) -> {
                    player.room().emit(new Went(player.id(), now(player)));
                    return chat;
                })
                .when(Went.class, (chat, room, went) -> chat.left(went.id(), went.at()))
=======
                .pipeline(room -> Flux.interval(Duration.ofMinutes(1), room.scheduler())
                        .startWith(0L)
                        .doOnNext(minute -> room.emit(new Clock(room.scheduler().now(TimeUnit.MILLISECONDS)))))
                .when(Clock.class, (chat, room, clock) ->
                        chat.begun(clock.at() - room.time().toMillis()))
                .onJoin(Join.class, (chat, player, join) -> chat.joined(player.id(), join.shownName(), now(chat, player)))
                .onAway((chat, player) -> chat.away(player.id(), true))
                .onBack((chat, player) -> chat.away(player.id(), false))
                .onLeave((chat, player, why) -> chat.left(player.id(), now(chat, player)))
>>>>>>> mendrec
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

<<<<<<< HEAD
    /** The real time: what it says is part of the match only in an event, which is recorded, as what the operators emit is. */
    private static long now(Player<Chat> player) {
        return player.room().scheduler().now(TimeUnit.MILLISECONDS);
=======
    /** The wall clock, as it was recorded: a rule that asked it itself would be told another time by a replay. */
    private static long now(Chat chat, Player<Chat> player) {
        return chat.begun() + player.room().time().toMillis();
>>>>>>> mendrec
    }
}
