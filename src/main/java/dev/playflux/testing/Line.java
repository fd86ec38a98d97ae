package dev.playflux.testing;

import dev.playflux.message.CloseReason;
import dev.playflux.message.NetworkConditions;
import dev.playflux.transport.Endpoint;
import dev.playflux.transport.ImpairedTransport;
import dev.playflux.transport.Link;
import dev.playflux.transport.Listener;
import dev.playflux.transport.Transport;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/** One player's line to a network, which can be bad, cut, and stay so, and on which somebody listens. */
final class Line implements Transport {
    private final ImpairedTransport network;
    private final Scheduler scheduler;
    private final Traffic traffic = new Traffic();
    private volatile @Nullable Link link;
    private NetworkConditions toServer = NetworkConditions.none();
    private NetworkConditions toClient = NetworkConditions.none();
    /** Who waits for the line that is down; null while it is up. */
    private volatile Sinks.@Nullable Empty<Void> down;

    Line(ImpairedTransport network, Scheduler scheduler) {
        this.network = network;
        this.scheduler = scheduler;
    }

    Traffic traffic() {
        return traffic;
    }

    /** How this connection is from now on, and all those after it. */
    void conditions(NetworkConditions toServer, NetworkConditions toClient) {
        this.toServer = toServer;
        this.toClient = toClient;
        network.conditions(toServer, toClient);
    }

    /** This connection ends after so many bytes of either direction. */
    void cutAfter(long toServer, long toClient) {
        Link open = link;
        if (open != null) {
            open.conditions(this.toServer.cut(toServer), this.toClient.cut(toClient));
        }
    }

    /** Ends the connection without a close frame. */
    void cut() {
        Link open = link;
        if (open != null) {
            open.close(CloseReason.LOST);
        }
    }

    /** From now on nobody gets through: an attempt waits until the line is up again. */
    void down() {
        if (down == null) {
            down = Sinks.empty();
        }
    }

    void up() {
        Sinks.Empty<Void> waiting = down;
        down = null;
        if (waiting != null) {
            waiting.tryEmitEmpty();
        }
    }

    @Override
    public Mono<Link> connect(URI uri, String subProtocol) {
        return Mono.defer(() -> {
            Sinks.Empty<Void> closed = down;
            Mono<Link> connection = network.connect(uri, subProtocol).map(this::opened);
            return closed == null ? connection : closed.asMono().then(connection);
        });
    }

    private Link opened(Link opened) {
        link = opened;
        traffic.connected();
        return new TappedLink(opened, traffic, () -> scheduler.now(TimeUnit.NANOSECONDS));
    }

    @Override
    public Mono<Listener> listen(Endpoint endpoint, Consumer<Link> accept) {
        return network.listen(endpoint, accept);
    }
}
