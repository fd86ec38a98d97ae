package dev.playflux.connection;

import dev.playflux.codec.Codec;
import dev.playflux.codec.Encoded;
import dev.playflux.message.CloseReason;
import dev.playflux.message.Failure;
import dev.playflux.message.Message;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The connections by id. */
final class ConnectionHub implements Hub {
    private static final Failure TOO_MANY =
            Failure.fatal(Failure.NOT_ALLOWED, "your address has too many sessions already");

    private final House house;
    private final Map<String, StreamConnection> connections = new ConcurrentHashMap<>();
    private final Announcements<Connection> joined = new Announcements<>(4096);
    private final Announcements<Connection> left = new Announcements<>(4096);
    private volatile boolean closed;

    ConnectionHub(House house) {
        this.house = house;
    }

    House house() {
        return house;
    }

    /** Whether a session outlives its socket. */
    boolean keeps() {
        return !closed && !house.grace().isZero();
    }

    @Override
    public void admit(Wire wire, Hello hello, @Nullable Identity identity, Function<Voice, Hearing> hearing) {
        Hello.Resume resume = hello.resume();
        Sessions.Resumable session = resume == null ? null : house.sessions().find(resume.token(), identity);
        if (session == null) {
            enter(wire, identity, hearing);
        } else {
            session.resume(wire, hello, identity, () -> enter(wire, identity, hearing));
        }
    }

    private void enter(Wire wire, @Nullable Identity identity, Function<Voice, Hearing> hearing) {
        StreamConnection connection = new StreamConnection(wire, this, identity);
        if (!connection.admitted()) {
            wire.fail(TOO_MANY, new CloseReason(1013, TOO_MANY.message()));
            return;
        }
        connections.put(connection.id(), connection);
        joined.announce(connection);
        connection.start(hearing.apply(connection));
    }

    void remove(StreamConnection connection) {
        if (connections.remove(connection.id(), connection)) {
            left.announce(connection);
        }
    }

    @Override
    public void close() {
        closed = true;
        connections.values().forEach(StreamConnection::endIfAway);
    }

    @Override
    public void complete() {
        joined.complete();
        left.complete();
    }

    @Override
    public Collection<Connection> open() {
        return List.copyOf(connections.values());
    }

    @Override
    public Flux<Connection> joined() {
        return joined.flux();
    }

    @Override
    public Flux<Connection> left() {
        return left.flux();
    }

    @Override
    public int broadcast(Message message) {
        return send(null, message);
    }

    @Override
    public int broadcastExcept(Connection connection, Message message) {
        return send(connection, message);
    }

    private int send(@Nullable Connection except, Message message) {
        Map<Codec, Encoded> encoded = new HashMap<>();
        int accepted = 0;
        for (StreamConnection connection : connections.values()) {
            if (connection != except && connection.present()) {
                Wire wire = connection.wire();
                Encoded envelope = encoded.computeIfAbsent(wire.codec(), codec -> codec.encode(message));
                accepted += wire.emit(envelope).isSuccess() ? 1 : 0;
            }
        }
        return accepted;
    }

    @Override
    public Mono<Integer> deliver(Object message) {
        Shipment shipment = Shipment.of(Message.of(message), house.clock());
        List<Mono<Void>> deliveries = new ArrayList<>();
        connections
                .values()
                .forEach(connection -> deliveries.add(connection.mail().deliver(shipment)));
        return Shipment.count(deliveries);
    }
}
