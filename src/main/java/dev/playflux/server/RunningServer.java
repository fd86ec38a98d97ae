package dev.playflux.server;

import dev.playflux.connection.Connections;
import dev.playflux.room.Room;
import java.time.Duration;
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

    /**
     * Ends the server without breaking off what is played. Nobody new comes in from now on ({@code overloaded}, 1013, and
     * {@code GET /health} says 503), who has a seat may still come back to it. Rooms may finish for as long as {@code
     * patience}; then what is left of them ends as {@link dev.playflux.room.Game#onClose} says, which is awaited for up to 10
     * seconds, or is kept by the store. Then connections are closed with 1012, spread over a moment, and the server ends.
     * Hot, runs once whether subscribed or not; completes when all is freed, replayed.
     */
    Mono<Void> drain(Duration patience);

    /** Ends the server: sockets are closed with 1001, port and threads are freed within a second. Returns at once. */
    @Override
    void dispose();

    /** The same, and returns when all is freed. */
    void disposeNow();

    /** Completes when the server has ended. Hot, replayed; cancel ends nothing. */
    Mono<Void> onDispose();
}
