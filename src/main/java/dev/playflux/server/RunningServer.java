package dev.playflux.server;

import dev.playflux.connection.Connections;
import dev.playflux.room.Room;
import java.util.Collection;
import java.util.Optional;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** A server that listens. Safe from any thread. */
public interface RunningServer extends Disposable {

    /** The port it listens on. */
    int port();

    /** The open connections. */
    Connections connections();

    /** The open rooms. A snapshot. */
    Collection<Room<?>> rooms();

    /** The room of an id. */
    Optional<Room<?>> room(String id);

    /** Ends the server: sockets are closed with 1001, port and threads are freed within a second. Returns at once. */
    @Override
    void dispose();

    /** The same, and returns when all is freed. */
    void disposeNow();

    /** Completes when the server has ended. Hot, replayed; cancel ends nothing. */
    Mono<Void> onDispose();
}
