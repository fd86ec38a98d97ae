package dev.playflux.server;

import dev.playflux.action.Actions;
import dev.playflux.connection.Connection;
import dev.playflux.connection.Hello;
import dev.playflux.connection.Identity;
import dev.playflux.message.Limits;
import dev.playflux.metrics.Metrics;
import dev.playflux.recording.Recordings;
import dev.playflux.room.Game;
import dev.playflux.room.Store;
import dev.playflux.transport.Transport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.netty.http.server.HttpServerRoutes;

/**
 * The definition of a server: immutable, every method gives a changed copy. It serves games in rooms, or connections as
 * streams; beside the socket it hands out the browser client at {@code /playflux.js}, static files and routes of the
 * caller's own, and answers {@code GET /health}.
 */
public interface GameServer {

    /** A server on all addresses, port 8080, path {@code /play}. */
    static GameServer create() {
        return ServerSpec.DEFAULTS;
    }

    /** The address to bind. Defaults to all, {@code 0.0.0.0}. */
    GameServer host(String host);

    /** The port; 0 is any free one, see {@link RunningServer#port}. Defaults to 8080. */
    GameServer port(int port);

    /** The path of the socket. Defaults to {@code /play}. */
    GameServer path(String path);

    /** Adds a game. The first is the one that a client gets that names none, if it is the only one. */
    GameServer game(Game<?> game);

    /** Serves connections without rooms: each message goes to the pipeline of its action. */
    GameServer handle(Actions<Connection> actions);

    /**
     * How long a connection without a room is kept when its socket is lost, so that its client may come back to it; see {@link
     * Connection}. Defaults to zero: a connection is its socket. For seats in rooms see {@link Game#grace}.
     */
    GameServer grace(Duration grace);

    /** Serves a directory of files under a path: {@code files("/", Path.of("page"))}. */
    GameServer files(String path, Path directory);

    /** Adds HTTP routes of the caller's own; they come before the files. */
    GameServer routes(Consumer<? super HttpServerRoutes> routes);

    /**
     * The origins whose pages may connect, whole: {@code https://game.example}. Without any, a page may connect to the
     * host that it came from.
     */
    GameServer origins(String... origins);

    /**
     * Speaks TLS on its port, 1.2 and 1.3: the socket is then {@code wss://}. The files are read when the server binds.
     *
     * @param certificate the server's certificate, followed by those that vouch for it, in PEM
     * @param key its private key, PKCS#8 in PEM, without a password
     */
    GameServer tls(Path certificate, Path key);

    /**
     * The proxies that the server stands behind: addresses, or networks like {@code 10.0.0.0/8}. Only what one of them says
     * in {@code Forwarded} or {@code X-Forwarded-For} is believed: the last address that is no trusted proxy's is the
     * client's, for limits and logs. Defaults to none.
     *
     * @throws IllegalArgumentException if one is neither
     */
    GameServer trustedProxies(String... proxies);

    /**
     * Whether messages are compressed for clients that ask for it, by permessage-deflate, which costs time for each client
     * and message. The limit of a message's size holds after inflation. Defaults to false.
     */
    GameServer compression(boolean compression);

    /** What a client may do. Defaults to {@link Limits#DEFAULTS}. */
    GameServer limits(Limits limits);

    /**
     * Asks who a client is, once for each of its connections, by what it said first: its {@code token}, for one. The
     * Publisher's first signal decides: an identity lets it in; nothing, or an error, is {@code auth_failed} and 4001, an
     * error's text stays in the log; after 10 seconds without one the client is sent away with 1013, to come back later. It
     * is subscribed on a network thread, which it must not block. A session belongs to the name of its identity: another one
     * cannot resume it. Defaults to asking nobody.
     */
    GameServer authenticate(Function<? super Hello, ? extends Publisher<Identity>> authenticator);

    /**
     * Where rooms, their states and their players' sessions outlive the server: saved every few seconds and when it ends, read
     * back before the next one listens, which waits for a room for 5 seconds at most; clients come back to it by themselves.
     * States are written as JSON, and must be such that Jackson reads them back. After a server that was killed all is as it was
     * when it was last saved. Defaults to none: they end with the server.
     */
    GameServer store(Store store);

    /**
     * Where rooms are recorded, each from its opening to its end, for a {@link dev.playflux.room.Replay}. Defaults to
     * nowhere.
     */
    GameServer record(Recordings recordings);

    /** What is counted. Defaults to nothing. */
    GameServer metrics(Metrics metrics);

    /** Hears where every fault in the code of games and pipelines happened, and what was thrown, besides the log. */
    GameServer onError(BiConsumer<String, Throwable> hook);

    /**
     * Puts causes into {@code $error} messages, names similar actions, and looks for state changed in place every tick. On a
     * port of its own choice, and without a {@link #store}, it keeps rooms in the directory for temporary files: a server that
     * is started again within a minute goes on with the same matches, its players come back by themselves, and a room whose
     * state fits the new code no more starts anew.
     */
    GameServer development();

    /** The network. Defaults to WebSockets. */
    GameServer transport(Transport transport);

    /**
     * The threads of the rooms, which the caller disposes. Each scheduler must be of one thread, as {@link
     * reactor.core.scheduler.Schedulers#newSingle(String)} makes them: a room has one writer, and a turn on another thread
     * while one goes on is refused, and reported as a fault. Defaults to one per core, made and disposed by the server.
     */
    GameServer schedulers(List<Scheduler> workers);

    /** The seed of all chance. Defaults to a random one. */
    GameServer seed(long seed);

    /**
     * Binds: cold, each subscription binds a server; signals it when it listens, or an error if the address is taken.
     *
     * @throws IllegalArgumentException if nothing is served, or games and {@code handle} both
     */
    Mono<RunningServer> bind();

    /**
     * Binds, and returns when the server listens, on daemon threads.
     *
     * @throws dev.playflux.message.PlayfluxException if the address is taken
     */
    RunningServer bindNow();
}
