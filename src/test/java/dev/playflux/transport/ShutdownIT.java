package dev.playflux.transport;

import static dev.playflux.testing.Timed.within;
import static dev.playflux.transport.RawSocket.CLOSE;
import static dev.playflux.transport.RawSocket.FIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playflux.message.CloseReason;
import dev.playflux.message.Limits;
import dev.playflux.message.PlayfluxException;
import dev.playflux.metrics.Metrics;
import dev.playflux.testing.Timed;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** How a server ends, and how it fails to begin. */
class ShutdownIT extends ServerTest {
    private static final Duration A_SECOND = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("playflux-net"))
                .count();
    }

    @Test
    void everybodyIsToldAndThreadsAndPortAreFreeWithinASecond() throws Exception {
        within(A_SECOND, this::everybodyIsToldAndThreadsAndPortAreFree);
    }

    private Duration everybodyIsToldAndThreadsAndPortAreFree() throws IOException {
        int port = listen();
        int before = heard.size();
        List<RawSocket> sockets = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            sockets.add(RawSocket.upgraded(port));
        }
        RawSocket idle = new RawSocket(port);
        heard(before + 19);
        assertThat(threads()).isPositive();
        long start = System.nanoTime();
        Mono<Void> stopped = listener.stop(CloseReason.GOING_AWAY);
        for (RawSocket socket : sockets) {
            assertThat(socket.closeCode()).isEqualTo(1001);
            socket.frame(FIN | CLOSE, new byte[] {3, (byte) 0xe9});
        }
        stopped.block(PATIENCE);
        Duration took = Timed.since(start);
        for (int i = 0; i < 20; i++) {
            assertThat(sockets.get(i).ends()).isTrue();
            assertThat(heard(before + i).closes).containsExactly(CloseReason.GOING_AWAY);
        }
        assertThat(idle.gone()).isTrue();
        eventually(() -> assertThat(threads()).isZero());
        assertThatThrownBy(() -> new RawSocket(port)).isInstanceOf(ConnectException.class);
        listener.onStop().block(PATIENCE);
        return took;
    }

    @Test
    void whoDoesNotAnswerIsCutWithinASecond() throws Exception {
        within(A_SECOND, () -> {
            int before = heard.size();
            int port = listen();
            try (RawSocket raw = RawSocket.upgraded(port)) {
                heard(before);
                Duration took =
                        Timed.of(() -> listener.stop(CloseReason.GOING_AWAY).block(PATIENCE));
                assertThat(raw.closeCode()).isEqualTo(1001);
                assertThat(raw.ends()).isTrue();
                return took;
            }
        });
    }

    @Test
    void stoppingRunsWithoutASubscriberAndOnlyOnce() throws IOException {
        int port = listen();
        try (RawSocket raw = RawSocket.upgraded(port)) {
            listener.stop(new CloseReason(1012, "restart"));
            listener.stop(CloseReason.GOING_AWAY);
            assertThat(raw.closeCode()).isEqualTo(1012);
            listener.onStop().block(PATIENCE);
        }
    }

    @Test
    void stoppingWorksFromANetworkLoop() throws IOException {
        int port = listen();
        try (RawSocket raw = RawSocket.upgraded(port)) {
            heard(0);
            links.get(0).loop().execute(() -> listener.stop(CloseReason.GOING_AWAY));
            assertThat(raw.closeCode()).isEqualTo(1001);
            listener.onStop().block(PATIENCE);
        }
    }

    @Test
    void aLoopThatHasEndedDropsItsTasks() throws IOException {
        int port = listen();
        try (RawSocket raw = RawSocket.upgraded(port)) {
            heard(0);
            listener.stop(CloseReason.GOING_AWAY).block(PATIENCE);
            AtomicInteger ran = new AtomicInteger();
            links.get(0).loop().execute(ran::incrementAndGet);
            links.get(0).close(CloseReason.DONE);
            assertThat(links.get(0).writable()).isFalse();
            assertThat(links.get(0).waiting()).isZero();
            assertThat(ran).hasValue(0);
            assertThat(raw.closeCode()).isEqualTo(1001);
        }
    }

    @Test
    void aHostThatCannotBeBoundIsNamedAndLeavesNoThreads() {
        Endpoint endpoint = new Endpoint(
                "192.0.2.1",
                0,
                "/play",
                List.of(JSON),
                Set.of(),
                Limits.DEFAULTS,
                Map.of(),
                routes -> {},
                () -> new Endpoint.Health(true, true, () -> "{}"),
                Metrics.NONE);
        assertThatThrownBy(
                        () -> Transport.webSocket().listen(endpoint, link -> {}).block(PATIENCE))
                .isInstanceOf(PlayfluxException.class)
                .hasMessageContaining("192.0.2.1");
        eventually(() -> assertThat(threads()).isZero());
    }

    @Test
    void aClientIsToldWhyItWasRefused() {
        int port = listen();
        assertThatThrownBy(() -> Transport.webSocket()
                        .connect(URI.create("http://127.0.0.1:" + port + "/other"), JSON)
                        .block(PATIENCE))
                .isInstanceOf(PlayfluxException.class)
                .hasMessageContaining("404")
                .hasMessageContaining("/other");
        assertThatThrownBy(() -> Transport.webSocket()
                        .connect(URI.create("ftp://127.0.0.1:" + port + "/play"), JSON)
                        .block(PATIENCE))
                .isInstanceOf(PlayfluxException.class)
                .hasMessageContaining("ws://");
    }
}
