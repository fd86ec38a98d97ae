package dev.playflux.room;

import dev.playflux.connection.Identity;
import dev.playflux.message.Body;
import dev.playflux.recording.Attachment;
import dev.playflux.recording.Recorded;
import dev.playflux.recording.Recordings;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Tells those who record a room which calls the game's code gets, each before it is made, so that what a call leads to comes
 * after it. Costs nothing while nobody records. On the room's thread.
 */
final class Recorder<S> {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);

    private static final String WHERE = "the recording";

    private static final Recorded PASSED = new Recorded.Passed();

    private final RunningRoom<S> room;
    private final Chance chance;
    private final List<Tape> tapes = new ArrayList<>(1);
    private final @Nullable Recordings recordings;
    private Mono<Void> written = Mono.empty();
    private long settled;
    private boolean calling;
    private boolean over;

    Recorder(RunningRoom<S> room, Chance chance, @Nullable Recordings recordings) {
        this.room = room;
        this.chance = chance;
        this.recordings = recordings;
    }

    /** Whether somebody records. */
    boolean on() {
        return !tapes.isEmpty();
    }

    // Who records.

    /** Begins the file of a room, if the server's rooms are recorded. */
    void open() {
        if (recordings != null) {
            try {
                written = file(recordings);
            } catch (Throwable unfit) {
                room.report(WHERE, null, unfit);
            }
        }
    }

    private Mono<Void> file(Recordings recordings) {
        long at = room.settings().clock().now(TimeUnit.MILLISECONDS);
        String name =
                room.game().replaceAll("[^\\w-]", "_") + "-" + room.id() + "-" + DATE.format(Instant.ofEpochMilli(at));
        Mono<Void> file = recordings.write(name, start(recordings.every()).pages());
        file.subscribe(none -> {}, failed -> room.mailbox().execute(() -> room.report(WHERE, null, failed)));
        return file.onErrorComplete();
    }

    /** Entries from the subscription on; from any thread. */
    Flux<Recorded> entries(int every) {
        return Flux.defer(() -> {
            Sinks.One<Flux<Recorded>> started = Sinks.one();
            AtomicBoolean gone = new AtomicBoolean();
            room.errands().ask(() -> start(every, started, gone), closed -> started.tryEmitEmpty());
            return started.asMono().flatMapMany(entries -> entries).doOnCancel(() -> gone.set(true));
        });
    }

    /** Nobody may be there any more when it starts, or when it has started. */
    private void start(int every, Sinks.One<Flux<Recorded>> started, AtomicBoolean gone) {
        if (over || gone.get()) {
            started.tryEmitEmpty();
            return;
        }
        try {
            Tape tape = start(every);
            started.tryEmitValue(tape.entries());
            if (gone.get()) {
                tape.end();
                tapes.remove(tape);
            }
        } catch (Throwable unfit) {
            started.tryEmitError(unfit);
        }
    }

    private Tape start(int every) {
        settle();
        Tape tape = new Tape(every > 0 ? every : room.game.tickRate);
        tape.add(opening());
        tapes.add(tape);
        return tape;
    }

    private Recorded opening() {
        Clockwork<S> clockwork = room.clockwork();
        boolean begun = room.ledger().begun();
        List<Recorded.Seated> seats = new ArrayList<>();
        for (Player<S> player : room.players()) {
            seats.add(seated((Seat<S>) player));
        }
        return new Recorded.Opening(
                room.game(),
                room.id(),
                room.settings().clock().now(TimeUnit.MILLISECONDS),
                room.game.tickRate,
                chance.seed(),
                chance.drawn(),
                clockwork.number(),
                clockwork.steps(),
                clockwork.paused(),
                room.opener().options(),
                begun ? state(room.ledger().state()) : null,
                seats);
    }

    private static Recorded.Seated seated(Seat<?> seat) {
        Identity identity = seat.identity();
        String name = identity == null ? null : identity.name();
        Body details = copy(identity == null ? null : identity.details());
        return new Recorded.Seated(
                seat.id(), seat.said(), name, details, seat.away(), copy(seat.attachment(Object.class)));
    }

    /** The game may change it before it is written. */
    private static Body copy(@Nullable Object value) {
        return Body.of(Attachment.copy(value));
    }

    /** A state that callbacks change is copied now. */
    private Body state(S state) {
        return room.game.mutable ? Copied.of(state) : Body.of(state);
    }

    // What happens.

    /** A call that is made next. */
    void call(Recorded entry) {
        if (on()) {
            note(entry);
            calling = true;
        }
    }

    /** A join, whatever comes of it. */
    void joins(Seat<S> seat) {
        if (on()) {
            guard(() -> {
                Recorded.Seated who = seated(seat);
                call(new Recorded.Joined(who.player(), who.options(), who.identity(), who.details()));
            });
        }
    }

    /** An action that is handled next. An operator, or a world that has it from then on, may change what it is given. */
    void acts(Seat<S> seat, Handler<S> handler, Object given) {
        if (on()) {
            try {
                Body own = handler.operators() == null ? given(given) : Body.of(Attachment.own(given));
                call(new Recorded.Acted(seat.id(), handler.action(), own));
            } catch (Throwable unfit) {
                unfit(unfit);
            }
        }
    }

    /** An event that is handled next. */
    void happens(Object event) {
        if (on()) {
            guard(() -> call(new Recorded.Happened(given(event))));
        }
    }

    private Body given(Object value) {
        return Body.of(room.game.mutable ? Attachment.own(value) : value);
    }

    /** A client that comes back is another one in the eyes of the authenticator, or has something else. */
    void known(Seat<S> seat, @Nullable Identity identity) {
        Identity before = seat.identity();
        // Equal details may hold something else: an account is often equal by its number.
        boolean same = (before == null || identity == null)
                ? before == identity
                : before.name().equals(identity.name()) && before.details() == identity.details();
        if (on() && !same && !seat.spectator()) {
            String name = identity == null ? null : identity.name();
            Object details = identity == null ? null : identity.details();
            guard(() -> note(new Recorded.Known(seat.id(), name, copy(details))));
        }
    }

    /** What happens between calls. */
    void note(Recorded entry) {
        if (on()) {
            settle();
            for (Tape tape : tapes) {
                tape.add(entry);
            }
        }
    }

    /** The call has returned, or thrown. */
    void returned(@Nullable Throwable thrown) {
        settled = chance.drawn();
        if (calling && thrown != null) {
            for (Tape tape : tapes) {
                tape.add(Recorded.Threw.of(thrown));
            }
        }
        calling = false;
    }

    /** What was drawn between calls. */
    private void settle() {
        long more = chance.drawn() - settled;
        settled = chance.drawn();
        if (more > 0) {
            tapes.forEach(tape -> tape.add(new Recorded.Drawn(more)));
        }
    }

    /** Applies a function that cannot be recorded: what comes of it is. */
    S changed(UnaryOperator<S> change, S state) {
        S made = state;
        try {
            made = Objects.requireNonNull(change.apply(state), "the next state is null");
            return made;
        } finally {
            settle();
            if (on() && (made != state || room.game.mutable)) {
                S changed = made;
                guard(() -> note(new Recorded.Changed(state(changed))));
            }
        }
    }

    /** In its place among the calls, also between two turns; what another thread attaches has no place. */
    void attached(Seat<S> seat, @Nullable Object value) {
        if (on() && !calling && room.mailbox().home()) {
            guard(() -> note(new Recorded.Attached(seat.id(), copy(value))));
        }
    }

    /** A step is over. */
    void stepped(long number, S state) {
        note(PASSED);
        boolean due = false;
        for (Tape tape : tapes) {
            due |= tape.due();
        }
        if (due) {
            guard(() -> checkpoint(number, state));
        }
    }

    private void checkpoint(long number, S state) {
        Recorded checkpoint = Recorded.Checkpoint.of(number, state, room.game.mutable);
        for (Tape tape : tapes) {
            tape.checkpoint(checkpoint);
        }
    }

    /** The state with which the room ends, before its last hook may change it: a checkpoint, due or not. */
    void last() {
        if (on() && room.opened()) {
            long number = room.clockwork().number();
            S state = room.ledger().state();
            guard(() -> note(Recorded.Checkpoint.of(number, state, room.game.mutable)));
        }
    }

    /** What cannot be recorded ends the recordings, and nothing else. */
    private void guard(Runnable noting) {
        try {
            noting.run();
        } catch (Throwable unfit) {
            unfit(unfit);
        }
    }

    private void unfit(Throwable unfit) {
        String why = unfit instanceof StackOverflowError ? "it is nested too deeply" : unfit.getMessage();
        tapes.forEach(tape -> tape.fail("it cannot be recorded: " + why));
        tapes.clear();
        calling = false;
        room.report(WHERE, null, unfit);
    }

    /** The end of a tick: pages go out. */
    void turn() {
        if (on()) {
            tapes.forEach(Tape::turn);
            tapes.removeIf(Tape::over);
        }
    }

    /** The room has closed; completes when its file is. */
    Mono<Void> end(String why) {
        note(new Recorded.Ended(why));
        over = true;
        tapes.forEach(Tape::end);
        tapes.clear();
        return written;
    }
}
