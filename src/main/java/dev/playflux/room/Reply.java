package dev.playflux.room;

import org.jspecify.annotations.Nullable;

/**
 * The answer to a question.
 *
 * @param state the next state
 * @param value what the player is told
 */
public record Reply<S, R>(S state, @Nullable R value) {

    /** A reply. */
    public static <S, R> Reply<S, R> of(S state, @Nullable R value) {
        return new Reply<>(state, value);
    }
}
