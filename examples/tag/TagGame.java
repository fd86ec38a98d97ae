package tag;

import dev.playflux.room.Game;
import dev.playflux.room.Player;
import dev.playflux.room.Room;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** Tag as a game: how players, messages and time come to the rules. */
public final class TagGame {
    private TagGame() {}

    /** Each player's round trip, in ms; not of the world, since it is of the network. */
    record RoundTrips(Map<String, Long> ms) {}

    private record SecondPassed() {}

    /** The game. */
    public static Game<Tag> game() {
        return Game.named("tag", Tag::empty)
                .tickRate(20)
                .onOpen((tag, room) -> {
                    room.every(Duration.ofSeconds(1), new SecondPassed());
                    return tag;
                })
                .onJoin(
                        Join.class,
                        (tag, player, join) -> tag.joined(
                                player.id(),
                                join.shownName(),
                                join.program(),
                                player.room().random()))
                .onAway((tag, player) -> tag.steered(player.id(), 0, 0))
                .onLeave((tag, player, why) -> tag.left(player.id()))
                .on(Steer.class, (tag, player, steer) -> tag.steered(player.id(), steer.dx(), steer.dy()))
                .when(SecondPassed.class, (tag, room, second) -> {
                    room.broadcast(roundTrips(room));
                    return tag;
                })
                .onTick((tag, tick) -> tag.stepped(tick.seconds()));
    }

    private static RoundTrips roundTrips(Room<Tag> room) {
        return new RoundTrips(room.players().stream()
                .collect(Collectors.toMap(
                        Player::id, player -> player.roundTrip().smoothed().toMillis())));
    }
}
