package dev.playflux.testing;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** What is expected of a match, now or before some time has passed. */
record MatchChecks<S>(Matches<S> match, Duration within) implements MatchExpectations<S> {

    private MatchChecks<S> expect(String what, BooleanSupplier holds, Supplier<String> came) {
        match.referee().expect(within, new Expectation(what, holds, came, match.some()));
        return this;
    }

    @Override
    public MatchExpectations<S> expectState(String what, Predicate<? super S> holds) {
        return expect("a state in which " + what, () -> holds.test(match.state()), () -> "it was " + match.state());
    }

    @Override
    public MatchExpectations<S> expectSeats(int count) {
        return expect("that " + count + " have a seat", () -> match.seats() == count, () -> match.seats() + " have");
    }

    @Override
    public MatchExpectations<S> expectCount(String name, long times) {
        return expect(
                "'" + name + "' " + times + " times",
                () -> match.counts().of(name) == times,
                () -> "it was " + match.counts().of(name) + " times");
    }

    @Override
    public MatchExpectations<S> expectCounts(String what, Predicate<? super Counts> holds) {
        return expect("counts of which " + what, () -> holds.test(match.counts()), () -> "they were " + match.counts());
    }

    @Override
    public MatchExpectations<S> expectFault(String part) {
        return expect(
                "a fault with '" + part + "' in it", () -> match.referee().takeFault(part), () -> "there was none");
    }
}
