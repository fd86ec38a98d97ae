package dev.playflux.room;

import org.jspecify.annotations.Nullable;

/** Answers a question of a player from a mutable world, which it may change. A throw refuses the question. */
@FunctionalInterface
public interface Question<S, T> {

    /** The answer: a value, null, or a Publisher of one. */
    @Nullable
    Object answer(S world, Player<S> player, T question);
}
