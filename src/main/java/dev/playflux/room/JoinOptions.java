package dev.playflux.room;

import dev.playflux.message.BadData;

/** What a player said at the join, as its game reads it. */
final class JoinOptions {

    private JoinOptions() {}

    /** The options; of a game that reads none something that is not null. */
    static Object of(GameSpec<?> game, Player<?> player) {
        if (game.options == null) {
            return game;
        }
        Object said = player.options(game.options);
        if (said == null) {
            throw new BadData("options: expected data, was null");
        }
        return said;
    }
}
