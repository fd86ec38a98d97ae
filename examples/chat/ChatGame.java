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

    /** Somebody has come. */
    private record Came(String id, String name, long at) {}

    /** Somebody has left. */
    private record Went(String id, long at) {}

    /** The game. */
    public static Game<Chat> game() {
        return Game.named("chat", Chat::empty)
                .keepEmpty(Duration.ofMinutes(10))
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

    /** The real time: what it says is part of the match only in an event, which is recorded, as what the operators emit is. */
    private static long now(Player<Chat> player) {
        return player.room().scheduler().now(TimeUnit.MILLISECONDS);
    }
}
