package dev.playflux.client;

import dev.playflux.codec.Encoded;
import dev.playflux.connection.Inlet;
import dev.playflux.connection.Wire;
import dev.playflux.message.Ack;
import dev.playflux.message.BadData;
import dev.playflux.message.CloseReason;
import dev.playflux.message.Failure;
import dev.playflux.message.Message;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/** What a client hears on one connection, and what it answers by itself. On the wire's loop. */
final class ServerInlet implements Inlet {
    private static final Duration QUIET = Duration.ofSeconds(5);
    private static final Duration DEAD = Duration.ofSeconds(15);
    private static final long ACK = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int ACK_AT_ONCE = 8;
    /** Not more than a packet: what is cut off in the middle of a message is lost as a whole, and a bad line would never end. */
    private static final int SHARED = 1024;

    private static final Set<String> LATE = Set.of("$state", "$view", "$ack", "$reply");

    private final Presence presence;
    private final Session session;
    private final News news;
    private final Wire wire;
    private final Scheduler clock;
    private final Scheduler.Worker timer;
    private @Nullable Welcome welcome;
    private @Nullable Failure fatal;
    private boolean leaving;
    private boolean closed;
    /** What the last acknowledgement said; whether one is owed for a message that came twice. */
    private Ack acknowledged = new Ack(0, 0);

    private boolean again;
    private long applied;
    private long ackedAt;
    private boolean ackScheduled;
    private long inputsAt;

    ServerInlet(Presence presence, News news, Wire wire, Scheduler clock) {
        this.presence = presence;
        this.session = presence.session();
        this.news = news;
        this.wire = wire;
        this.clock = clock;
        this.timer = clock.createWorker();
        timer.schedulePeriodically(this::beat, 5, 5, TimeUnit.SECONDS);
    }

    Wire wire() {
        return wire;
    }

    @Override
    public void message(Message message) {
        if (welcome == null && !early(message)) {
            wire.close(CloseReason.protocolError(message.action() + " before $welcome"));
            return;
        }
        try {
            if (message.seq() == 0 || accepted(message.seq())) {
                handle(message);
            }
        } catch (BadData bad) {
            wire.close(CloseReason.protocolError(message.action() + ": " + bad.getMessage()));
        }
    }

    private void handle(Message message) {
        switch (message.action()) {
            case "$welcome" -> welcomed(message);
            case "$state" -> state(message);
            case "$view" -> news.announced(message);
            case "$error" -> refused(message);
            case "$ack" -> acknowledged(Ack.of(message));
            case "$reply" -> session.replied(message);
            case "$bye" -> {
                leaving = true;
                wire.close(CloseReason.DONE);
            }
            case "$pong" -> news.pong(message);
            default -> application(message);
        }
    }

    private void application(Message message) {
        if (message.ask()) {
            presence.asked(message);
        } else if (message.action().charAt(0) != '$') {
            news.message(message);
        }
    }

    /** Whether a reliable message is to be handled: one that came before is acknowledged again. */
    private boolean accepted(long seq) {
        long missing = session.accept(seq);
        if (missing > 0) {
            wire.close(CloseReason.protocolError("seq " + seq + " came after " + session.accepted()));
        }
        again |= missing < 0;
        return missing == 0;
    }

    private void acknowledged(Ack ack) {
        if (!session.acknowledged(ack.seq())) {
            wire.close(CloseReason.protocolError("seq " + ack.seq() + " was never sent"));
        }
    }

    /** Whether it may come before the welcome, which says where the numbers begin. */
    private static boolean early(Message message) {
        String action = message.action();
        return message.seq() == 0 && action.charAt(0) == '$' && !LATE.contains(action);
    }

    @Override
    public void malformed(Wire wire, String problem) {
        wire.close(CloseReason.protocolError(problem));
    }

    private void welcomed(Message message) {
        Welcome welcome = message.as(Welcome.class);
        if (welcome == null || this.welcome != null) {
            wire.close(CloseReason.protocolError("a second or an empty $welcome"));
            return;
        }
        if (!session.plausible(welcome)) {
            wire.close(CloseReason.protocolError("a $welcome to another session"));
            return;
        }
        this.welcome = welcome;
        if (welcome.actions() != null) {
            wire.codec(wire.codec().welcomed(welcome.actions()));
        }
        inputsAt = clock.now(TimeUnit.NANOSECONDS) - welcome.tickNanos();
        acknowledged = new Ack(0, welcome.resumes() ? session.accepted() : 0);
        wire.most(Math.min(SHARED, welcome.messageBytes(SHARED)));
        wire.beat();
        presence.welcomed(this, welcome);
        sendInputs();
    }

