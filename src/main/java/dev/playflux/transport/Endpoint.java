package dev.playflux.transport;

import dev.playflux.message.Limits;
import dev.playflux.metrics.Metrics;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import reactor.netty.http.server.HttpServerRoutes;

/**
 * Where and how a server listens.
 *
 * @param host the address to bind, {@code 0.0.0.0} for all
 * @param port the port, 0 for any free one
 * @param path the path of the socket, {@code /play}; {@code *} is every path
 * @param subProtocols what the server speaks; the first offered one of them is taken; no offer at all means the first
 *     of these
 * @param origins the allowed origins, whole ({@code https://game.example}); empty: the same host only
 * @param limits of a connection
 * @param files directories of static files by the path under which they stand, {@code /} for one
 * @param routes the caller's own HTTP routes; they come before the files
 * @param health what {@code GET /health} says, and whether sockets are taken
 * @param metrics what is counted
 * @param edge TLS, proxies and compression
 */
public record Endpoint(
        String host,
        int port,
        String path,
        List<String> subProtocols,
        Set<String> origins,
        Limits limits,
        Map<String, Path> files,
        Consumer<? super HttpServerRoutes> routes,
        Supplier<Health> health,
        Metrics metrics,
        Edge edge) {

    /** An endpoint of a plain network. */
    public Endpoint(
            String host,
            int port,
            String path,
            List<String> subProtocols,
            Set<String> origins,
            Limits limits,
            Map<String, Path> files,
            Consumer<? super HttpServerRoutes> routes,
            Supplier<Health> health,
            Metrics metrics) {
        this(host, port, path, subProtocols, origins, limits, files, routes, health, metrics, Edge.PLAIN);
    }

    /**
     * How a server is.
     *
     * @param up whether it takes new clients: {@code GET /health} is 200 then, else 503
     * @param open whether sockets are taken; else an upgrade is answered 503
     * @param body what {@code GET /health} says, JSON; made when it is asked for, because each upgrade looks at the rest
     */
    public record Health(boolean up, boolean open, Supplier<String> body) {}
}
