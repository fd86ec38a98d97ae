package dev.playflux.connection;

import dev.playflux.message.Failure;
import dev.playflux.message.Limits;
import dev.playflux.message.Message;
import dev.playflux.metrics.Metrics;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/** The connections of a server without rooms, and the door by which they come in. */
public interface Hub extends Connections {

    /** An empty one. */
    static Hub create(House house) {
        return new ConnectionHub(house);
    }

    /**
     * Takes the wire of a client that has greeted: goes on with its session, or welcomes it, announces the connection, asks for
     * what hears its messages, and delivers. On its loop.
     */
    void admit(Wire wire, Hello hello, @Nullable Identity identity, Function<Voice, Hearing> hearing);

    /** Ends the sessions whose clients are away; from now on none is kept. */
    void close();

    /** Ends the announcements. */
    void complete();

    /**
     * What connections have in common.
     *
     * @param clock the time
     * @param sessions the sessions that clients may come back to
     * @param limits what a client may do
     * @param metrics what is counted
     * @param grace how long a session is kept whose client is away; zero if a session is its socket
     */
    record House(Scheduler clock, Sessions sessions, Limits limits, Metrics metrics, Duration grace) {}

    /** What hears a connection's messages, in its turns, before the subscribers of {@link Connection#inbound}. */
    interface Hearing extends Consumer<Message> {

        /** What a client is told if the answer to its question failed, or cannot travel. */
        Failure unanswerable(Message question, Throwable why);

        /** The connection has ended. */
        void complete();
    }

    /** How what hears a connection's messages speaks to its client. */
    interface Voice {

        /** The connection. */
        Connection connection();

        /**
         * Refuses a message, or tells of a failure. From any thread; with a message only while that is heard.
         */
        void refuse(Failure failure, @Nullable Message refused);

        /** Answers a question with a value, or with what a Publisher will signal. While it is heard. */
        void answer(Message question, @Nullable Object value);
    }
}
