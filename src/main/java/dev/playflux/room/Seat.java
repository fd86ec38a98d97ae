package dev.playflux.room;

import dev.playflux.action.Chain;
import dev.playflux.codec.Codec;
import dev.playflux.codec.Encoded;
import dev.playflux.connection.Correspondence;
import dev.playflux.connection.Hello;
import dev.playflux.connection.Identity;
import dev.playflux.connection.Mail;
import dev.playflux.connection.Outcome;
import dev.playflux.connection.Replies;
import dev.playflux.connection.RoundTrip;
import dev.playflux.connection.Sessions;
import dev.playflux.connection.Wire;
import dev.playflux.message.BadData;
import dev.playflux.message.Body;
import dev.playflux.message.CloseReason;
import dev.playflux.message.Failure;
import dev.playflux.message.Message;
import dev.playflux.message.NetworkConditions;
import dev.playflux.message.Undelivered;
import dev.playflux.room.SavedRoom.SavedSeat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A player, or somebody who watches, over all the connections of a session. What is not final belongs to the room's thread.
 */
final class Seat<S> implements Player<S>, Sessions.Resumable {
    private final String id;
    private final String session;
    private final RunningRoom<S> room;
    private final Hello hello;
    private volatile @Nullable Identity identity;
    private final Correspondence correspondence;
    private final Mail mail;
    private final Replies replies;
    private final Map<String, Chain<Object>> chains = new LinkedHashMap<>();
    private volatile @Nullable Line<S> line;
    private Sessions.@Nullable Ticket ticket;
    private boolean queued;
    private boolean gone;
    private volatile boolean away;
    private final LineConditions<S> network = new LineConditions<>();
    private @Nullable Object attachment;
    private long input;

    Seat(String id, RunningRoom<S> room, Guest guest) {
        this.id = id;
        this.session = room.settings().sessions().id();
        this.room = room;
        this.hello = guest.hello();
        this.identity = guest.identity();
        this.correspondence = new Correspondence(room.settings().clock(), 0, 0);
        this.mail = new Mail(room.settings().clock(), correspondence, room.errands()::send, this::ship);
        this.replies = replies(room);
        this.line = new Line<>(room, this, guest.wire(), hello.acks());
    }

    /** A seat that outlived its server; its client is away. */
    Seat(RunningRoom<S> room, SavedSeat saved, boolean whole) {
        this.id = saved.player();
        this.session = saved.session();
        this.room = room;
        this.hello = new Hello(null, null, saved.options(), saved.spectator(), false, null, null, null);
        this.identity = saved.identity() == null ? null : Identity.of(saved.identity());
        long acknowledged = saved.sent() - saved.unacknowledged().size();
        this.correspondence = new Correspondence(room.settings().clock(), acknowledged, saved.handled());
        saved.unacknowledged().forEach(kept -> correspondence.restore(kept.message(), Codec.json()));
        if (!whole || saved.stale()) {
            correspondence.adopt();
        }
        this.mail = new Mail(room.settings().clock(), correspondence, room.errands()::send, this::ship);
        this.replies = replies(room);
        this.input = saved.input();
        this.away = true;
        this.ticket = room.settings().sessions().restore(saved.address(), this, saved.tokens());
    }

    private Replies replies(RunningRoom<S> room) {
        return new Replies(
                room.settings().clock(),
                room.settings().metrics(),
                room.errands()::answer,
                reply -> ship(reply, Outcome.IGNORED),
                (question, why) -> room.play().unanswerable(this, question, why));
    }

    // What the game calls.

    @Override
    public String id() {
        return id;
    }

    @Override
    public boolean spectator() {
        return hello.spectate();
    }

    @Override
    public Room<S> room() {
        return room;
    }

    @Override
    public boolean away() {
        return away;
    }

    @Override
    public <T> @Nullable T identity(Class<T> type) {
        return identity == null ? null : identity.as(type);
    }

    @Override
    public <T> @Nullable T options(Class<T> type) {
        return type.cast(hello.options().as(type));
    }

    /** What the client said when it joined, as it said it. */
    Body said() {
        return hello.options();
    }

    @Override
    public void attach(@Nullable Object value) {
        attachment = value;
        room.recorder().attached(this, value);
    }

    @Override
    public <T> @Nullable T attachment(Class<T> type) {
        return type.isInstance(attachment) ? type.cast(attachment) : null;
    }

    @Override
    public RoundTrip roundTrip() {
        Line<S> now = line;
        return now == null ? RoundTrip.NONE : now.wire().roundTrip();
    }

    @Override
    public void network(NetworkConditions toClient, NetworkConditions fromClient) {
        network.change(room.mailbox()::execute, this::line, toClient, fromClient);
    }

    @Override
    public void send(Object message) {
        send(Message.of(message));
    }

    @Override
    public void send(String action, @Nullable Object data) {
        send(Message.of(action, data));
    }

