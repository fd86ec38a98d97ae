package dev.playflux.transport;

import java.net.URI;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

/** WebSockets, carried by Reactor Netty. */
final class WebSocketTransport implements Transport {
    static final WebSocketTransport INSTANCE = new WebSocketTransport(UnaryOperator.identity());

    private final UnaryOperator<HttpClient> security;

    private WebSocketTransport(UnaryOperator<HttpClient> security) {
        this.security = security;
    }

    static Transport trusting(Path certificates) {
        return new WebSocketTransport(Tls.client(certificates));
    }

    @Override
    public Mono<Listener> listen(Endpoint endpoint, Consumer<Link> accept) {
        return WebSocketListener.bind(endpoint, accept);
    }

    @Override
    public Mono<Link> connect(URI uri, String subProtocol) {
        return WebSocketConnector.connect(uri, subProtocol, security);
    }
}
