package dev.playflux.testing;

import java.util.function.Predicate;

/**
 * What is expected of a player. An AssertionError says what was expected and what there is, at which tick, with which seed, and
 * the player's last messages. Each message, and each error, meets one expectation.
 */
public interface PlayerExpectations {

    /** The last world that came is such. */
    <T> PlayerExpectations expectState(Class<T> type, String what, Predicate<? super T> holds);

    /** The last value of a view that came is such; not if the view is hidden. */
    <T> PlayerExpectations expectView(String name, Class<T> type, String what, Predicate<? super T> holds);

    /** A view that the game has is hidden, in a state that has come; one of many is called {@code area/3,4}. */
    PlayerExpectations expectNoView(String name);

    /** A message named after this record came. */
    <T> PlayerExpectations expectMessage(Class<T> type);

    /** A message named after this record came that is such; not if it does not fit the record, or the look at it throws. */
    <T> PlayerExpectations expectMessage(Class<T> type, String what, Predicate<? super T> holds);

    /** No message named after this record came, but those that were expected; none comes while this waits. */
    PlayerExpectations expectNoMessage(Class<?> type);

    /** Something was refused with this code: a message, or the join. */
    PlayerExpectations expectError(String code);

    /** Nothing was refused, but what was expected; nothing is while this waits. */
    PlayerExpectations expectNoError();

    /** Connected, as the client sees it. */
    PlayerExpectations expectConnected();

    /** Has a seat and is there, as the server sees it. */
    PlayerExpectations expectSeated();

    /** Has a seat and is away, as the server sees it. */
    PlayerExpectations expectAway();

    /** Has no seat any more, as the server sees it. */
    PlayerExpectations expectGone();

    /** Has ended for good with this close code. */
    PlayerExpectations expectClosed(int code);
}
