package dev.playflux.transport;

import static dev.playflux.transport.RawSocket.KEY;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.message.Limits;
import dev.playflux.testing.Timed;
import dev.playflux.transport.RawSocket.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a request for a socket. */
class UpgradeIT extends ServerTest {
    private static final String VERSION = "Sec-WebSocket-Version: 13";

    private static Response upgrade(int port, String... headers) throws IOException {
        try (RawSocket raw = new RawSocket(port)) {
            String[] all = Stream.concat(Stream.of(KEY, VERSION), Arrays.stream(headers))
                    .toArray(String[]::new);
            return raw.upgrade("/play?x=1", all);
        }
    }

    @Test
    void aPlainUpgradeSpeaksTheFirstSubProtocolAndEchoesNone() throws IOException {
        Response response = upgrade(listen());
        assertThat(response.status()).isEqualTo(101);
        assertThat(response.header("Sec-WebSocket-Accept")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        assertThat(response.header("Sec-WebSocket-Protocol")).isEmpty();
        assertThat(response.header("Sec-WebSocket-Extensions")).isEmpty();
        heard(0);
        assertThat(links.get(0).subProtocol()).isEqualTo(JSON);
        assertThat(links.get(0).address()).isEqualTo("127.0.0.1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "playflux.v1.json                       | playflux.v1.json",
                "playflux.v1.cbor                       | playflux.v1.cbor",
                "playflux.v9,playflux.v1.cbor , playflux.v1.json | playflux.v1.cbor",
                "playflux.v1.json, playflux.v1.cbor     | playflux.v1.json"
            })
    void theFirstOfferedSubProtocolThatIsSupportedIsEchoed(String offered, String chosen) throws IOException {
        Response response = upgrade(listen(), "Sec-WebSocket-Protocol: " + offered);
        assertThat(response.status()).isEqualTo(101);
        assertThat(response.header("Sec-WebSocket-Protocol")).isEqualTo(chosen);
        heard(0);
        assertThat(links.get(0).subProtocol()).isEqualTo(chosen);
    }

    @Test
    void offersMayStandInSeveralHeaders() throws IOException {
        Response response = upgrade(listen(), "Sec-WebSocket-Protocol: other", "Sec-WebSocket-Protocol: " + CBOR);
        assertThat(response.status()).isEqualTo(101);
        assertThat(response.header("Sec-WebSocket-Protocol")).isEqualTo(CBOR);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ",", "chat", "playflux.v1", "PLAYFLUX.V1.JSON", "chat, soap"})
    void whoOffersNoSupportedSubProtocolGets400AndAReason(String offered) throws IOException {
        Response response = upgrade(listen(), "Sec-WebSocket-Protocol: " + offered);
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.header("Content-Type")).startsWith("text/plain");
        assertThat(response.body()).contains(JSON).contains(CBOR);
        assertThat(links).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"8", "0", "14", "", "13, 8", "013", "x"})
    void anotherVersionGets426(String version) throws IOException {
        try (RawSocket raw = new RawSocket(listen())) {
            Response response = raw.upgrade("/play", KEY, "Sec-WebSocket-Version: " + version);
            assertThat(response.status()).isEqualTo(426);
            assertThat(response.header("Sec-WebSocket-Version")).isEqualTo("13");
        }
    }

    @Test
    void noVersionGets426() throws IOException {
        try (RawSocket raw = new RawSocket(listen())) {
            Response response = raw.upgrade("/play", KEY);
            assertThat(response.status()).isEqualTo(426);
            assertThat(response.header("Sec-WebSocket-Version")).isEqualTo("13");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Sec-WebSocket-Key: short", "Sec-WebSocket-Key:", "X: no key", KEY + "\r\n" + KEY})
    void aKeyThatIsMissingOrWrongGets400(String key) throws IOException {
        try (RawSocket raw = new RawSocket(listen())) {
            assertThat(raw.upgrade("/play", key, VERSION).status()).isEqualTo(400);
        }
    }

    @Test
    void anUnknownPathGets404() throws IOException {
        try (RawSocket raw = new RawSocket(listen())) {
            Response response = raw.upgrade("/other", KEY, VERSION);
            assertThat(response.status()).isEqualTo(404);
            assertThat(response.header("Content-Type")).startsWith("text/plain");
        }
    }

    @Test
    void aGetWithoutUpgradeGets426AndAnExplanation() throws IOException {
        try (RawSocket raw = new RawSocket(listen())) {
            Response response = raw.request("GET /play HTTP/1.1", "Host: x");
            assertThat(response.status()).isEqualTo(426);
            assertThat(response.body()).contains("WebSocket");
            assertThat(raw.request("POST /play HTTP/1.1", "Host: x", "Content-Length: 0")
                            .status())
                    .isEqualTo(405);
        }
    }

    @Test
    void anUpgradeWithABodyGets400() throws IOException {
        try (RawSocket raw = new RawSocket(listen())) {
            assertThat(raw.upgrade("/play", KEY, VERSION, "Content-Length: 5").status())
                    .isEqualTo(400);
        }
    }

    @Test
    void anAddressWithTooManyConnectionsGets429UntilOneEnds() throws IOException {
        int port = listen(settings -> settings.limits(Limits.DEFAULTS.withConnectionsPerAddress(2)));
        try (RawSocket first = RawSocket.upgraded(port)) {
            try (RawSocket second = RawSocket.upgraded(port)) {
                assertThat(upgrade(port).status()).isEqualTo(429);
                assertThat(upgrade(port).body()).contains("127.0.0.1");
                second.send("");
            }
            eventually(() -> assertThat(status(port)).isEqualTo(101));
            first.send("");
        }
    }

    @Test
    void anAddressWithTooManyNewConnectionsGets429UntilSomeTimeHasPassed() throws IOException {
        int port = listen(settings -> settings.limits(Limits.DEFAULTS.withConnects(2, 5)));
        long start = System.nanoTime();
        int taken = 0;
        Response refused = upgrade(port);
        while (refused.status() == 101) {
            taken++;
            refused = upgrade(port);
        }
        assertThat(taken).isBetween(5, 5 + (int) Timed.since(start).toMillis() / 500);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.body()).contains("new connections").contains("127.0.0.1");
        assertThat(limited.limits).containsOnly("connects");
        eventually(() -> assertThat(status(port)).isEqualTo(101));
    }

    @Test
    void whatIsLateOrTooLongIsCounted() throws IOException {
        int port = listen(settings -> settings.unfinished(Duration.ofSeconds(1)));
        assertThat(upgrade(port, "X: " + "x".repeat(9000)).status()).isEqualTo(431);
        try (RawSocket half = new RawSocket(port)) {
            half.send("GET /play HTTP/1.1\r\n");
            assertThat(half.ends()).isTrue();
        }
        assertThat(limited.limits).containsExactly("headerBytes", "unfinished");
    }

    private static int status(int port) {
        try {
            return upgrade(port).status();
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }

    @Test
    void headersOverEightKibibytesGet431() throws IOException {
        int port = listen();
        assertThat(upgrade(port, "X: " + "x".repeat(7000)).status()).isEqualTo(101);
        assertThat(upgrade(port, "X: " + "x".repeat(8192)).status()).isEqualTo(431);
        assertThat(upgrade(port, "X: " + "x".repeat(5000), "Y: " + "y".repeat(60_000))
                        .status())
                .isEqualTo(431);
    }

    @Test
    void aRefusalIsNotFollowedByAReset() throws IOException {
        try (RawSocket raw = new RawSocket(listen())) {
            raw.send("GET /play HTTP/1.1\r\nX: " + "x".repeat(500_000));
            assertThat(raw.response(false).status()).isEqualTo(431);
            assertThat(raw.ends()).isTrue();
        }
    }

    @Test
    void halfARequestIsClosedInTime() throws IOException {
        int port = listen(settings -> settings.unfinished(Duration.ofMillis(500)));
        long start = System.nanoTime();
        try (RawSocket silent = new RawSocket(port);
                RawSocket half = new RawSocket(port);
                RawSocket trickling = new RawSocket(port)) {
            half.send("GET /play HTTP/1.1\r\nHost: x\r\n");
            trickling.send("G");
            eventually(() -> {
                try {
                    trickling.send("E");
                } catch (IOException closed) {
                    return;
                }
                throw new AssertionError("still open");
            });
            assertThat(half.ends()).isTrue();
            assertThat(silent.ends()).isTrue();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
    }

    @Test
    void anUpgradedSocketHasNoDeadline() throws IOException {
        int port = listen(settings -> settings.unfinished(Duration.ofSeconds(1)));
        try (RawSocket raw = RawSocket.upgraded(port)) {
            org.awaitility.Awaitility.await().pollDelay(Duration.ofMillis(1500)).until(() -> true);
            raw.frame(RawSocket.FIN | RawSocket.TEXT, "still here");
            eventually(() -> assertThat(heard(0).messages).containsExactly("text:still here"));
        }
    }

    @Test
    void framesSentTogetherWithTheRequestAreNotLost() throws IOException {
        int port = listen();
        try (RawSocket raw = new RawSocket(port)) {
            String request = "GET /play HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" + KEY
                    + "\r\n" + VERSION + "\r\n\r\n";
            byte[] frame = RawSocket.masked(RawSocket.FIN | RawSocket.TEXT, "early".getBytes(US_ASCII));
            raw.send(request + new String(frame, ISO_8859_1));
            assertThat(raw.response(false).status()).isEqualTo(101);
            raw.frame(RawSocket.FIN | RawSocket.TEXT, "late");
            eventually(() -> assertThat(heard(0).messages).containsExactly("text:early", "text:late"));
        }
    }
}
