package dev.playflux.connection;

import dev.playflux.codec.Encoded;
import dev.playflux.message.CloseReason;
import dev.playflux.message.Failure;
import dev.playflux.message.Message;
import dev.playflux.message.Undelivered;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * A session as two streams, over all its sockets. What is neither final nor volatile belongs to whoever holds the baton, and so
 * does everything that does not say otherwise.
 */
final class StreamConnection implements Connection, Sessions.Resumable, Hub.Voice {
    private final String id;
    private final ConnectionHub hub;
    private final Correspondence correspondence;
    private final Mail mail;
    private final Replies replies;
    private final Baton baton;
    private final SessionSink outbound;
    private final Sinks.Many<Message> inbound =
            Sinks.unsafe().many().multicast().directBestEffort();
    private final Sinks.One<CloseReason> closed = Sinks.one();
    private final AtomicReference<@Nullable CloseReason> ending = new AtomicReference<>();
    private volatile @Nullable Identity identity;
    private volatile StreamLine line;
    private volatile boolean away;
    private volatile boolean over;
    private Sessions.@Nullable Ticket ticket;
    private Hub.@Nullable Hearing hearing;
    private Scheduler.@Nullable Worker waiting;
    private CloseReason last = CloseReason.LOST;
    private @Nullable Message current;
    private boolean answered;

    StreamConnection(Wire wire, ConnectionHub hub, @Nullable Identity identity) {
        this.id = wire.id();
        this.hub = hub;
        this.identity = identity;
        this.line = new StreamLine(this, wire);
        this.baton = line.baton();
        Scheduler clock = hub.house().clock();
        this.correspondence = new Correspondence(clock, 0, 0);
        this.mail = new Mail(clock, correspondence, (task, never) -> baton.execute(task), this::ship);
        this.replies = new Replies(
                clock, hub.house().metrics(), baton, reply -> ship(reply, Outcome.IGNORED), this::unanswerable);
        this.outbound = new SessionSink(this, () -> hub.house().metrics().dropped("outbound"));
    }

    /** Opens the session; false if the client's address has too many. */
    boolean admitted() {
        ticket = hub.house().sessions().open(address(), this);
        return ticket != null;
    }

    private Sessions.Ticket ticket() {
        return Objects.requireNonNull(ticket, "admitted");
    }

    /** Begins on the first socket. On its loop. */
    void start(Hub.Hearing hearing) {
        this.hearing = hearing;
        hub.house().metrics().sessionOpened();
        String token = ticket().first();
        line.open(welcome(line.wire(), false, token), List.of(), 0);
    }

    // What the sockets call.

    Correspondence correspondence() {
        return correspondence;
    }

    /** The client has read the newest welcome. */
    void confirm() {
        ticket().confirm();
    }

    /** A message of the application came. */
    void hear(Message message) {
        current = message;
        answered = false;
        if (hearing != null) {
            hearing.accept(message);
        }
        // One thread emits; a subscriber that does not ask misses it.
        inbound.tryEmitNext(message);
        boolean refused = current == null;
        current = null;
        if (!refused) {
            if (!answered) {
                replies.reply(message, null);
            }
            accept(message);
        }
    }

    /** A message is handled; a reliable one is acknowledged. */
    void accept(Message message) {
        correspondence.accept(message, line);
    }

    @Override
    public void refuse(Failure failure, @Nullable Message refused) {
        if (refused == null || !correspondence.refuse(refused, failure, replies, line)) {
            wire().refuse(failure.withoutRe());
        }
        if (refused != null && refused == current) {
            current = null;
        }
    }

    @Override
    public void answer(Message question, @Nullable Object value) {
        replies.answer(question, value);
        answered = true;
    }

    private void unanswerable(Message question, Throwable why) {
        Failure failure = Objects.requireNonNull(hearing, "started").unanswerable(question, why);
        if (question.ask()) {
            replies.refuse(question, failure);
        } else {
            refuse(Failure.of(failure.code(), failure.message(), question), null);
        }
    }

    /** The socket of the moment has ended. */
    void lost(CloseReason reason) {
        last = reason;
        CloseReason end = ending.get();
        if (end != null || reason.endsSession() || !hub.keeps()) {
            end(reason, null);
        } else {
            goAway();
        }
    }

    // The session.

    /** The client is away, and the clock runs for it. */
    void goAway() {
        absent();
        Scheduler.Worker worker = hub.house().clock().createWorker();
        waiting = worker;
        long grace = hub.house().grace().toNanos();
        baton.pass(Baton.on(worker, () -> {
            worker.schedule(() -> baton.execute(() -> expire(worker)), grace, TimeUnit.NANOSECONDS);
            if (!hub.keeps() || ending.get() != null) {
                end(last, null);
            }
        }));
    }

    private void absent() {
        if (!away) {
            away = true;
            hub.house().metrics().sessionAway();
        }
    }

    private void expire(Scheduler.Worker worker) {
        if (waiting == worker) {
            end(last, null);
        }
    }

    /** The session is not kept any longer if its client is away. From any thread. */
    void endIfAway() {
        baton.execute(() -> {
            if (away && !over) {
                CloseReason reason = ending.get();
                end(reason == null ? last : reason, null);
            }
        });
    }

