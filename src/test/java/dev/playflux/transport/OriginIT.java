package dev.playflux.transport;

import static dev.playflux.transport.RawSocket.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.transport.RawSocket.Response;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From which pages a socket may be opened. */
class OriginIT extends ServerTest {
    private static final String VERSION = "Sec-WebSocket-Version: 13";

    private static Response upgrade(int port, String... headers) throws IOException {
        try (RawSocket raw = new RawSocket(port)) {
            String[] all = Stream.concat(Stream.of(KEY, VERSION), Arrays.stream(headers))
                    .toArray(String[]::new);
            return raw.upgrade("/play?x=1", all);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:PORT,        http://127.0.0.1:PORT, 101",
        "127.0.0.1:PORT,        https://127.0.0.1:PORT, 101",
        "Game.example,          http://game.EXAMPLE,   101",
        "game.example,          https://game.example,  101",
        "game.example:80,       http://game.example,   101",
        "game.example:443,      https://game.example,  101",
        "game.example,          https://game.example:443, 101",
        "game.example:8080,     http://game.example:8080, 101",
        "[::1]:8080,            http://[::1]:8080,     101",
        "game.example:443,      http://game.example,   403",
        "game.example:80,       https://game.example,  403",
        "game.example:8080,     http://game.example,   403",
        "game.example,          http://game.example:8080, 403",
        "game.example,          http://evil.example,   403",
        "game.example,          http://game.example.evil.example, 403",
        "game.example,          http://evil.example/game.example, 403",
        "game.example,          http://user@game.example, 403",
        "game.example,          null,                  403",
        "game.example,          '',                    403",
        "game.example,          game.example,          403",
        "game.example,          '://game.example',     403",
        "game.example,          http://,               403",
        "game.example,          file://,               403",
    })
    void anOriginMustHaveTheHostsName(String host, String origin, int status) throws IOException {
        int port = listen();
        try (RawSocket raw = new RawSocket(port)) {
            Response response = raw.request(
                    "GET /play HTTP/1.1",
                    "Host: " + host.replace("PORT", "" + port),
                    "Upgrade: websocket",
                    "Connection: Upgrade",
                    KEY,
                    VERSION,
                    "Origin: " + origin.replace("PORT", "" + port));
            assertThat(response.status()).isEqualTo(status);
        }
    }

    @Test
    void twoOriginsGet403() throws IOException {
        int port = listen();
        String origin = "Origin: http://127.0.0.1:" + port;
        assertThat(upgrade(port, origin).status()).isEqualTo(101);
        assertThat(upgrade(port, origin, origin).status()).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({
        "https://game.example,     101",
        "https://GAME.example:443, 101",
        "http://dev.example:3000,  101",
        "http://game.example,      403",
        "https://dev.example:3000, 403",
        "null,                     403",
    })
    void aListOfOriginsReplacesTheRule(String origin, int status) throws IOException {
        int port = listen(settings -> settings.origins("https://game.example", "http://dev.example:3000"));
        assertThat(upgrade(port, "Origin: " + origin).status()).isEqualTo(status);
        assertThat(upgrade(port, "Origin: http://127.0.0.1:" + port).status()).isEqualTo(403);
        assertThat(upgrade(port).status()).isEqualTo(101);
    }
}
