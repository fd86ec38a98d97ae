package dev.playflux.room;

import dev.playflux.action.Chain;
import dev.playflux.message.BadData;
import dev.playflux.message.Failure;
import dev.playflux.message.Message;
import dev.playflux.message.Printable;
import dev.playflux.message.Refused;
import dev.playflux.recording.Recorded;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Calls the game's code, and catches what it throws: a {@link Refused} is answered, a fault is answered and reported, and
 * nothing but what was at hand is lost. On the room's thread.
 */
final class Play<S> {
    private static final Logger log = LoggerFactory.getLogger(Game.class);
    private static final Duration CLOSING = Duration.ofSeconds(10);

    private final RunningRoom<S> room;
    private final GameSpec<S> game;
    private final Ledger<S> ledger;
    private final FaultLog faults;
    private @Nullable Message current;
    private @Nullable Seat<S> speaker;
    private boolean refused;
    private boolean replied;

    Play(RunningRoom<S> room, Ledger<S> ledger) {
        this.room = room;
        this.game = room.game;
        this.ledger = ledger;
        this.faults = new FaultLog(room.scheduler(), 5, Duration.ofSeconds(1));
    }

    // Hooks.

    @Nullable
    Throwable open() {
        room.recorder().open();
        Throwable thrown =
                ledger.attempt(() -> Objects.requireNonNull(game.initial.get(), "the initial state is null"));
        if (thrown == null) {
            room.recorder().call(new Recorded.Opened());
            thrown = ledger.attempt(() -> game.onOpen.apply(ledger.state(), room));
        }
        return thrown;
    }

    @Nullable
    Throwable join(Seat<S> seat) {
        room.recorder().joins(seat);
        Throwable thrown = ledger.attempt(() -> game.onJoin.apply(ledger.state(), seat, JoinOptions.of(game, seat)));
        if (thrown == null) {
            assemble(seat);
        }
        return thrown;
    }

    /** Begins a player's pipelines. */
    void assemble(Seat<S> seat) {
        for (Handler<S> handler : game.handlers.values()) {
            if (handler.eager() && !seat.gone()) {
                seat.chain(handler).assemble();
            }
        }
    }

    void away(Seat<S> seat) {
        room.recorder().call(new Recorded.Away(seat.id()));
        change("onAway", seat, null, () -> game.onAway.apply(ledger.state(), seat));
    }

    void back(Seat<S> seat) {
        room.recorder().call(new Recorded.Back(seat.id()));
        change("onBack", seat, null, () -> game.onBack.apply(ledger.state(), seat));
    }

    void left(Seat<S> seat, Leave why) {
        room.recorder().call(new Recorded.Left(seat.id(), why.name()));
        change("onLeave", seat, null, () -> game.onLeave.apply(ledger.state(), seat, why));
    }

    /** Makes a step; gives what it threw. */
    @Nullable
    Throwable tick(Tick<S> tick) {
        room.recorder().call(new Recorded.Ticked());
        return change("onTick", null, null, () -> game.onTick.apply(ledger.state(), tick));
    }

    /** The end; completes when what the game does then is done, or takes too long. */
    Mono<Void> closed() {
        AtomicReference<@Nullable Publisher<?>> doing = new AtomicReference<>();
        effect("onClose", null, null, () -> doing.set(game.onClose.apply(ledger.state(), room)));
        Publisher<?> done = doing.get();
        return done == null
                ? Mono.empty()
                : Flux.from(done)
                        .then()
                        .timeout(CLOSING, room.settings().clock())
                        .onErrorResume(failed -> Mono.fromRunnable(() -> report("onClose", null, failed)));
    }

    // Messages.

    /** Handles a message of an action. */
    void handle(Seat<S> seat, Handler<S> handler, Message message, Object data) {
        if (seat.gone()) {
            return;
        }
        room.settings().metrics().message(handler.action());
        if (log.isDebugEnabled()) {
            log.debug("{} of {} in room {}", handler.action(), seat.id(), room.id());
        }
        begin(seat, message);
        if (handler.operators() == null) {
            end(seat, handler, data);
        } else if (!seat.chain(handler).next(data)) {
            room.settings().metrics().dropped(handler.action());
            refused = true;
            if (message.seq() != 0) {
                String text = "the pipeline of '" + handler.action() + "' has ended";
                seat.refuse(message, Failure.of(Failure.NOT_ALLOWED, text, message));
            }
        }
        done(seat, message);
    }

