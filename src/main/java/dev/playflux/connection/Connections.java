package dev.playflux.connection;

import dev.playflux.message.Message;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The connections of a server without rooms, those included whose client is away and may come back. Safe from any thread. */
public interface Connections {

    /** Those that have not ended. A snapshot. */
    Collection<Connection> open();

    /** Each that opens: hot, no replay; each exactly once, as a rule before its first message. On a network
     * thread. */
    Flux<Connection> joined();

    /** Each that ends: hot, no replay; each that joined exactly once. On its network thread, or
     * the clock's if its client was away. */
    Flux<Connection> left();

    /** Sends to all, encoded once; who has too much waiting misses it. Returns how many accepted it. */
    int broadcast(Message message);

    /** Sends to all but one. */
    int broadcastExcept(Connection connection, Message message);

    /** Sends a message of an action to all. */
    default int broadcast(String action, @Nullable Object data) {
        return broadcast(Message.of(action, data));
    }

    /**
     * Delivers a message named after its record to all, reliably: those who are away get it when they are back. Sends when
     * called; signals how many have acknowledged it when all have, or never can, 30 seconds after it was subscribed in any
     * case; replays that; cancelling unsends nothing. Signals on a network thread, or, if the last outcome is a time-out or
     * the end of a client that is away, on the clock's.
     *
     * @throws dev.playflux.message.NotEncodable if it cannot travel
     */
    Mono<Integer> deliver(Object message);
}
