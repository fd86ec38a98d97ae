package dev.playflux.connection;

import dev.playflux.message.CloseReason;
import dev.playflux.message.Message;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A client of a server without rooms: two streams. Safe from any thread. */
public interface Connection {

    /** The id, unique in the server. */
    String id();

    /** The client's address, without its port. */
    String address();

    /** The other connections, and what reaches all of them. */
    Connections server();

    /**
     * What the client sends: hot, no replay, any number of subscribers; one that does not ask misses messages. Cancel
     * ends that subscription only. Signals on the network thread; completes when the connection ends.
     */
    Flux<Message> inbound();

    /**
     * What the client gets: emits from any thread, never {@code FAIL_NON_SERIALIZED}. Accepted means queued, not
     * delivered. {@code FAIL_OVERFLOW} refuses the one message, while as many as the limits say or 64 KiB wait, and ends
     * nothing, in {@code emitNext} too: its handler is asked, then the message is dropped and counted. A message that
     * cannot travel throws {@link dev.playflux.message.NotEncodable} in the caller. Completing it closes the connection
     * after what was accepted has gone out. Its one subscriber is the link.
     */
    Sinks.Many<Message> outbound();

    /** Sends a message named after its record; false if it was refused. */
    default boolean send(Object message) {
        return outbound().tryEmitNext(Message.of(message)).isSuccess();
    }

    /** Sends a message of an action; false if it was refused. */
    default boolean send(String action, @Nullable Object data) {
        return outbound().tryEmitNext(Message.of(action, data)).isSuccess();
    }

    /** Closes: what was accepted goes out first. Idempotent. */
    void close(CloseReason reason);

    /** Signals why the connection ended. Hot, replayed; cancel ends nothing. */
    Mono<CloseReason> closed();
}
