package dev.playflux.transport;

import dev.playflux.message.CloseReason;
import dev.playflux.message.Limits;
import dev.playflux.message.PlayfluxException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** A network in memory. All it does are tasks of its scheduler. */
final class MemoryNetwork implements MemoryTransport {
    private final Scheduler scheduler;
    private final Map<Place, MemoryListener> listeners = new ConcurrentHashMap<>();
    /** By their numbers, and so in an order that is always the same. */
    private final Map<Integer, MemoryLink> links = new ConcurrentHashMap<>();

    private final AtomicInteger invented = new AtomicInteger();
    private final AtomicInteger opened = new AtomicInteger();
    private volatile Duration latency = Duration.ZERO;
    private volatile boolean stalled;

    MemoryNetwork(Scheduler scheduler) {
        this.scheduler = Objects.requireNonNull(scheduler, "scheduler");
    }

    @Override
    public Mono<Listener> listen(Endpoint endpoint, Consumer<Link> accept) {
        return Mono.fromCallable(() -> {
            Listener listener = null;
            while (listener == null) {
                boolean any = endpoint.port() == 0;
                int port = any ? invented.incrementAndGet() : endpoint.port();
                listener = listen(endpoint, accept, new Place(port, endpoint.path()));
                if (listener == null && !any) {
                    throw Failures.taken(endpoint.host(), port);
                }
            }
            return listener;
        });
    }

    private @Nullable Listener listen(Endpoint endpoint, Consumer<Link> accept, Place place) {
        Runnable unlisten = () -> listeners.remove(place);
        MemoryListener listener = new MemoryListener(this, endpoint, accept, place.port(), unlisten);
        return listeners.putIfAbsent(place, listener) == null ? listener : null;
    }

    @Override
    public Mono<Link> connect(URI uri, String subProtocol) {
        return Mono.defer(() -> {
            Place place = new Place(uri.getPort(), uri.getPath());
            MemoryListener listener = listeners.get(place);
            if (listener == null) {
                return Mono.error(new PlayfluxException("nobody listens at port " + place.port() + ", path "
                        + place.path() + ", of this network in memory"));
            }
            return listener.speaks(subProtocol)
                    ? connect(listener, subProtocol)
                    : Mono.error(Failures.refused(uri, 400, listener.refusal(subProtocol)));
        });
    }

    private Mono<Link> connect(MemoryListener listener, String subProtocol) {
        MemoryLink client = link(subProtocol, Limits.FROM_SERVER, true, (link, reason) -> {});
        MemoryLink server = link(subProtocol, listener.limits(), false, listener::closed);
        client.peer(server);
        server.peer(client);
        links.put(client.number(), client);
        links.put(server.number(), server);
        Mono<Link> opening = Mono.create(sink -> {
            server.loop().after(latency, () -> listener.accept(server));
            client.loop().after(latency.multipliedBy(2), () -> sink.success(client));
        });
        return Handover.of(opening, () -> {
            client.cut(CloseReason.LOST);
            client.loop().execute(client.loop()::end);
        });
    }

    private MemoryLink link(
            String subProtocol, Limits limits, boolean client, BiConsumer<MemoryLink, CloseReason> onClosed) {
        return new MemoryLink(new MemoryEnd(
                this,
                opened.incrementAndGet(),
                subProtocol,
                limits.shape(),
                client,
                onClosed.andThen((link, reason) -> links.remove(link.number()))));
    }

    @Override
    public MemoryTransport latency(Duration oneWay) {
        if (oneWay.isNegative()) {
            throw new IllegalArgumentException("latency must not be negative, was " + oneWay);
        }
        latency = oneWay;
        return this;
    }

    @Override
    public MemoryTransport stalled(boolean stalled) {
        this.stalled = stalled;
        if (!stalled) {
            links.values().forEach(MemoryLink::resume);
        }
        return this;
    }

    @Override
    public void cut() {
        links.values().forEach(link -> link.cut(CloseReason.LOST));
    }

    Scheduler scheduler() {
        return scheduler;
    }

    Duration latency() {
        return latency;
    }

    boolean stalled() {
        return stalled;
    }

    /** Nanoseconds of the scheduler's clock. */
    long now() {
        return scheduler.now(TimeUnit.NANOSECONDS);
    }

    private record Place(int port, String path) {}
}
