package dev.playflux.connection;

import dev.playflux.message.CloseReason;
import dev.playflux.message.Message;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * A client of a server without rooms: two streams. It is one socket; on a server that gives its clients a grace, it is all the
 * sockets of a session, one after the other, and ends when the client has not come back in time. Safe from any thread.
 */
public interface Connection {

    /** The id, unique in the server. */
    String id();

    /** The client's address, without its port. */
    String address();

    /**
     * Who the server's authenticator says it is: the identity's details if they are of this type, its name for a String, else
     * null.
     */
    <T> @Nullable T identity(Class<T> type);

    /** The other connections, and what reaches all of them. */
    Connections server();

    /**
     * What the client sends: hot, no replay, any number of subscribers; one that does not ask misses messages. Cancel
     * ends that subscription only. Signals on the network thread of the moment; completes when the connection ends, on the
     * clock's thread if its client was away.
     */
    Flux<Message> inbound();

    /**
     * What the client gets: emits from any thread, never {@code FAIL_NON_SERIALIZED}. Accepted means queued, not
     * delivered. {@code FAIL_OVERFLOW} refuses the one message, while as many as the limits say or 64 KiB wait, and ends
     * nothing, in {@code emitNext} too: its handler is asked, then the message is dropped and counted. A message that
     * cannot travel throws {@link dev.playflux.message.NotEncodable} in the caller. Completing it closes the connection
     * after what was accepted has gone out, and ends it for good; until then what comes is heard. While the client is away
     * there is nobody to send to, and nothing is kept: {@code FAIL_OVERFLOW} too. Its one subscriber is the link.
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

    /**
     * Delivers a message named after its record, reliably: once, in order with others delivered so, after a reconnect too.
     * Sends when called. The Mono completes when the client has acknowledged it; it fails with {@link
     * dev.playflux.message.Undelivered}: the connection ended, more than 256 messages or 256 KiB are unacknowledged (which
     * ends the connection, with 4007), or 30 seconds after it was subscribed to nothing is known. It replays the outcome; cancelling unsends nothing. Signals on the
     * network thread of the moment, a time-out and the end of a client that is away on the clock's.
     *
     * @throws dev.playflux.message.NotEncodable if it cannot travel
     */
    Mono<Void> deliver(Object message);

    /** The same under a name. */
    Mono<Void> deliver(String action, @Nullable Object data);

    /**
     * Asks the client a question named after its record, reliably. The Mono signals the answer, nothing for an answer that
     * is null; it fails as that of {@link #deliver(Object)} does, with {@link dev.playflux.message.Refused} if the client
     * refused, with {@link dev.playflux.message.BadData} if the answer does not fit, after 10 seconds without one.
     *
     * @throws dev.playflux.message.NotEncodable if it cannot travel
     */
    <R> Mono<R> ask(Object question, Class<R> answer);

    /**
     * Closes the socket: what was sent goes out first. After a reason that keeps clients from coming back, the connection ends
     * too, even while the client is away. Idempotent.
     */
    void close(CloseReason reason);

    /** Signals why the connection ended: why its last socket did. Hot, replayed; cancel ends nothing. */
    Mono<CloseReason> closed();
}
