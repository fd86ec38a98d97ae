package dev.playflux.transport;

import dev.playflux.message.CloseReason;
import dev.playflux.message.Limits;
import dev.playflux.metrics.Metrics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Sends every message back, on every path: what suites that test WebSockets talk to. Text comes back as text, binary as
 * binary, up to 16 MiB, in as many fragments as it takes.
 *
 * <pre>{@code PORT=9001 ./mvnw -q test-compile exec:java -Dexec.mainClass=dev.playflux.transport.Echo}</pre>
 */
public final class Echo implements Receiver {
    private static final Limits LIMITS = limits();

    private final WebSocketLink link;

    private Echo(WebSocketLink link) {
        this.link = link;
    }

    /**
     * Echoes until the process is ended, on the port that the environment names as PORT, 9001 without, and the address
     * that it names as HOST, 127.0.0.1 without.
     */
    public static void main(String... arguments) {
        Map<String, String> environment = System.getenv();
        Listener listener = listen(
                environment.getOrDefault("HOST", "127.0.0.1"),
                Integer.parseInt(environment.getOrDefault("PORT", "9001")));
        listener.onStop().block();
    }

    static Listener listen(String host, int port) {
        Endpoint endpoint = new Endpoint(
                host,
                port,
                "*",
                List.of("playflux.v1.json"),
                Set.of(),
                LIMITS,
                Map.of(),
                none -> {},
                () -> new Endpoint.Health(true, true, () -> "{}"),
                Metrics.NONE);
        return Transport.webSocket()
                .listen(endpoint, link -> link.open(new Echo((WebSocketLink) link)))
                .block(Duration.ofSeconds(10));
    }

    private static Limits limits() {
        int many = 100_000;
        return Limits.DEFAULTS
                .withShape(new Limits.Shape(16 * 1024 * 1024, many, many, 32, 8192, 128, 32))
                .withControl(many, many)
                .withConnectionsPerAddress(many)
                .withUnfinished(Duration.ofMinutes(1));
    }

    @Override
    public void message(byte[] bytes, boolean text) {
        link.write(List.of(bytes), text);
    }

    @Override
    public void turnEnded() {
        link.flush();
    }

    @Override
    public void pong(long nanos) {}

    @Override
    public void closed(CloseReason reason) {}
}
