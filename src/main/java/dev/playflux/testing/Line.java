package dev.playflux.testing;

import dev.playflux.message.CloseReason;
import dev.playflux.transport.Endpoint;
import dev.playflux.transport.Link;
import dev.playflux.transport.Listener;
import dev.playflux.transport.Transport;
import java.net.URI;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** One player's line to a network, which can be cut. */
final class Line implements Transport {
    private final Transport network;
    private volatile @Nullable Link link;

    Line(Transport network) {
        this.network = network;
    }

    /** Ends the connection without a close frame. */
    void cut() {
        Link open = link;
        if (open != null) {
            open.close(CloseReason.LOST);
        }
    }

    @Override
    public Mono<Link> connect(URI uri, String subProtocol) {
        return network.connect(uri, subProtocol).doOnNext(opened -> link = opened);
    }

    @Override
    public Mono<Listener> listen(Endpoint endpoint, Consumer<Link> accept) {
        return network.listen(endpoint, accept);
    }
}
