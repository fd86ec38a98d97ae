package dev.playflux.connection;

import dev.playflux.message.Message;
import java.util.function.Consumer;
import java.util.function.Function;

/** The connections of a server without rooms, and the door by which they come in. */
public interface Hub extends Connections {

    /** An empty one. */
    static Hub create() {
        return new ConnectionHub();
    }

    /**
     * Takes a welcomed wire: announces the connection, asks for what hears its messages, and delivers. On its loop.
     */
    Connection admit(Wire wire, Function<Connection, Hearing> hearing);

    /** Ends the announcements. */
    void complete();

    /** What hears a connection's messages, on its loop, before the subscribers of {@link Connection#inbound}. */
    interface Hearing extends Consumer<Message> {

        /** The connection has ended. */
        void complete();
    }
}
