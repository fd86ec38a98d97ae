package dev.playflux.testing;

import dev.playflux.codec.Codec;
import dev.playflux.codec.Received;
import dev.playflux.message.CloseReason;
import dev.playflux.message.Limits;
import dev.playflux.metrics.Metrics;
import dev.playflux.transport.Endpoint;
import dev.playflux.transport.Link;
import dev.playflux.transport.MemoryTransport;
import dev.playflux.transport.Receiver;
import dev.playflux.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.test.scheduler.VirtualTimeScheduler;

/** The server's end of one binary connection on a network in memory, which says whatever a test wants. */
public final class Liar implements Receiver, AutoCloseable {
    public final VirtualTimeScheduler clock = VirtualTimeScheduler.getOrSet();
    public final MemoryTransport network = Transport.memory(clock);

    private final List<String> heard = new ArrayList<>();
    private final List<Integer> closes = new ArrayList<>();
    private @Nullable Link link;

    public Liar() {
        Endpoint endpoint = new Endpoint(
                "memory",
                1,
                "/play",
                List.of(Codec.cbor().subProtocol()),
                Set.of(),
                Limits.DEFAULTS,
                Map.of(),
                routes -> {},
                () -> new Endpoint.Health(true, true, () -> ""),
                Metrics.NONE);
        network.listen(endpoint, accepted -> {
                    link = accepted;
                    accepted.open(this);
                })
                .subscribe();
        settle();
    }

    /** Does what is due now. */
    public void settle() {
        clock.advanceTime();
    }

    /** Sends a message of the WebSocket. */
    public void send(byte[] bytes) {
        Link to = Objects.requireNonNull(link, "connected");
        to.loop().execute(() -> {
            to.write(List.of(bytes));
            to.flush();
        });
        settle();
    }

    /** The actions of what the client has said. */
    public List<String> heard() {
        return heard;
    }

    public void forget() {
        heard.clear();
    }

    /** The codes that the client closed with. */
    public List<Integer> closes() {
        return closes;
    }

    @Override
    public void message(byte[] bytes, boolean text) {
        for (Received received : Codec.cbor().decode(bytes, Limits.FROM_SERVER.shape())) {
            heard.add(
                    received instanceof Received.Wellformed wellformed
                            ? wellformed.message().action()
                            : received.toString());
        }
    }

    @Override
    public void turnEnded() {}

    @Override
    public void pong(long nanos) {}

    @Override
    public void closed(CloseReason reason) {
        closes.add(reason.code());
    }

    @Override
    public void close() {
        clock.advanceTimeBy(Duration.ofSeconds(2));
        VirtualTimeScheduler.reset();
    }
}
