package dev.playflux.client;

import dev.playflux.connection.Outbox;
import dev.playflux.connection.Questions;
import dev.playflux.connection.Wire;
import dev.playflux.message.CloseReason;
import dev.playflux.message.Failure;
import dev.playflux.message.Limits;
import dev.playflux.message.Message;
import dev.playflux.message.PlayfluxException;
import dev.playflux.message.Printable;
import dev.playflux.message.Undelivered;
import dev.playflux.state.Latest;
import dev.playflux.transport.Link;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * A client's presence at its server: opens connections, one after the other, until the end. Its state belongs to its turns,
 * which are also the loop of the connection.
 */
final class Presence {
    private static final Logger log = LoggerFactory.getLogger(GameClient.class);
    /** A connection that ends sooner does not make up for the attempts before it: else who drops all is hammered. */
    private static final long STEADY = TimeUnit.SECONDS.toNanos(3);

    private final ConnectorSpec spec;
    private final News news;
    private final Scheduler clock;
    private final RandomGenerator random;
    private final Turns turns = new Turns();
    private final Session session;
    private final Courier courier;
    private final Answers answers = new Answers();
    private final Inputs inputs = new Inputs();
    private final Latest<Status> status = Latest.create();
    private final Sinks.Empty<Void> welcomed = Sinks.empty();
    private final Sinks.One<CloseReason> closed = Sinks.one();
    private volatile @Nullable ServerInlet inlet;
    private volatile @Nullable Welcome welcome;
    private @Nullable Wire wire;
    private Disposable timer = Disposables.disposed();
    private Disposable opening = Disposables.disposed();
    private boolean waiting;
    private boolean leaving;
    private int attempt;
    private long since;

    Presence(ConnectorSpec spec, News news, Scheduler clock) {
        this.spec = spec;
        this.news = news;
        this.clock = clock;
        this.random = spec.random() == null ? RandomGenerator.getDefault() : spec.random();
        this.session =
                new Session(spec.codec(), new Questions(clock, spec.timeout().toNanos()));
        this.courier = new Courier(session, turns, spec, clock);
    }

    // The connections.

    /** In a turn, or before anybody has the client. */
    void open() {
        opening = spec.credentials()
                .flatMap(token -> spec.transport()
                        .connect(spec.uri(), spec.codec().subProtocol())
                        .doOnNext(link -> turns.execute(() -> greet(link, token))))
                .subscribe(link -> {}, failure -> turns.execute(() -> unreachable(failure)));
    }

    private void greet(Link link, String token) {
        Message hello = spec.greeting().hello(token, session.resume());
        boolean unwanted = leaving;
        turns.enter(link.loop());
        // From here on the loop may have a welcome, while this turn ends.
        Wire.Terms terms = Wire.Terms.client(spec.codec(), Limits.FROM_SERVER, clock);
        Wire opened = Wire.open("client", link, terms, with -> new ServerInlet(this, news, with, clock), ended -> {});
        wire = opened;
        if (unwanted) {
            opened.close(CloseReason.DONE);
        } else {
            opened.emit(opened.codec().encode(hello));
        }
    }

    /** On the loop; nothing happens unless the welcome follows the protocol. */
    void welcomed(ServerInlet inlet, Welcome welcome) {
        news.reset(welcome.views());
        courier.welcomed(welcome);
        if (!welcome.resumes()) {
            inputs.forget();
        }
        since = clock.now(TimeUnit.NANOSECONDS);
        this.welcome = welcome;
        this.inlet = inlet;
        session.welcomed(welcome, inlet.wire());
        if (leaving) {
            inlet.bye();
            return;
        }
        status.set(new Status.Connected(welcome.resumes()));
        welcomed.tryEmitEmpty();
    }

    private void unreachable(Throwable failure) {
        if (welcome == null) {
            welcomed.tryEmitError(failure instanceof PlayfluxException ours ? new ConnectFailed(ours) : failure);
            finish(CloseReason.LOST);
        } else {
            again(new CloseReason(CloseReason.LOST.code(), String.valueOf(failure.getMessage())));
        }
    }

    /** The connection has ended. On its loop. */
    void closed(CloseReason reason, @Nullable Failure fatal) {
        turns.execute(() -> ended(reason, fatal));
        turns.leave();
    }

    private void ended(CloseReason reason, @Nullable Failure fatal) {
        boolean held = inlet != null && clock.now(TimeUnit.NANOSECONDS) - since >= STEADY;
        attempt = held ? 0 : attempt;
        inlet = null;
        wire = null;
        session.disconnected();
        if (welcome == null) {
            welcomed.tryEmitError(new ConnectFailed(fatal, reason));
            finish(reason);
        } else {
            again(reason);
        }
    }

    private void again(CloseReason reason) {
        if (leaving || !spec.reconnecting() || reason.parts()) {
            finish(reason);
            return;
        }
        // Full jitter: anything between nothing and twice as long as the last time, 8 s at most.
        long most = Math.min(8000, 250L << Math.min(attempt, 10));
        attempt++;
        log.debug("connection lost with {} {}, attempt {}", reason.code(), new Printable(reason.reason()), attempt);
        waiting = true;
        timer = clock.schedule(() -> turns.execute(this::reopen), random.nextLong(most), TimeUnit.MILLISECONDS);
        status.set(new Status.Reconnecting(reason, attempt));
    }

    private void reopen() {
        if (waiting) {
            waiting = false;
            open();
        }
    }

    /** Leaves: says so to a server that has welcomed the client, and gives up an attempt that is under way. From any thread. */
    Mono<Void> close() {
        turns.execute(() -> {
            if (!leaving) {
                leaving = true;
                leave();
            }
        });
        return closed.asMono().then();
    }

    private void leave() {
        session.leave(Undelivered.sessionLost("the client has left"));
        ServerInlet now = inlet;
        if (now != null) {
            now.bye();
        } else if (wire != null) {
            wire.close(CloseReason.DONE);
        } else {
            waiting = false;
            timer.dispose();
            opening.dispose();
            finish(CloseReason.DONE);
        }
    }

    private void finish(CloseReason reason) {
        Undelivered lost = Undelivered.sessionLost("closed with " + reason.code() + " " + reason.reason());
        session.leave(lost);
        session.lose(lost);
        status.set(new Status.Closed(reason));
        status.complete();
        news.complete(reason);
        closed.tryEmitValue(reason);
    }

    // For the inlet and the client.

    Session session() {
        return session;
    }

    Courier courier() {
        return courier;
    }

    Answers answers() {
        return answers;
    }

    Inputs inputs() {
        return inputs;
    }

    /** The server asks; the answer goes out in its turn. On the loop. */
    void asked(Message question) {
        Outbox asked = session.asked();
        answers.answer(question, courier::checked, reply -> turns.execute(() -> session.reply(asked, reply)));
    }

    /** What hears the server now; null while there is no connection, or no welcome yet. From any thread. */
    @Nullable
    ServerInlet inlet() {
        return inlet;
    }

    /** The last welcome. From any thread. */
    @Nullable
    Welcome welcome() {
        return welcome;
    }

    Flux<Status> status() {
        return status.flux();
    }

    /** Completes with the first welcome, or says why there was none. */
    Mono<Void> welcomed() {
        return welcomed.asMono();
    }

    Mono<CloseReason> closed() {
        return closed.asMono();
    }
}