    private void send(Message message) {
        Codec now = codec();
        Encoded envelope = now.encode(message);
        room.errands().send(() -> post(codec().equals(now) ? envelope : codec().encode(message)));
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

    @Override
    public void kick(String reason) {
        room.errands().end(() -> {
            room.door().leave(this, Leave.KICKED);
            room.flush();
            hangUp(new CloseReason(4003, reason));
        });
    }

    // What the room calls, on its thread.

    /** The connection of the moment, or the last one while the client is away. From any thread. */
    @Nullable
    Line<S> line() {
        return line;
    }

    /** The connection of somebody who is there. */
    Line<S> here() {
        return Objects.requireNonNull(line, "nobody is there");
    }

    Codec codec() {
        Line<S> now = line;
        return now == null ? Codec.json() : now.wire().codec();
    }

    /** Closes the connection, if there is one. */
    void hangUp(CloseReason reason) {
        withLine(now -> now.wire().close(reason));
    }

    Correspondence correspondence() {
        return correspondence;
    }

    Mail mail() {
        return mail;
    }

    Replies replies() {
        return replies;
    }

    /** Adds a message to the next write; dropped while too much waits, or nobody is there. */
    void post(Encoded envelope) {
        if (!gone && !away && !here().post(envelope)) {
            room.settings().metrics().dropped("player");
        }
    }

    /** Whether it waits for {@link #flush} from now on, and did not before. */
    boolean queue() {
        boolean before = queued;
        queued = true;
        return !before;
    }

    /** Hands what waits to the fan-out. */
    void flush(FanOut fanOut) {
        queued = false;
        if (!away) {
            here().flush(fanOut);
        }
    }

    /** The chain of a shaped action. */
    Chain<Object> chain(Handler<S> handler) {
        return chains.computeIfAbsent(handler.action(), action -> room.play().chain(this, handler));
    }

    /** Completes the chains and takes no more. */
    void leave() {
        chains.values().forEach(Chain::complete);
        gone = true;
        withLine(Line::end);
        replies.end();
        if (ticket != null) {
            ticket.end();
        }
        correspondence.end(Undelivered.sessionLost("the seat has ended"));
    }

    boolean gone() {
        return gone;
    }

    /** The highest input handled. */
    void handled(Message message) {
        input = Math.max(input, message.input());
    }

    long input() {
        return input;
    }

    // Reliable messages.

    /** Sends a reliable message, now or when the client is back; what is too much ends the session. */
    void ship(Message message, Outcome outcome) {
        if (gone) {
            outcome.failed(Undelivered.sessionLost("the seat has ended"));
            return;
        }
        room.settings()
                .metrics()
                .unacknowledged("messages", correspondence.outbox().unacknowledged());
        Encoded envelope = correspondence.send(message, codec(), outcome);
        if (envelope == null) {
            outcome.failed(new Undelivered(Undelivered.Cause.OVERFLOW, "too much is unacknowledged"));
            room.door().overflowed(this);
        } else if (!away) {
            here().ship(envelope);
        }
    }

    /** A message is handled; a reliable one is acknowledged, and a question answered with nothing if by nothing else. */
    void accept(Message message) {
        if (message.seq() != 0) {
            correspondence.accept(message, here());
        }
    }

    /** Tells the client of a refused message, with what else leaves at the end of the turn. */
    void refuse(Message message, Failure failure) {
        if (!gone && (message.seq() == 0 || !correspondence.refuse(message, failure, replies, here()))) {
            refuse(failure.withoutRe());
        }
    }

    /** Tells the client of a failure of no message in particular. */
    void refuse(Failure failure) {
        if (!gone && !away) {
            here().refuse(failure);
        }
    }

    /** A handled message came again: its answer was lost. Those behind it come again too, so this one alone is settled. */
    void again(long seq) {
        here().settle(seq, correspondence.refusal(seq));
    }

    /** The client has our messages up to this one. */
    void acknowledged(long seq) {
        if (!correspondence.outbox().acknowledge(seq)) {
            hangUp(CloseReason.protocolError("seq " + seq + " was never sent"));
        }
    }

    /** The client answers a question. */
    void replied(Message message) {
        try {
            correspondence.questions().replied(message);
            accept(message);
        } catch (BadData bad) {
            refuse(message, Failure.of(Failure.BAD_DATA, String.valueOf(bad.getMessage()), message));
        }
    }

    // The session.

    @Override
    public @Nullable Identity identity() {
        return identity;
    }

    /** The session's public id. */
    String session() {
        return session;
    }

    /** Opens the session; false if the client's address has too many. */
    boolean admitted() {
        ticket = room.settings().sessions().open(here().wire().address(), this);
        return ticket != null;
    }

    Sessions.Ticket ticket() {
        return Objects.requireNonNull(ticket, "admitted");
    }

    /** The client has read the welcome that brought this token. From any thread. */
    void confirm(String token) {
        ticket().confirm(token);
    }

    /** The connection is lost. */
    void wentAway() {
        away = true;
        withLine(Line::end);
    }

    private void withLine(Consumer<Line<S>> act) {
        Line<S> now = line;
        if (now != null) {
            act.accept(now);
        }
    }

    @Override
    public void resume(Wire wire, Hello back, @Nullable Identity identity, Runnable otherwise) {
        room.mailbox().execute(() -> room.door().resume(this, new Guest(wire, back, identity), otherwise));
    }

    /** Goes on with a client that has all up to a number of what it was sent reliably. */
    void back(Guest guest, long received) {
        Line<S> next = new Line<>(room, this, guest.wire(), guest.hello().acks());
        next.resume(correspondence.handled(), correspondence.known(), correspondence.adopts());
        withLine(Line::end);
        hangUp(new CloseReason(4004, "replaced by a newer connection"));
        network.begin(next);
        line = next;
        away = false;
        identity = guest.identity();
        correspondence.resumed();
        correspondence.outbox().acknowledge(received);
    }
}
