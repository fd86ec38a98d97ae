package dev.playflux.room;

import dev.playflux.connection.RoundTrip;
import dev.playflux.message.NetworkConditions;
import dev.playflux.recording.NotState;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A session's seat in a room. What it sends may be called from any thread; called inside a reducer, it leaves only if
 * the reducer returns.
 */
@NotState
public interface Player<S> {

    /** The id that all clients see, unique in the server. */
    String id();

    /** Whether this is somebody who watches without a seat: only the key functions of shared views ever see one. */
    boolean spectator();

    /** The room. */
    Room<S> room();

    /**
     * Who the server's authenticator says it is: the identity's details if they are of this type, its name for a String, else
     * null.
     */
    <T> @Nullable T identity(Class<T> type);

    /** Whether the connection is lost and the seat kept. */
    boolean away();

    /**
     * What the client said when it joined.
     *
     * @throws dev.playflux.message.BadData if it does not fit the type
     */
    <T> @Nullable T options(Class<T> type);

    /** Keeps a value of the game's own with this seat; replaces the last one. On the room's thread. */
    void attach(@Nullable Object value);

    /** The value kept with this seat; null if there is none of this type. On the room's thread. */
    <T> @Nullable T attachment(Class<T> type);

    /**
     * The round trip to the client, measured by PING when it comes and every 5 seconds. The network threads of both ends answer
     * for it, so no tick and no timer is in it. All zero before the first measurement.
     */
    RoundTrip roundTrip();

    /**
     * From now on the line to this client is like this, over all its connections: for showing what a bad one does. Not before a
     * client has come back whose room was restored. From any thread.
     *
     * @param toClient what is sent to it
     * @param fromClient what comes from it
     * @throws IllegalStateException if the server's transport has no conditions to change: it needs {@code
     *     transport(Transport.impaired(Transport.webSocket(), seed))}
     */
    void network(NetworkConditions toClient, NetworkConditions fromClient);

    /**
     * Sends a message named after its record, at most once: dropped and counted while more than 64 KiB wait unsent.
     *
     * @throws dev.playflux.message.NotEncodable if it cannot travel
     */
    void send(Object message);

    /** The same under a name. */
    void send(String action, @Nullable Object data);

    /**
     * Sends a message named after its record, reliably: once, in order with others sent so, after a reconnect too. Sends when
     * called. The Mono completes when the client has acknowledged it; it fails with {@link
     * dev.playflux.message.Undelivered}: the seat ended, more than 256 messages or 256 KiB are unacknowledged (which ends
     * the seat, with 4007), the reducer that sent it threw, or 30 seconds after it was subscribed to nothing is known. It
     * replays the outcome; cancelling unsends nothing. Signals on the room's thread, a time-out on the clock's.
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

    /** Ends the seat: the client is told the reason and closed with 4003. */
    void kick(String reason);
}
