package dev.playflux.testing;

import dev.playflux.client.GameClient;
import dev.playflux.client.GameConnector;
import dev.playflux.codec.Codec;
import dev.playflux.message.CloseReason;
import dev.playflux.message.Limits;
import dev.playflux.metrics.Metrics;
import dev.playflux.transport.Endpoint;
import dev.playflux.transport.Link;
import dev.playflux.transport.MemoryTransport;
import dev.playflux.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A server whose answers the test writes by hand, and the client's definition for it. In virtual time. */
public final class Host implements AutoCloseable {
    public final VirtualTimeScheduler clock = VirtualTimeScheduler.getOrSet();
    public final MemoryTransport network = Transport.memory(clock);

    private final Codec codec;
    private final List<Peer> accepted = new ArrayList<>();
    private final List<Link> links = new ArrayList<>();
    private Consumer<Peer> welcomes = peer -> {};

    public Host(Codec codec) {
        this.codec = codec;
        Endpoint endpoint = new Endpoint(
                "memory",
                1,
                "/play",
                List.of(codec.subProtocol()),
                Set.of(),
                Limits.DEFAULTS,
                Map.of(),
                routes -> {},
                () -> new Endpoint.Health(true, true, () -> ""),
                Metrics.NONE);
        network.listen(endpoint, this::accept).subscribe();
        settle();
    }

    private void accept(Link link) {
        links.add(link);
        Peer peer = new Peer(link);
        accepted.add(peer);
        welcomes.accept(peer);
    }

    /** What is done with each connection from now on, before anything is heard from it. */
    public void accepting(Consumer<Peer> does) {
        welcomes = does;
    }

    /** The server's end of each connection. */
    public List<Peer> connections() {
        return accepted;
    }

    /** The last of them. */
    public Peer last() {
        return accepted.get(accepted.size() - 1);
    }

    /** Closes the last connection, as servers do. */
    public void close(int code) {
        links.get(links.size() - 1).close(new CloseReason(code, "end"));
        settle();
    }

    public GameConnector client() {
        return GameClient.create()
                .uri("ws://memory:1/play")
                .transport(network)
                .codec(codec)
                .random(new SplittableRandom(1));
    }

    /** Does what is due now. */
    public void settle() {
        clock.advanceTime();
    }

    /** Lets time pass. */
    public void pass(Duration time) {
        clock.advanceTimeBy(time);
    }

    @Override
    public void close() {
        network.cut();
        settle();
        VirtualTimeScheduler.reset();
    }
}
