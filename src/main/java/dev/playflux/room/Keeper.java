package dev.playflux.room;

import dev.playflux.codec.Json;
import dev.playflux.connection.Hello;
import dev.playflux.message.BadData;
import dev.playflux.message.Body;
import dev.playflux.message.NotEncodable;
import dev.playflux.room.SavedRoom.SavedEvent;
import dev.playflux.room.SavedRoom.SavedSeat;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/**
 * Keeps a room in a store: every few seconds, and when its server ends. What happened after the last time is lost with a
 * server that is killed, for all alike. On the room's thread; values that never change are written elsewhere.
 */
final class Keeper<S> {
    private static final Logger log = LoggerFactory.getLogger(Game.class);
    private static final long EVERY = TimeUnit.SECONDS.toNanos(2);

    private final RunningRoom<S> room;
    private final Store store;
    private long last;
    private Mono<Void> before = Mono.empty();
    private boolean saving;
    private boolean unfit;

    Keeper(RunningRoom<S> room, Store store) {
        this.room = room;
        this.store = store;
        this.last = room.now();
    }

    /** Saves the room if it is time, with all that was sent with its state; a moment for that is not waited for without end. */
    void tick(long now) {
        long since = now - last;
        if (since >= EVERY
                && !saving
                && !unfit
                && (since >= 2 * EVERY || room.errands().settled())) {
            last = now;
            saving = true;
            Sinks.Empty<Void> over = Sinks.empty();
            Mono<Void> save = save(false);
            before = over.asMono();
            save.doFinally(end -> over.tryEmitEmpty())
                    .subscribe(done -> {}, this::failed, () -> room.mailbox().execute(() -> saving = false));
        }
    }

    private void failed(Throwable why) {
        room.mailbox().execute(() -> {
            saving = false;
            unfit = why instanceof BadData || why instanceof NotEncodable;
            room.report("the store", null, why);
        });
    }

    /** Whether the state is such that it can be kept. */
    boolean fit() {
        return !unfit;
    }

    /** Saves the room as it is now, after the save at hand; {@code whole} if nothing will happen after it. */
    Mono<Void> save(boolean whole) {
        return before.then(document(whole).flatMap(bytes -> store.save(room.id(), bytes)));
    }

    /** A mutable world can only be written before it goes on. */
    private Mono<byte[]> document(boolean whole) {
        try {
            SavedRoom saved = saved(whole);
            return room.game.mutable
                    ? Mono.just(write(saved))
                    : Mono.fromCallable(() -> write(saved)).subscribeOn(Schedulers.boundedElastic());
        } catch (RuntimeException unfit) {
            return Mono.error(unfit);
        }
    }

    private byte[] write(SavedRoom saved) {
        byte[] document = Json.keep(saved);
        if (!saved.whole() && saved.tick() <= room.game.tickRate * 3L) {
            // The first one is read back, so that a state that cannot be is known before it is needed.
            ((SavedRoom) Objects.requireNonNull(Json.kept(document).as(SavedRoom.class)))
                    .state()
                    .as(room.ledger().state().getClass());
        }
        return document;
    }

    private SavedRoom saved(boolean whole) {
        Clockwork<S> clockwork = room.clockwork();
        List<SavedEvent> events = clockwork.timetable().saved();
        List<SavedSeat> seats = new ArrayList<>();
        room.members().seats().forEach(seat -> seats.add(SavedSeat.of(seat)));
        return new SavedRoom(
                SavedRoom.VERSION,
                room.settings().clock().now(TimeUnit.MILLISECONDS),
                whole,
                room.game(),
                room.id(),
                clockwork.number(),
                clockwork.steps(),
                clockwork.paused(),
                room.door().reservations().locked(),
                room.ledger().state().getClass().getName(),
                Body.of(room.ledger().state()),
                room.opener().options(),
                events,
                seats);
    }

    /** Forgets the room, after the save at hand. */
    Mono<Void> forget() {
        return before.then(store.remove(room.id()));
    }

    /** Makes the room what it was; gives what went wrong. */
    @Nullable
    Throwable restore(SavedRoom saved) {
        Throwable thrown = room.ledger().attempt(() -> state(saved));
        try {
            if (thrown == null) {
                restoreRest(saved);
                room.recorder().open();
            }
        } catch (Throwable unreadable) {
            thrown = unreadable;
        }
        if (thrown != null) {
            room.report("the store", null, thrown);
        }
        return thrown;
    }

    private void restoreRest(SavedRoom saved) {
        Clockwork<S> clockwork = room.clockwork();
        clockwork.restore(saved.tick(), saved.steps(), saved.paused());
        for (SavedEvent event : saved.events()) {
            Object value = event(event);
            if (value != null) {
                clockwork.timetable().add(event.due(), event.period(), value);
            }
        }
        room.door().reservations().lock(false);
        saved.seats().forEach(seat -> room.door().restore(seat, saved.whole()));
        room.door().reservations().lock(saved.locked());
    }

    @SuppressWarnings("unchecked") // checked as far as it can be
    private S state(SavedRoom saved) {
        StateFamily states = StateFamily.of(room.game);
        return (S) states.checked(saved.state().as(states.named(saved.stateType())));
    }

    /** An event; null if the game knows no such event any more. */
    private @Nullable Object event(SavedEvent event) {
        for (Class<?> known : room.game.events.keySet()) {
            if (known.getName().equals(event.type())) {
                return event.data().as(known);
            }
        }
        log.warn("game '{}' knows no event {} any more: it is dropped", room.game.name, event.type());
        return null;
    }

    /** What a room's opener said. */
    static Hello opener(SavedRoom saved) {
        return new Hello(saved.game(), null, saved.options(), false, false, null, null, null);
    }
}