    private void begin(Seat<S> seat, Message message) {
        current = message;
        speaker = seat;
        refused = false;
        replied = false;
    }

    /** The action of the message that is handled now, if any. A glance from any thread. */
    @Nullable
    String atHand() {
        Message now = current;
        return now == null ? null : now.action();
    }

    /** An input counts as handled unless it was refused; a reliable message in any case. */
    private void done(Seat<S> seat, Message message) {
        current = null;
        speaker = null;
        if (!refused) {
            seat.handled(message);
            if (!replied) {
                replyNow(seat, message, null);
            }
        }
        seat.accept(message);
    }

    /** Answers a message whose data could not be read, for a reason of the game's own. */
    void unreadable(Seat<S> seat, Handler<S> handler, Message message, Throwable thrown) {
        answer("reading " + handler.action(), seat, message, thrown);
    }

    /** Handles a message that has no handler of its own. */
    void otherwise(Seat<S> seat, Message message) {
        BiConsumer<Player<S>, Message> otherwise = game.otherwise;
        if (!seat.gone() && otherwise != null) {
            room.settings().metrics().message("otherwise");
            if (log.isDebugEnabled()) {
                log.debug("{} of {} in room {}", new Printable(message.action()), seat.id(), room.id());
            }
            begin(seat, message);
            effect("otherwise(" + message.action() + ")", seat, message, () -> otherwise.accept(seat, message));
            done(seat, message);
        }
    }

    /** The operators of a shaped action, for one player. */
    Chain<Object> chain(Seat<S> seat, Handler<S> handler) {
        Function<Flux<Object>, Publisher<Object>> operators = flux -> handler.operators() == null
                ? flux
                : Flux.<Object>from(handler.operators().apply(seat, flux));
        return Chain.of(operators, new ChainEnd<>(room, seat, handler));
    }

    /** The operators of an action failed. */
    void endFailed(Seat<S> seat, Handler<S> handler, Throwable error) {
        answer("the operators of " + handler.action(), seat, cause(seat, handler), error);
    }

    /** The operators of an action emitted, some time ago. */
    void endLate(Seat<S> seat, Handler<S> handler, Object result) {
        Seat<S> now = speaker;
        speaker = null;
        try {
            end(seat, handler, result);
        } finally {
            speaker = now;
        }
    }

    /** The seat's message at hand; a timed result has none, but its action is known. */
    private Message cause(Seat<S> seat, Handler<S> handler) {
        Message now = current;
        return now != null && seat == speaker ? now : Message.of(handler.action(), null);
    }

    /** The operators of an action emitted, or it has none. */
    void end(Seat<S> seat, Handler<S> handler, Object result) {
        if (seat.gone()) {
            return;
        }
        if (handler.changes()) {
            room.recorder().acts(seat, handler, result);
        }
        if (handler.end() instanceof Handler.Reduce<S> reduce) {
            change(
                    "on(" + handler.action() + ")",
                    seat,
                    cause(seat, handler),
                    () -> reduce.reducer().apply(ledger.state(), seat, result));
        } else if (handler.end() instanceof Handler.Run<S> run) {
            effect(
                    "run(" + handler.action() + ")",
                    seat,
                    cause(seat, handler),
                    () -> run.effect().accept(seat, result));
        } else if (handler.end() instanceof Handler.Answer<S> answer) {
            Message question = cause(seat, handler);
            AtomicReference<@Nullable Object> value = new AtomicReference<>();
            String where = "answer(" + handler.action() + ")";
            change(where, seat, question, () -> {
                Reply<S, ?> reply = answer.answer().apply(ledger.state(), seat, result);
                value.set(reply.value());
                return reply.state();
            });
            effect(where, seat, question, () -> reply(seat, question, value.get()));
        } else if (handler.end() instanceof Handler.Lookup<S> lookup) {
            Message question = cause(seat, handler);
            String where = "answer(" + handler.action() + ")";
            effect(
                    where,
                    seat,
                    question,
                    () -> reply(seat, question, lookup.lookup().apply(seat, result)));
        }
    }

    /** Answers a question, unless its answer was a refusal. */
    private void reply(Seat<S> seat, Message question, @Nullable Object value) {
        if (!refused) {
            if (value instanceof Publisher<?>) {
                seat.replies().answer(question, value);
            } else {
                replyNow(seat, question, value);
            }
            replied = true;
        }
    }

