package dev.playflux.client;

import dev.playflux.connection.RoundTrip;
import dev.playflux.message.CloseReason;
import dev.playflux.message.Failure;
import dev.playflux.message.Message;
import dev.playflux.state.Frame;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A player in a JVM: one session with a server, which reconnects by itself. Safe from any thread. Its Fluxes signal on
 * the network thread; {@link #loop} brings callbacks to a thread of the game's own.
 */
public interface GameClient {

    /** The definition of a client. */
    static GameConnector create() {
        return ConnectorSpec.DEFAULTS;
    }

    /** The player's id in the room; null for a spectator and where there are no rooms. */
    @Nullable
    String player();

    /** The room's id; null where there are no rooms. */
    @Nullable
    String room();

    /**
     * The world after each tick: hot, replays the latest, conflates for each subscriber; cancel ends that subscription
     * only; completes when the client is closed for good. A world that does not fit the type is an error of the Flux.
     */
    <T> Flux<T> states(Class<T> type);

    /** The same for a view of another name; a view that is gone is skipped. */
    <T> Flux<T> view(String name, Class<T> type);

    /** All keys of a view of many and their values after each tick, see {@link Frame#views(String, Class)}; else as the others. */
    <T> Flux<Map<String, T>> views(String name, Class<T> type);

    /** All views of each tick together: hot, replays the latest, conflates, completes with the client. */
    Flux<Frame> frames();

    /** The latest world; null before the first. */
    <T> @Nullable T state(Class<T> type);

    /**
     * Messages named after a record: hot, no replay; at most 256 wait for a subscriber that does not ask, beyond that the
     * newest are dropped for it; completes with the client. A message that does not fit the type is an error of the Flux.
     */
    <T> Flux<T> on(Class<T> type);

    /** The same under a name. */
    <T> Flux<T> on(String action, Class<T> type);

    /** The game's messages of all names, see {@link #on(Class)}; otherwise as there. */
    Flux<Message> messages();

    /** What the server refused: hot, no replay, completes with the client. */
    Flux<Failure> errors();

    /** Connected, reconnecting, closed and why: hot, replays the latest, completes with the client. */
    Flux<Status> status();

    /**
     * Sends a message named after its record, at most once, in the order of the calls with what is delivered and asked.
     *
     * @return false if it was dropped: not connected, or the outbound is full
     * @throws dev.playflux.message.NotEncodable if it cannot travel
     */
    boolean send(Object message);

    /** The same under a name. */
    boolean send(String action, @Nullable Object data);

    /**
     * A continuous input: the latest of an action per tick goes out, numbered; {@link Frame#input} tells the highest one
     * that the server has handled. While there is no connection the latest wait for the session to go on; with a session
     * that is lost they are lost too, since the next player may have nothing to do with them.
     *
     * @return its number
     */
    long input(Object input);

    /**
     * Sends a message named after its record, reliably: when it is called, or as soon as the client is connected again,
     * and handled exactly once however often the connection is lost within the grace period.
     *
     * @return what became of it, replayed: completes when the server has handled it; fails with
     *     {@link dev.playflux.message.Refused} and the code of a refusal, or with
     *     {@link dev.playflux.message.Undelivered}: 30 s after the subscription, when the session is lost or ends, or at
     *     once if more than 256 messages or 256 KiB would be unacknowledged. Cancelling unsends nothing. Signals on the
     *     network thread, on a timer's, or, while there is no connection, on that of whoever else uses the client
     * @throws dev.playflux.message.NotEncodable if it cannot travel, the server would not take it, or it has more than 256 KiB
     */
    Mono<Void> deliver(Object message);

    /** The same under a name. */
    Mono<Void> deliver(String action, @Nullable Object data);

    /**
     * Asks the server, reliably; otherwise as {@link #deliver(Object)}.
     *
     * @return the answer, replayed; empty if it is none. Fails with {@link dev.playflux.message.Refused} and the code of
     *     a refusal, with {@link dev.playflux.message.BadData} if the answer does not fit the type, or with
     *     {@link dev.playflux.message.Undelivered}: after {@link GameConnector#timeout} from the subscription on, or as
     *     with {@link #deliver(Object)}
     * @throws dev.playflux.message.NotEncodable if it cannot travel, the server would not take it, or it has more than 256 KiB
     */
    <R> Mono<R> ask(Object question, Class<R> type);

    /** The same under a name. */
    <R> Mono<R> ask(String action, @Nullable Object data, Class<R> type);

    /**
     * Answers the server's questions that are named after a record, instead of an earlier answer to them.
     *
     * @param function gives the answer or a Publisher of it, of which the first value counts; none is null. What it throws
     *     or signals as an error refuses: {@link dev.playflux.message.Refused} with its code. Called on the network thread
     * @return stops answering
     */
    <T> Disposable answer(Class<T> type, Function<? super T, ?> function);

    /** Measures the round trip: sends when subscribed; signals it, or an error after 5 seconds. */
    Mono<Duration> ping();

    /**
     * The round trip of this connection, measured at its start and every 5 seconds. The network threads of both ends
     * answer for it, so no timer and no callback is in it.
     */
    RoundTrip roundTrip();

    /** Callbacks on the caller's thread, see {@link GameLoop}. The same one each time. */
    GameLoop loop();

    /**
     * Leaves: what was sent goes out first. While the client comes back, nothing can: what is not acknowledged fails, and the
     * server keeps the seat for its grace. Runs once whether subscribed or not; completes when the socket is closed.
     */
    Mono<Void> close();

    /** The same, and returns when the socket is closed: within a second, within two on a line that is dead. */
    void closeNow();

    /** Signals why the client ended for good. Hot, replayed. */
    Mono<CloseReason> onClose();
}
