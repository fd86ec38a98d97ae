package dev.playflux.connection;

import dev.playflux.message.Ack;
import dev.playflux.message.BadData;
import dev.playflux.message.CloseReason;
import dev.playflux.message.Failure;
import dev.playflux.message.Message;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A wire as two streams. */
final class StreamConnection implements Connection, Inlet {
    private final Wire wire;
    private final ConnectionHub hub;
    private final Sinks.Many<Message> inbound =
            Sinks.unsafe().many().multicast().directBestEffort();
    private final Sinks.One<CloseReason> closed = Sinks.one();
    private Hub.@Nullable Hearing hearing;

    StreamConnection(Wire wire, ConnectionHub hub) {
        this.wire = wire;
        this.hub = hub;
    }

    void start(Hub.Hearing hearing) {
        this.hearing = hearing;
        wire.attach(this);
    }

    Wire wire() {
        return wire;
    }

    @Override
    public void message(Message message) {
        switch (message.action()) {
            case "$hello" -> wire.close(CloseReason.protocolError("a second $hello"));
            case "$bye" -> wire.close(CloseReason.DONE);
            case "$ack" -> acknowledged(message);
            case "$resync", "$reply", "$pong" -> {}
            default -> application(message);
        }
    }

    /** Nothing that could be acknowledged is ever sent here. */
    private void acknowledged(Message message) {
        try {
            Ack ack = Ack.of(message);
            if (ack.tick() > 0 || ack.seq() > 0) {
                wire.close(CloseReason.protocolError("tick " + ack.tick() + ", seq " + ack.seq() + " was never sent"));
            }
        } catch (BadData bad) {
            wire.refuse(Failure.of(Failure.BAD_DATA, String.valueOf(bad.getMessage()), message));
        }
    }

    private void application(Message message) {
        if (message.seq() != 0) {
            wire.refuse(Failure.of(Failure.NOT_ALLOWED, "this server takes no reliable messages", message));
            return;
        }
        if (hearing != null) {
            hearing.accept(message);
        }
        // One thread emits, the loop; a subscriber that does not ask misses it.
        inbound.tryEmitNext(message);
    }

    @Override
    public void closed(CloseReason reason) {
        if (hearing != null) {
            hearing.complete();
        }
        inbound.tryEmitComplete();
        hub.remove(this);
        closed.tryEmitValue(reason);
    }

    @Override
    public String id() {
        return wire.id();
    }

    @Override
    public String address() {
        return wire.address();
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
        return wire.outbound();
    }

    @Override
    public void close(CloseReason reason) {
        wire.close(reason);
    }

    @Override
    public Mono<CloseReason> closed() {
        return closed.asMono();
    }
}
