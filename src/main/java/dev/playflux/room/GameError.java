package dev.playflux.room;

import org.jspecify.annotations.Nullable;

/**
 * A fault in a game's code that the room caught: nothing but what was at hand is lost.
 *
 * @param room where it happened
 * @param where in which hook or action: {@code onTick}, {@code on(steer)}, {@code view(hand)}
 * @param player whose message it was, if any
 * @param cause what was thrown
 */
public record GameError<S>(
        Room<S> room, String where, @Nullable Player<S> player, Throwable cause) {}
