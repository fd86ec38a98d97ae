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
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/** What a client hears on one connection, and what it answers by itself. On the wire's loop. */
final class ServerInlet implements Inlet {
    private static final Duration QUIET = Duration.ofSeconds(5);
    private static final Duration DEAD = Duration.ofSeconds(15);
    private static final long ACK = TimeUnit.MILLISECONDS.toNanos(50);

    private final PlayerClient client;
    private final Wire wire;
    private final Scheduler clock;
    private final Scheduler.Worker timer;
    private @Nullable Welcome welcome;
    private @Nullable Failure fatal;
    private boolean leaving;
    private boolean closed;
    private long applied;
    private long acknowledged;
    private long ackedAt;
    private boolean ackScheduled;
    private long inputsAt;

    ServerInlet(PlayerClient client, Wire wire, Scheduler clock) {
        this.client = client;
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
        if (welcome == null && !early(message.action())) {
            wire.close(CloseReason.protocolError(message.action() + " before $welcome"));
            return;
        }
        try {
            switch (message.action()) {
                case "$welcome" -> welcomed(message);
                case "$state" -> state(message);
                case "$view" -> client.replica().announced(message);
                case "$error" -> refused(message);
                case "$bye" -> {
                    leaving = true;
                    wire.close(CloseReason.DONE);
                }
                case "$pong" -> client.pong(message);
                default -> {
                    if (message.action().charAt(0) != '$') {
                        client.deliver(message);
                    }
                }
            }
        } catch (BadData bad) {
            wire.close(CloseReason.protocolError(message.action() + ": " + bad.getMessage()));
        }
    }

    private static boolean early(String action) {
        return action.charAt(0) == '$' && !action.equals("$state") && !action.equals("$view");
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
        this.welcome = welcome;
        if (welcome.actions() != null) {
            wire.codec(wire.codec().welcomed(welcome.actions()));
        }
        inputsAt = clock.now(TimeUnit.NANOSECONDS) - welcome.tickNanos();
        client.welcomed(this, welcome);
        sendInputs();
    }

    private void refused(Message message) {
        Failure failure = message.as(Failure.class);
        if (failure != null) {
            fatal = failure.fatal() ? failure : fatal;
            client.refused(failure);
        }
    }

    private void state(Message message) {
        switch (client.replica().apply(message)) {
            case APPLIED -> {
                applied = client.replica().frame().tick();
                client.framed();
            }
            case MISFIT -> wire.emit(wire.codec().encode(Message.of("$resync", null)));
            case IGNORED -> {}
        }
    }

    @Override
    public void turnEnded() {
        if (applied == acknowledged) {
            return;
        }
        // Within 100 ms of the state: at once, or 50 ms after the last one, which is sooner.
        long since = clock.now(TimeUnit.NANOSECONDS) - ackedAt;
        if (since >= ACK) {
            wire.write(List.of(ack()));
        } else if (!ackScheduled) {
            ackScheduled = true;
            later(ACK - since, this::lateAck);
        }
    }

    private void lateAck() {
        ackScheduled = false;
        if (applied != acknowledged) {
            wire.write(List.of(ack()));
        }
    }

    private Encoded ack() {
        acknowledged = applied;
        ackedAt = clock.now(TimeUnit.NANOSECONDS);
        return wire.codec().encode(Message.of("$ack", new Ack(applied, 0)));
    }

    /** Sends the inputs that wait: now if none has left within the tick, else when it has passed. On the loop. */
    void sendInputs() {
        if (closed || welcome == null || !client.inputs().schedules()) {
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
        List<Encoded> envelopes = client.inputs().take(wire.codec());
        if (!envelopes.isEmpty()) {
            if (applied != acknowledged) {
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

    private void beat() {
        wire.loop().execute(() -> {
            Duration silent = wire.silent();
            if (silent.compareTo(DEAD) >= 0) {
                wire.close(new CloseReason(4008, "the server is silent"));
            } else if (silent.compareTo(QUIET) >= 0) {
                client.pingQuietly(this);
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
        client.inputs().unschedule();
        client.closed(leaving ? CloseReason.DONE : reason, fatal);
    }
}
