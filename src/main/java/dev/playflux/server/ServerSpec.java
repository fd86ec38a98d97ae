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
import dev.playflux.transport.Edge;
import dev.playflux.transport.Transport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.netty.http.server.HttpServerRoutes;

/** A server's definition. Its fields are set on a fresh copy only, before anybody else sees it. */
final class ServerSpec implements GameServer {
    static final ServerSpec DEFAULTS = new ServerSpec();
    private static final Pattern ORIGIN = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://[^/?#\\s]+");
    private static final Duration BIND = Duration.ofSeconds(10);

    String host = "0.0.0.0";
    int port = 8080;
    String path = "/play";
    List<Game<?>> games = List.of();

    @Nullable
    Actions<Connection> actions;

    Duration grace = Duration.ZERO;
    Map<String, Path> files = Map.of();
    Consumer<HttpServerRoutes> routes = routes -> {};
    Set<String> origins = Set.of();
    Edge edge = Edge.PLAIN;
    Limits limits = Limits.DEFAULTS;
    Metrics metrics = Metrics.NONE;
    boolean development;

    @Nullable
    Store store;

    @Nullable
    Recordings recordings;

    @Nullable
    Function<? super Hello, ? extends Publisher<Identity>> authenticator;

    BiConsumer<String, Throwable> onError = (where, thrown) -> {};
    Transport transport = Transport.webSocket();
    List<Scheduler> schedulers = List.of();

    @Nullable
    Long seed;

    private ServerSpec() {}

    private ServerSpec with(Consumer<ServerSpec> change) {
        ServerSpec copy = new ServerSpec();
        copy.host = host;
        copy.port = port;
        copy.path = path;
        copy.games = games;
        copy.actions = actions;
        copy.grace = grace;
        copy.files = files;
        copy.routes = routes;
        copy.origins = origins;
        copy.edge = edge;
        copy.limits = limits;
        copy.metrics = metrics;
        copy.development = development;
        copy.store = store;
        copy.recordings = recordings;
        copy.authenticator = authenticator;
        copy.onError = onError;
        copy.transport = transport;
        copy.schedulers = schedulers;
        copy.seed = seed;
        change.accept(copy);
        return copy;
    }

    @Override
    public GameServer host(String host) {
        Objects.requireNonNull(host, "host");
        return with(copy -> copy.host = host);
    }

    @Override
    public GameServer port(int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("a port is 0 to 65535, was " + port);
        }
        return with(copy -> copy.port = port);
    }

    @Override
    public GameServer path(String path) {
        return with(copy -> copy.path = absolute(path));
    }

    private static String absolute(String path) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("a path starts with '/', was '" + path + "'");
        }
        return path;
    }

    @Override
    public GameServer game(Game<?> game) {
        List<Game<?>> more = new ArrayList<>(games);
        more.add(game);
        return with(copy -> copy.games = List.copyOf(more));
    }

    @Override
    public GameServer handle(Actions<Connection> actions) {
        return with(copy -> copy.actions = actions);
    }

    @Override
    public GameServer grace(Duration grace) {
        if (grace.isNegative()) {
            throw new IllegalArgumentException("a grace must not be negative, was " + grace);
        }
        return with(copy -> copy.grace = grace);
    }

    @Override
    public GameServer files(String path, Path directory) {
        Map<String, Path> more = new LinkedHashMap<>(files);
        more.put(absolute(path), directory);
        return with(copy -> copy.files = more);
    }

    @Override
    public GameServer routes(Consumer<? super HttpServerRoutes> more) {
        Consumer<HttpServerRoutes> before = routes;
        return with(copy -> copy.routes = before.andThen(more));
    }

    @Override
    public GameServer origins(String... origins) {
        for (String origin : origins) {
            if (!ORIGIN.matcher(origin).matches()) {
                throw new IllegalArgumentException(
                        "an origin is like https://game.example, without a path, was '" + origin + "'");
            }
        }
        return with(copy -> copy.origins = Set.of(origins));
    }

    @Override
    public GameServer tls(Path certificate, Path key) {
        return with(copy -> copy.edge = edge.withTls(certificate, key));
    }

    @Override
    public GameServer trustedProxies(String... proxies) {
        Edge behind = edge.withProxies(List.of(proxies));
        return with(copy -> copy.edge = behind);
    }

    @Override
    public GameServer compression(boolean compression) {
        return with(copy -> copy.edge = edge.withCompression(compression));
    }

    @Override
    public GameServer limits(Limits limits) {
        return with(copy -> copy.limits = limits);
    }

    @Override
    public GameServer metrics(Metrics metrics) {
        return with(copy -> copy.metrics = metrics);
    }

    @Override
    public GameServer onError(BiConsumer<String, Throwable> hook) {
        return with(copy -> copy.onError = hook);
    }

    @Override
    public GameServer authenticate(Function<? super Hello, ? extends Publisher<Identity>> authenticator) {
        return with(copy -> copy.authenticator = authenticator);
    }

    @Override
    public GameServer store(Store store) {
        return with(copy -> copy.store = store);
    }

    @Override
    public GameServer record(Recordings recordings) {
        return with(copy -> copy.recordings = recordings);
    }

    @Override
    public GameServer development() {
        return with(copy -> copy.development = true);
    }

    @Override
    public GameServer transport(Transport transport) {
        return with(copy -> copy.transport = transport);
    }

    @Override
    public GameServer schedulers(List<Scheduler> workers) {
        return with(copy -> copy.schedulers = List.copyOf(workers));
    }

    @Override
    public GameServer seed(long seed) {
        return with(copy -> copy.seed = seed);
    }

    /**
     * The caller's store. In development, without one, a directory of this port: a server that is started again within a
     * minute, with other code perhaps, goes on with the same matches.
     */
    @Nullable
    Store kept() {
        if (store != null || !development || port == 0 || transport != Transport.webSocket()) {
            return store;
        }
        String name = "playflux-" + System.getProperty("user.name") + "-" + port;
        return Store.files(Path.of(System.getProperty("java.io.tmpdir"), name), Duration.ofMinutes(1));
    }

    @Override
    public Mono<RunningServer> bind() {
        if (games.isEmpty() && actions == null) {
            throw new IllegalArgumentException("nothing to serve: add a game(...) or handle(...)");
        }
        if (!games.isEmpty() && actions != null) {
            throw new IllegalArgumentException("games and handle(...) on one server: a connection is in a room or it is"
                    + " a stream; use two servers");
        }
        if (!games.isEmpty() && !grace.isZero()) {
            throw new IllegalArgumentException("the grace of seats is their game's: game.grace(...)");
        }
        return Mono.defer(() -> new BoundServer(this).listen());
    }

    @Override
    public RunningServer bindNow() {
        return Objects.requireNonNull(bind().block(BIND), "bound");
    }
}
