package dev.playflux.server;

import dev.playflux.message.Refused;
import dev.playflux.room.Game;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A small game for tests: everybody has a place, and what somebody says comes back. */
record Board(Map<String, Place> places) {

    /** Where somebody is. */
    record Place(double x, double y) {}

    /** An action that changes the board. */
    record Steer(double dx, double dy) {}

    /** An action that comes back as {@code said}. */
    record Say(String text) {}

    /** What somebody joins with. */
    record Sit(@Nullable String name) {}

    static final Game<Board> GAME = Game.named("board", () -> new Board(Map.of()))
            .onJoin(Sit.class, (board, player, sit) -> {
                if ("Mallory".equals(sit.name())) {
                    throw new Refused("banned", "Mallory is not welcome");
                }
                if ("Murphy".equals(sit.name())) {
                    throw new IllegalStateException("a secret of the server");
                }
                return board.with(player.id(), new Place(0, 0));
            })
            .onLeave((board, player, why) -> board.with(player.id(), null))
            .on(Steer.class, (board, player, steer) -> board.steer(player.id(), steer))
            .run(Say.class, (player, say) -> player.send("said", say.text()));

    /** A message as a client writes it. */
    static String say(String text) {
        return "{\"action\":\"say\",\"data\":{\"text\":\"" + text + "\"}}";
    }

    Board with(String player, @Nullable Place place) {
        Map<String, Place> changed = new HashMap<>(places);
        if (place == null) {
            changed.remove(player);
        } else {
            changed.put(player, place);
        }
        return new Board(Map.copyOf(changed));
    }

    /** Everybody moves on a little. */
    Board tick() {
        Map<String, Place> moved = new HashMap<>();
        places.forEach((player, place) -> moved.put(player, new Place(place.x() + 1, place.y())));
        return new Board(Map.copyOf(moved));
    }

    private Board steer(String player, Steer steer) {
        Place place = places.getOrDefault(player, new Place(0, 0));
        return with(player, new Place(place.x() + steer.dx(), place.y() + steer.dy()));
    }
}