    @Override
    public void resume(Wire wire, Hello hello, @Nullable Identity who, Runnable otherwise) {
        Hello.Resume resume = Objects.requireNonNull(hello.resume(), "a hello that resumes");
        StreamLine next = new StreamLine(this, wire, baton, new StreamLine.Back(resume.seq(), who));
        wire.hold(next);
        baton.execute(() -> {
            String token = over || ending.get() != null || !hub.keeps() ? null : renewed(resume);
            if (token == null) {
                wire.loop().execute(otherwise);
            } else {
                StreamLine old = line;
                absent();
                stopWaiting();
                baton.pass(next.runner(token));
                old.wire().close(new CloseReason(4004, "replaced by a newer connection"));
            }
        });
    }

    private @Nullable String renewed(Hello.Resume resume) {
        return correspondence.outbox().plausible(resume.seq()) ? ticket().renew(resume.token()) : null;
    }

    private void stopWaiting() {
        if (waiting != null) {
            waiting.dispose();
            waiting = null;
        }
    }

    /** The client is back, and has all up to a number of what it was sent reliably. */
    void back(StreamLine next, String token, StreamLine.Back back) {
        line = next;
        identity = back.who();
        correspondence.resumed();
        correspondence.outbox().acknowledge(back.received());
        Wire wire = next.wire();
        wire.resumed(correspondence.known());
        Encoded welcome = welcome(wire, true, token);
        away = false;
        hub.house().metrics().sessionResumed();
        next.open(welcome, correspondence.outbox().again(wire.codec()), correspondence.handled());
        CloseReason end = ending.get();
        if (end != null) {
            // Whoever ended the session just now has completed the socket before this one.
            next.close(end);
        }
    }

    private Encoded welcome(Wire wire, boolean resumed, String token) {
        Hub.House house = hub.house();
        Map<String, Object> welcome = Greetings.welcome(
                wire.codec(), id, token, house.grace(), resumed, correspondence.known(), house.limits(), house.clock());
        return wire.codec().encode(Message.of("$welcome", welcome));
    }

    private void end(CloseReason reason, @Nullable CloseReason told) {
        if (over) {
            return;
        }
        over = true;
        stopWaiting();
        baton.pass(Baton.NOBODY);
        ticket().end();
        hub.house().metrics().sessionEnded(away);
        replies.end();
        if (hearing != null) {
            hearing.complete();
        }
        inbound.tryEmitComplete();
        hub.remove(this);
        correspondence.end(ended());
        if (told != null) {
            wire().close(told);
        }
        closed.tryEmitValue(reason);
    }

    private static Undelivered ended() {
        return Undelivered.sessionLost("the connection has ended");
    }

    // Reliable messages.

    private void ship(Message message, Outcome outcome) {
        if (over) {
            outcome.failed(ended());
            return;
        }
        hub.house().metrics().unacknowledged("messages", correspondence.outbox().unacknowledged());
        Encoded envelope = correspondence.send(message, wire().codec(), outcome);
        if (envelope == null) {
            outcome.failed(new Undelivered(Undelivered.Cause.OVERFLOW, "too much is unacknowledged"));
            CloseReason reason = new CloseReason(4007, "too much unacknowledged");
            end(reason, reason);
        } else if (!away) {
            line.add(envelope);
        }
    }

    Mail mail() {
        return mail;
    }

    @Override
    public Mono<Void> deliver(Object message) {
        return mail.deliver(Message.of(message));
    }

    @Override
    public Mono<Void> deliver(String action, @Nullable Object data) {
        return mail.deliver(Message.of(action, data));
    }

    @Override
    public <R> Mono<R> ask(Object question, Class<R> answer) {
        return mail.ask(Message.of(question), answer);
    }

    // What anybody calls.

    @Override
    public Connection connection() {
        return this;
    }

    /** The newest socket, which may have ended. From any thread. */
    Wire wire() {
        return line.wire();
    }

    /** Whether there is a socket to send to. From any thread. */
    boolean present() {
        return !away && !over;
    }

    /** Whether the session has ended. From any thread. */
    boolean over() {
        return over;
    }

    /** Whether its client can come back no more. From any thread. */
    boolean ending() {
        return over || ending.get() != null;
    }

    /** The session ends with its socket, or at once if there is none; false if it is to end already. From any thread. */
    boolean end(CloseReason reason) {
        boolean first = !over && ending.compareAndSet(null, reason);
        if (first) {
            endIfAway();
        }
        return first;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String address() {
        return wire().address();
    }

    @Override
    public @Nullable Identity identity() {
        return identity;
    }

    @Override
    public <T> @Nullable T identity(Class<T> type) {
        Identity who = identity;
        return who == null ? null : who.as(type);
    }

    @Override
    public Connections server() {
        return hub;
    }

    @Override
    public Flux<Message> inbound() {
        return inbound.asFlux();
    }

    @Override
    public Sinks.Many<Message> outbound() {
        return hub.house().grace().isZero() ? wire().outbound() : outbound;
    }

    @Override
    public void close(CloseReason reason) {
        if (reason.endsSession()) {
            end(reason);
        }
        // Behind what was sent before, which takes its turn too; and the client may have come back on another socket
        // just now.
        baton.execute(() -> {
            if (present()) {
                line.close(reason);
            }
        });
    }

    @Override
    public Mono<CloseReason> closed() {
        return closed.asMono();
    }
}
