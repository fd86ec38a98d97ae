package dev.playflux.connection;

import dev.playflux.codec.Encoded;
import dev.playflux.message.Ack;
import dev.playflux.message.BadData;
import dev.playflux.message.CloseReason;
import dev.playflux.message.Failure;
import dev.playflux.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The socket of a session for the time being: what comes by it, while it is the newest, and what leaves. On its loop. */
final class StreamLine implements Inlet, Correspondence.Receipted {
    private final StreamConnection connection;
    private final Wire wire;
    private final Baton baton;
    private final Baton.Runner runner;
    private final List<Encoded> pending = new ArrayList<>(2);
    private List<Failure> refused = List.of();
    private String token = "";
    private @Nullable Sequence sequence;
    private long settled;
    private boolean inTurn;
    private boolean listening;
    private boolean confirmed;
    private boolean deaf;

    /** The first socket of a session. */
    StreamLine(StreamConnection connection, Wire wire) {
        this.connection = connection;
        this.wire = wire;
        this.runner = new Baton.Runner(wire.loop(), null, () -> {});
        this.baton = new Baton(runner);
    }

    /** A client that comes back: what it has of what it was sent reliably, and who it is. */
    record Back(long received, @Nullable Identity who) {}

    /** A socket on which a client comes back. */
    StreamLine(StreamConnection connection, Wire wire, Baton baton, Back back) {
        this.connection = connection;
        this.wire = wire;
        this.baton = baton;
        this.runner = new Baton.Runner(wire.loop(), () -> connection.back(this, token, back), connection::goAway);
    }

    Wire wire() {
        return wire;
    }

    Baton baton() {
        return baton;
    }

    /** Who runs the session once it is this socket's, and welcomes its client with a token. */
    Baton.Runner runner(String token) {
        this.token = token;
        return runner;
    }

    /** Welcomes, and listens to what came with the greeting and to everything else after it. */
    void open(Encoded welcome, List<Encoded> again, long handled) {
        sequence = new Sequence(wire, handled, false);
        pending.add(welcome);
        pending.addAll(again);
        flush();
        wire.attach(this);
        // Whoever sends something from now on may have read the welcome.
        listening = true;
    }

    // What leaves.

    /** Sends now, or with what else leaves at the end of the turn. */
    void add(Encoded envelope) {
        pending.add(envelope);
        if (!inTurn) {
            flush();
        }
    }

    private void flush() {
        if (!pending.isEmpty()) {
            List<Encoded> all = List.copyOf(pending);
            pending.clear();
            wire.write(all);
        }
    }

    /** Closes: what was sent goes out first, and nothing more is heard, not even what came along with the last message. */
    void close(CloseReason reason) {
        deaf = true;
        wire.close(reason);
    }

    @Override
    public void closing() {
        turnEnded();
    }

    @Override
    public void settle(long seq, @Nullable Failure refusal) {
        settled = Math.max(settled, seq);
        if (refusal != null) {
            refused = refused.isEmpty() ? new ArrayList<>(2) : refused;
            refused.add(refusal);
        }
    }

    @Override
    public void turnEnded() {
        inTurn = false;
        flush();
        if (settled > 0) {
            wire.settle(settled, refused);
            settled = 0;
            refused = List.of();
        }
    }

    // What comes.

    @Override
    public void message(Message message) {
        if (!enter()) {
            return;
        }
        try {
            confirm();
            if (message.seq() == 0 || inOrder(message)) {
                hear(message);
            }
        } finally {
            baton.leave(runner);
        }
    }

    @Override
    public void refused(Wire wire, Message message, Failure failure) {
        if (message.seq() == 0) {
            wire.refuse(failure);
        } else if (enter()) {
            try {
                if (inOrder(message)) {
                    connection.refuse(failure, message);
                }
            } finally {
                baton.leave(runner);
            }
        }
    }

    private boolean enter() {
        // What was asked for before this came is done first, and that may have been to close.
        if (!baton.enterInTurn(runner)) {
            return false;
        }
        if (deaf) {
            baton.leave(runner);
            return false;
        }
        inTurn = true;
        return true;
    }

    private void confirm() {
        if (listening && !confirmed) {
            confirmed = true;
            connection.confirm();
        }
    }

    private boolean inOrder(Message message) {
        Sequence.Place place = sequence == null ? Sequence.Place.IMPOSSIBLE : sequence.take(message.seq());
        if (place == Sequence.Place.AGAIN) {
            // Its answer was lost; those behind it come again too, so this one alone is settled.
            settle(message.seq(), connection.correspondence().refusal(message.seq()));
        }
        return place == Sequence.Place.NEXT;
    }

    private void hear(Message message) {
        switch (message.action()) {
            case "$hello" -> wire.close(CloseReason.protocolError("a second $hello"));
            case "$bye" -> wire.close(CloseReason.DONE);
            case "$ack" -> guarded(message, this::acknowledged);
            case "$reply" -> guarded(message, connection.correspondence().questions()::replied);
            default -> {
                if (message.action().charAt(0) != '$') {
                    connection.hear(message);
                } else {
                    connection.accept(message);
                }
            }
        }
    }

    private void guarded(Message message, Consumer<Message> taker) {
        try {
            taker.accept(message);
            connection.accept(message);
        } catch (BadData bad) {
            connection.refuse(Failure.of(Failure.BAD_DATA, String.valueOf(bad.getMessage()), message), message);
        }
    }

    private void acknowledged(Message message) {
        Ack ack = Ack.of(message);
        if (ack.tick() > 0 || !connection.correspondence().outbox().acknowledge(ack.seq())) {
            wire.close(CloseReason.protocolError("tick " + ack.tick() + ", seq " + ack.seq() + " was never sent"));
        }
    }

    @Override
    public void closed(CloseReason reason) {
        baton.ended(runner);
        if (baton.enter(runner)) {
            try {
                connection.lost(reason);
            } finally {
                baton.leave(runner);
            }
        }
    }
}