    private void replyNow(Seat<S> seat, Message question, @Nullable Object value) {
        if (question.ask()) {
            room.errands().answer(() -> seat.replies().reply(question, value));
        }
    }

    /** Refuses a question whose answer failed, or cannot travel, when it was taken already. */
    void unanswerable(Seat<S> seat, Message question, Throwable thrown) {
        Failure failure = failure("answer(" + question.action() + ")", seat, thrown);
        if (question.ask()) {
            seat.replies().refuse(question, failure);
        } else {
            seat.refuse(Failure.of(failure.code(), failure.message(), question).withoutRe());
        }
    }

    // Events.

    /** Whether the game has a {@code when} for an event. */
    void known(Object event) {
        if (game.reducer(event) == null) {
            throw new IllegalArgumentException("the game '" + game.name + "' has no when("
                    + event.getClass().getSimpleName() + ".class, …)");
        }
    }

    /** Gives an event to its reducer. */
    void event(Object event) {
        RoomReducer<S, Object> reducer = game.reducer(event);
        if (reducer != null) {
            String where = "when(" + event.getClass().getSimpleName() + ")";
            Runnable change = () -> {
                room.recorder().happens(event);
                change(where, null, null, () -> reducer.apply(ledger.state(), room, event));
            };
            ledger.ask(change, discarded -> {});
        }
    }

    /** Runs a pipeline of the room's own. */
    Disposable subscribe(Function<Room<S>, ? extends Publisher<?>> pipeline) {
        return Flux.<Object>defer(() -> Flux.from(pipeline.apply(room)))
                .subscribe(ignored -> {}, error -> room.mailbox().execute(() -> report("pipeline", null, error)));
    }

    // Faults.

    /** Changes the state; gives what was thrown instead. */
    @Nullable
    Throwable change(String where, @Nullable Seat<S> seat, @Nullable Message message, Supplier<S> change) {
        Throwable thrown = ledger.attempt(change);
        if (thrown != null) {
            answer(where, seat, message, thrown);
        }
        return thrown;
    }

    private void effect(String where, @Nullable Seat<S> seat, @Nullable Message message, Runnable effect) {
        try {
            effect.run();
        } catch (Throwable thrown) {
            answer(where, seat, message, thrown);
        }
    }

    private void answer(String where, @Nullable Seat<S> seat, @Nullable Message message, Throwable thrown) {
        refused |= message != null && message == current;
        Failure failure = failure(where, seat, thrown);
        if (seat != null && message == null) {
            seat.refuse(failure);
        } else if (seat != null && message != null) {
            seat.refuse(message, Failure.of(failure.code(), failure.message(), message));
        }
    }

    /** The answer to what a hook threw that refuses a seat. */
    Failure fatal(String where, Seat<S> seat, Throwable thrown) {
        if (thrown instanceof BadData) {
            return Failure.fatal(Failure.BAD_DATA, String.valueOf(thrown.getMessage()));
        }
        Failure failure = failure(where, seat, thrown);
        return Failure.fatal(failure.code(), failure.message());
    }

    private Failure failure(String where, @Nullable Seat<S> seat, Throwable thrown) {
        if (thrown instanceof Refused refused) {
            return Failure.of(refused.code(), String.valueOf(refused.getMessage()));
        }
        report(where, seat, thrown);
        String cause = room.settings().development() ? ": " + thrown : "";
        return Failure.of(Failure.HANDLER_FAILED, "the server's handler failed" + cause);
    }

    /** Tells the game, or the log. */
    void report(String where, @Nullable Seat<S> seat, Throwable cause) {
        GameError<S> error = new GameError<>(room, where, seat, cause);
        try {
            room.settings().onError().accept(where + " of game '" + game.name + "'", cause);
            if (game.onError != null) {
                game.onError.accept(error);
            } else {
                faults.log(left -> log.error(
                        "{} of game '{}' threw in room {}{}",
                        where,
                        game.name,
                        room.id(),
                        left == 0 ? "" : ", after " + left + " faults that were not logged",
                        Printable.thrown(cause)));
            }
        } catch (Throwable thrown) {
            log.error("onError of game '{}' threw", game.name, Printable.thrown(thrown));
        }
    }

    /** What a player is told of an action that has no handler. */
    String unknown(String action) {
        String text = "no handler for '" + action + "'";
        return room.settings().development() ? text + Suggestion.among(game.handlers.keySet(), action) : text;
    }
}
