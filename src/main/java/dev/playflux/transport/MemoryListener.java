package dev.playflux.transport;

import dev.playflux.message.CloseReason;
import dev.playflux.message.Limits;
import dev.playflux.message.Printable;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Who listens at a port and path of a network in memory. */
final class MemoryListener implements Listener {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryListener.class);
    private static final Duration STOP_DEADLINE = Duration.ofMillis(500);

    private final MemoryNetwork network;
    private final Endpoint endpoint;
    private final Consumer<Link> accept;
    private final int port;
    private final Runnable unlisten;
    /** By their numbers, and so in an order that is always the same. */
    private final Map<Integer, MemoryLink> links = new ConcurrentHashMap<>();

    private final AtomicReference<@Nullable CloseReason> stopping = new AtomicReference<>();
    private final Sinks.Empty<Void> stopped = Sinks.empty();

    MemoryListener(MemoryNetwork network, Endpoint endpoint, Consumer<Link> accept, int port, Runnable unlisten) {
        this.network = network;
        this.endpoint = endpoint;
        this.accept = accept;
        this.port = port;
        this.unlisten = unlisten;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public Mono<Void> stop(CloseReason reason) {
        if (stopping.compareAndSet(null, reason)) {
            unlisten.run();
            links.values().forEach(link -> link.close(reason));
            network.scheduler().schedule(this::cutRest, STOP_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
            completeIfEmpty();
        }
        return stopped.asMono();
    }

    @Override
    public Mono<Void> onStop() {
        return stopped.asMono();
    }

    boolean speaks(String subProtocol) {
        return endpoint.subProtocols().contains(subProtocol);
    }

    String refusal(String subProtocol) {
        return SubProtocols.unsupported(subProtocol, endpoint.subProtocols());
    }

    Limits limits() {
        return endpoint.limits();
    }

    /** Takes a new link, on its loop. */
    void accept(MemoryLink link) {
        if (link.ended()) {
            return;
        }
        links.put(link.number(), link);
        endpoint.metrics().connectionOpened();
        try {
            accept.accept(link);
        } catch (RuntimeException thrown) {
            LOG.error("a link was not accepted and is closed", Printable.thrown(thrown));
            link.close(CloseCodes.FAILED);
        }
        CloseReason reason = stopping.get();
        if (reason != null) {
            link.close(reason);
        }
    }

    /** Hears that a link ended. */
    void closed(MemoryLink link, CloseReason reason) {
        if (links.remove(link.number()) != null) {
            endpoint.metrics().connectionClosed(reason.code());
        }
        completeIfEmpty();
    }

    private void cutRest() {
        CloseReason reason = stopping.get();
        if (reason != null) {
            links.values().forEach(link -> link.cut(reason));
        }
    }

    private void completeIfEmpty() {
        if (stopping.get() != null && links.isEmpty()) {
            stopped.tryEmitEmpty();
        }
    }
}
