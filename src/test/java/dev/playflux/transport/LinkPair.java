package dev.playflux.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.message.CloseReason;
import dev.playflux.message.Limits;
import dev.playflux.metrics.Metrics;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A connected pair of links over some transport. The two ends are called client and server. */
abstract class LinkPair {
    static final String JSON = "playflux.v1.json";
    static final String CBOR = "playflux.v1.cbor";
    static final CloseReason KICKED = new CloseReason(4003, "kicked");

    final List<Link> accepted = new CopyOnWriteArrayList<>();
    final Counted counted = new Counted();
    Listener listener;
    Link client;
    Link server;
    Heard atClient;
    Heard atServer;

    abstract Transport transport();

    /** Waits, or lets virtual time pass, until something holds. */
    abstract void until(Runnable assertion);

    /** Lets this much time pass. */
    abstract void pass(Duration time);

    /** Asserts what holds when this much time has passed; on real sockets a little later. */
    abstract void by(Duration time, Runnable assertion);

    /** A connected pair of which the client does not read. */
    abstract void stall();

    abstract void unstall();

    abstract String host();

    @BeforeEach
    void connect() {
        listener = get(transport().listen(endpoint(0), accepted::add));
        open(JSON);
    }

    @AfterEach
    void nothingWasOutOfPlace() {
        unstall();
        List<Void> stopped = new ArrayList<>();
        AtomicInteger done = new AtomicInteger();
        listener.stop(CloseReason.GOING_AWAY).subscribe(stopped::add, e -> {}, done::incrementAndGet);
        until(() -> assertThat(done).hasValue(1));
        until(() -> assertThat(atServer.closes).hasSize(1));
        until(() -> assertThat(atClient.closes).hasSize(1));
        assertThat(atClient.faults).isEmpty();
        assertThat(atServer.faults).isEmpty();
        assertThat(counted.opened).isEqualTo(accepted.size());
        until(() -> assertThat(counted.closed).hasSize(accepted.size()));
    }

    final void open(String subProtocol) {
        int before = accepted.size();
        client = get(transport().connect(uri("/play"), subProtocol));
        until(() -> assertThat(accepted).hasSize(before + 1));
        server = accepted.get(before);
        atClient = Heard.of(client);
        atServer = Heard.of(server);
    }

    final <T> T get(reactor.core.publisher.Mono<T> mono) {
        List<T> values = new CopyOnWriteArrayList<>();
        List<Throwable> errors = new CopyOnWriteArrayList<>();
        mono.subscribe(values::add, errors::add);
        until(() -> assertThat(values.size() + errors.size()).isEqualTo(1));
        if (!errors.isEmpty()) {
            throw (RuntimeException) errors.get(0);
        }
        return values.get(0);
    }

    final URI uri(String path) {
        return URI.create("ws://" + host() + ":" + listener.port() + path);
    }

    final Endpoint endpoint(int port) {
        return new Endpoint(
                host(),
                port,
                "/play",
                List.of(JSON, CBOR),
                Set.of(),
                Limits.DEFAULTS.withMessageBytes(1000),
                Map.of(),
                routes -> {},
                () -> new Endpoint.Health(true, true, () -> "{}"),
                counted);
    }

    /** Does something on a link's loop. */
    final void on(Link link, Runnable task) {
        AtomicInteger done = new AtomicInteger();
        link.loop().execute(() -> {
            task.run();
            done.incrementAndGet();
        });
        until(() -> assertThat(done).hasValue(1));
    }

    final void send(Link from, String... messages) {
        on(from, () -> {
            for (String message : messages) {
                from.write(List.of(message.getBytes(UTF_8)));
            }
            from.flush();
        });
    }

    /** Writes from the server until its link takes no more. */
    final int fill() {
        AtomicInteger written = new AtomicInteger();
        List<byte[]> kilobytes = List.of("x".repeat(8000).getBytes(UTF_8));
        until(() -> {
            on(server, () -> {
                while (server.writable() && written.get() < 10_000) {
                    server.write(kilobytes);
                    server.flush();
                    written.incrementAndGet();
                }
            });
            assertThat(server.writable()).isFalse();
        });
        return written.get();
    }

    /** Counts connections. */
    static final class Counted implements Metrics {
        volatile int opened;
        final List<Integer> closed = new CopyOnWriteArrayList<>();

        @Override
        public synchronized void connectionOpened() {
            opened++;
        }

        @Override
        public void connectionClosed(int code) {
            closed.add(code);
        }
    }
}
