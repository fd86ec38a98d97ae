package dev.playflux.room;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A session's seat in a room. What it sends may be called from any thread; called inside a reducer, it leaves only if
 * the reducer returns.
 */
public interface Player<S> {

    /** The id that all clients see, unique in the server. */
    String id();

    /** Whether this is somebody who watches without a seat: only the key functions of shared views ever see one. */
    boolean spectator();

    /** The room. */
    Room<S> room();

    /** Whether the connection is lost. */
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

    /** The smoothed round trip to the client; zero before the first measurement. */
    Duration roundTrip();

    /**
     * Sends a message named after its record, at most once: dropped and counted while more than 64 KiB wait unsent.
     *
     * @throws dev.playflux.message.NotEncodable if it cannot travel
     */
    void send(Object message);

    /** The same under a name. */
    void send(String action, @Nullable Object data);

    /** Ends the seat: the client is told the reason and closed with 4003. */
    void kick(String reason);
}
