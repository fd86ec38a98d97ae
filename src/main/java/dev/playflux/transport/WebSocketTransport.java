package dev.playflux.transport;

import java.net.URI;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;

/** WebSockets, carried by Reactor Netty. */
final class WebSocketTransport implements Transport {
    static final WebSocketTransport INSTANCE = new WebSocketTransport();

    private WebSocketTransport() {}

    @Override
    public Mono<Listener> listen(Endpoint endpoint, Consumer<Link> accept) {
        return WebSocketListener.bind(endpoint, accept);
    }

    @Override
    public Mono<Link> connect(URI uri, String subProtocol) {
        return WebSocketConnector.connect(uri, subProtocol);
    }
}
