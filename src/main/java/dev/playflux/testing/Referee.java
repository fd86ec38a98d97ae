package dev.playflux.testing;

import dev.playflux.client.Patience;
import dev.playflux.message.PlayfluxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/** Says whether a match goes as expected: lets its time pass, hears of its faults, and finds the words for a failure. */
final class Referee {
    private final MatchSpec<?> spec;
    private final List<Fault> faults = new ArrayList<>();
    private final Sinks.Empty<Void> failed = Sinks.empty();
    private final CountedMetrics counts = new CountedMetrics();
    private final @Nullable VirtualClock clock;
    private final Scheduler scheduler;
    private LongSupplier tick = () -> 0;

    /** A fault in the code of the game. */
    record Fault(String where, Throwable thrown) {
        @Override
        public String toString() {
            return where + " threw " + thrown;
        }
    }

    /** The referee of a match whose time passes by itself. */
    Referee(MatchSpec<?> spec, Scheduler scheduler) {
        this.spec = spec;
        this.clock = null;
        this.scheduler = scheduler;
    }

    /** The referee of a match whose time it lets pass. */
    Referee(MatchSpec<?> spec) {
        this.spec = spec;
        this.clock = new VirtualClock(thrown -> fault("a task", thrown));
        this.scheduler = clock;
    }

    MatchSpec<?> spec() {
        return spec;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    CountedMetrics counts() {
        return counts;
    }

    /** From now on the tick is known. */
    void tick(LongSupplier tick) {
        this.tick = tick;
    }

    Duration time() {
        return Duration.ofNanos(scheduler.now(TimeUnit.NANOSECONDS));
    }

    // Time.

    @Nullable
    VirtualClock clock() {
        return clock;
    }

    /** Does what is due now, if time is ours. */
    void settle() {
        if (clock != null) {
            clock.settle();
            checkFaults();
        }
    }

    /** Lets time pass, and fails if the game's code did. */
    void advance(Duration time) {
        ours().until(time, () -> false);
        checkFaults();
    }

    /** Lets time pass until something has ended, and fails if it has not in this time. */
    void awaitEnd(Duration within, String what, Mono<Void> end) {
        AtomicReference<String> instead = new AtomicReference<>("it goes on");
        AtomicBoolean ended = new AtomicBoolean();
        end.subscribe(nothing -> {}, failed -> instead.set("it failed with " + failed), () -> ended.set(true));
        expect(within, new Expectation("the end of the " + what, ended::get, instead::get, List.of()));
    }

    private VirtualClock ours() {
        if (clock == null) {
            throw new IllegalStateException(
                    "the time of this match is not its own, so it can neither pass nor be awaited here:"
                            + " use StepVerifier's thenAwait, or GameTest.open");
        }
        return clock;
    }

    /** The patience of who waits for a client: time passes, if it is ours, from one moment to the next. */
    Patience patience() {
        return new Patience() {
            @Override
            public long now() {
                return scheduler.now(TimeUnit.NANOSECONDS);
            }

            @Override
            public void park(long nanos) {
                ours().next(Duration.ofNanos(nanos));
                checkFaults();
            }
        };
    }

    // Expectations.

    /** Fails unless it holds now, or before this time has passed. */
    void expect(Duration within, Expectation expected) {
        boolean met = within.isZero() ? expected.met() : ours().until(within, expected::met);
        if (!met) {
            String when = within.isZero() ? "" : ", within " + seconds(within);
            throw failure("expected " + expected.what() + when + "\n  but: " + expected.instead(), expected.about());
        }
        checkFaults();
    }

    /** Fails if it holds now, or before this time has passed. */
    void reject(Duration within, Expectation unwanted) {
        boolean met = within.isZero() ? unwanted.met() : ours().until(within, unwanted::met);
        if (met) {
            String when = within.isZero() ? "" : ", for " + seconds(within);
            throw failure("expected " + unwanted.what() + when + "\n  but: " + unwanted.instead(), unwanted.about());
        }
        checkFaults();
    }

    /** A failure, with all that may explain it. */
    AssertionError failure(String what, List<ScriptedPlayer> about) {
        StringBuilder text = new StringBuilder(what).append("\n  at ").append(moment());
        if (!faults.isEmpty()) {
            text.append("\n  the game's code: ").append(faults);
        }
        text.append("\n  counted: ").append(counts);
        about.forEach(player -> text.append("\n  last messages of ").append(player.messages()));
        AssertionError failure = new AssertionError(text.toString());
        faults.forEach(fault -> failure.addSuppressed(fault.thrown()));
        return failure;
    }

    /** What it takes to see a failure again. */
    private String moment() {
        return "tick " + tick.getAsLong() + ", " + seconds(time()) + ", seed " + spec.seed();
    }

    private static String seconds(Duration time) {
        return time.toNanos() / 1e9 + " s";
    }

    // Faults.

    void fault(String where, Throwable thrown) {
        Fault fault = new Fault(where, thrown);
        faults.add(fault);
        if (!spec.faultsAllowed()) {
            failed.tryEmitError(new PlayfluxException(fault + ", at " + moment(), thrown));
        }
    }

    /** Signals the first fault that is not allowed, as an error. */
    Mono<Void> failed() {
        return failed.asMono();
    }

    /** Takes the first fault of which the text has this part. */
    boolean takeFault(String part) {
        for (Fault fault : faults) {
            if (fault.toString().contains(part)) {
                return faults.remove(fault);
            }
        }
        return false;
    }

    private void checkFaults() {
        if (!spec.faultsAllowed()) {
            checkNoFaults();
        }
    }

    /** Fails if the game's code has failed in a way that nobody expected. */
    void checkNoFaults() {
        if (!faults.isEmpty()) {
            AssertionError failure = failure("expected no fault in the game's code", List.of());
            faults.clear();
            throw failure;
        }
    }
}
