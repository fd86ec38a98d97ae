package dev.playflux.room;

/** Answers a question of a player, and may change the state with it. A throw refuses it. */
@FunctionalInterface
public interface Answer<S, T, R> {

    /** The next state and the answer. */
    Reply<S, R> apply(S state, Player<S> player, T question);
}
