package dev.playflux.transport;

import io.netty.handler.codec.http.HttpMethod;
import java.util.function.BiFunction;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;

/** What a server answers beside its socket: the caller's routes, health, the browser client, static files. */
final class Site implements BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> {
    private final Endpoint endpoint;
    private final HttpServerRoutes routes = HttpServerRoutes.newRoutes();
    private final StaticFiles files;

    Site(Endpoint endpoint) {
        this.endpoint = endpoint;
        this.files = new StaticFiles(endpoint.files());
        endpoint.routes().accept(routes);
        routes.route(any -> true, this::own);
    }

    @Override
    public Publisher<Void> apply(HttpServerRequest request, HttpServerResponse response) {
        return routes.apply(request, response);
    }

    private Mono<Void> own(HttpServerRequest request, HttpServerResponse response) {
        String path = Target.path(request.uri());
        boolean reads =
                request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
        if (!reads) {
            return Answer.notFound(path).send(response);
        }
        if (path.equals("/health")) {
            Endpoint.Health health = endpoint.health().get();
            return new Answer(
                            health.up() ? 200 : 503,
                            "application/json",
                            health.body().get())
                    .send(response);
        }
        return files.answer(path, request, response);
    }
}
