package dev.playflux.testing;

import java.util.function.Predicate;

/**
 * What is expected of a match. An AssertionError says what was expected and what there is, at which tick, with which seed, and
 * the last messages of the players.
 */
public interface MatchExpectations<S> {

    /** The state of the first room is such. */
    MatchExpectations<S> expectState(String what, Predicate<? super S> holds);

    /** So many have a seat in the first room, those who are away included; none if there is no room. */
    MatchExpectations<S> expectSeats(int count);

    /** Something has been counted so often, by its name in {@link Counts}. */
    MatchExpectations<S> expectCount(String name, long times);

    /** Something of what has been counted is such. */
    MatchExpectations<S> expectCounts(String what, Predicate<? super Counts> holds);

    /**
     * A function of the game threw something of which the text, {@code onTick of game 'tag' threw …}, has this part. Each fault
     * meets one expectation; those that meet none fail the match at its end. See {@link MatchSpec#allowFaults}.
     */
    MatchExpectations<S> expectFault(String part);
}
