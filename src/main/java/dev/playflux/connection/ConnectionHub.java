package dev.playflux.connection;

import dev.playflux.codec.Codec;
import dev.playflux.codec.Encoded;
import dev.playflux.message.Message;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** The connections by id. */
final class ConnectionHub implements Hub {
    private final Map<String, StreamConnection> connections = new ConcurrentHashMap<>();
    private final Announcements<Connection> joined = new Announcements<>(4096);
    private final Announcements<Connection> left = new Announcements<>(4096);

    @Override
    public Connection admit(Wire wire, Function<Connection, Hearing> hearing) {
        StreamConnection connection = new StreamConnection(wire, this);
        connections.put(connection.id(), connection);
        joined.announce(connection);
        connection.start(hearing.apply(connection));
        return connection;
    }

    void remove(StreamConnection connection) {
        if (connections.remove(connection.id(), connection)) {
            left.announce(connection);
        }
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
            if (connection != except) {
                Wire wire = connection.wire();
                Encoded envelope = encoded.computeIfAbsent(wire.codec(), codec -> codec.encode(message));
                accepted += wire.emit(envelope).isSuccess() ? 1 : 0;
            }
        }
        return accepted;
    }
}