    private void refused(Message message) {
        Failure failure = message.as(Failure.class);
        if (failure != null) {
            fatal = failure.fatal() ? failure : fatal;
            session.refused(failure);
            news.refused(failure);
        }
    }

    private void state(Message message) {
        switch (news.state(message)) {
            case APPLIED -> applied = news.tick();
            case MISFIT -> wire.emit(wire.codec().encode(Message.of("$resync", null)));
            case IGNORED -> {}
        }
    }

    @Override
    public void turnEnded() {
        if (!owesAck()) {
            return;
        }
        // Within 100 ms of the state and 50 ms of the message: at once, or 50 ms after the last one, which is sooner.
        long since = clock.now(TimeUnit.NANOSECONDS) - ackedAt;
        if (since >= ACK || session.accepted() - acknowledged.seq() >= ACK_AT_ONCE) {
            wire.write(List.of(ack()));
        } else if (!ackScheduled) {
            ackScheduled = true;
            later(ACK - since, this::lateAck);
        }
    }

    private void lateAck() {
        ackScheduled = false;
        if (owesAck()) {
            wire.write(List.of(ack()));
        }
    }

    /** Never before the welcome: an envelope would say that it has arrived. */
    private boolean owesAck() {
        return welcome != null && (again || applied != acknowledged.tick() || session.accepted() != acknowledged.seq());
    }

    private Encoded ack() {
        again = false;
        acknowledged = new Ack(applied, session.accepted());
        ackedAt = clock.now(TimeUnit.NANOSECONDS);
        return wire.codec().encode(Message.of("$ack", acknowledged));
    }

    /** Sends the inputs that wait: now if none has left within the tick, else when it has passed. On the loop. */
    void sendInputs() {
        if (closed || welcome == null || !presence.inputs().schedules()) {
            return;
        }
        long wait = inputsAt + welcome.tickNanos() - clock.now(TimeUnit.NANOSECONDS);
        if (wait <= 0) {
            writeInputs();
        } else {
            later(wait, this::writeInputs);
        }
    }

    private void writeInputs() {
        if (closed) {
            return;
        }
        inputsAt = clock.now(TimeUnit.NANOSECONDS);
        List<Encoded> envelopes = presence.inputs().take(wire.codec());
        if (!envelopes.isEmpty()) {
            if (owesAck()) {
                envelopes.add(0, ack());
            }
            wire.write(envelopes);
        }
    }

    private void later(long nanos, Runnable task) {
        if (!timer.isDisposed()) {
            timer.schedule(() -> wire.loop().execute(task), nanos, TimeUnit.NANOSECONDS);
        }
    }

    /**
     * Measures the round trip, asks a silent server for a sign of life, and gives up one that gives none. Before the welcome
     * no envelope leaves: it would say that the welcome has arrived, and the token before it would be good no more.
     */
    private void beat() {
        wire.beat();
        wire.loop().execute(() -> {
            Duration silent = wire.silent();
            if (silent.compareTo(DEAD) >= 0) {
                wire.close(new CloseReason(4008, "the server is silent"));
            } else if (silent.compareTo(QUIET) >= 0 && welcome != null) {
                wire.outbound().tryEmitNext(Message.of("$ping", Map.of("t", 0)));
            }
        });
    }

    /** A deliberate end, after the inputs that wait: the server closes after it, or the client does a second later. */
    void bye() {
        if (leaving) {
            return;
        }
        leaving = true;
        writeInputs();
        wire.emit(wire.codec().encode(Message.of("$bye", null)));
        later(TimeUnit.SECONDS.toNanos(1), () -> wire.close(CloseReason.DONE));
    }

    @Override
    public void closed(CloseReason reason) {
        closed = true;
        timer.dispose();
        presence.inputs().unschedule();
        presence.closed(leaving ? CloseReason.DONE : reason, fatal);
    }
}
