package dev.playflux.connection;

import dev.playflux.message.Message;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** The open connections of a server without rooms. Safe from any thread. */
public interface Connections {

    /** Those that are open now. A snapshot. */
    Collection<Connection> open();

    /** Each that opens: hot, no replay; each exactly once, as a rule before its first message. On a network
     * thread. */
    Flux<Connection> joined();

    /** Each that ends: hot, no replay; each that joined exactly once. On its network thread. */
    Flux<Connection> left();

    /** Sends to all, encoded once; who has too much waiting misses it. Returns how many accepted it. */
    int broadcast(Message message);

    /** Sends to all but one. */
    int broadcastExcept(Connection connection, Message message);

    /** Sends a message of an action to all. */
    default int broadcast(String action, @Nullable Object data) {
        return broadcast(Message.of(action, data));
    }
}
