package dev.playflux.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.message.Limits;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose address a connection has behind a proxy, and behind none. */
class ForwardedIT extends ServerTest {
    private static final String VERSION = "Sec-WebSocket-Version: 13";

    private String address(int port, String... headers) throws IOException {
        int before = links.size();
        try (RawSocket raw = new RawSocket(port)) {
            String lines = headers.length == 0 ? VERSION : VERSION + "\r\n" + String.join("\r\n", headers);
            assertThat(raw.upgrade("/play", RawSocket.KEY, lines).status()).isEqualTo(101);
            heard(before);
            return links.get(before).address();
        }
    }

    private int behind(String... proxies) {
        return listen(settings -> settings.edge(Edge.PLAIN.withProxies(List.of(proxies))));
    }

    @Test
    void withoutTrustedProxiesNobodyIsBelieved() throws IOException {
        int port = listen();
        assertThat(address(port, "X-Forwarded-For: 203.0.113.9")).isEqualTo("127.0.0.1");
        assertThat(address(port, "Forwarded: for=203.0.113.9")).isEqualTo("127.0.0.1");
    }

    @Test
    void aPeerThatIsNotListedIsNotBelieved() throws IOException {
        assertThat(address(behind("10.0.0.0/8"), "X-Forwarded-For: 203.0.113.9"))
                .isEqualTo("127.0.0.1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X-Forwarded-For: 203.0.113.9 | 203.0.113.9",
                "X-Forwarded-For: 198.51.100.1, 203.0.113.9 | 203.0.113.9",
                "X-Forwarded-For: 198.51.100.1, 203.0.113.9, 10.1.2.3 | 203.0.113.9",
                "X-Forwarded-For: 10.9.9.9, 10.1.2.3 | 10.9.9.9",
                "X-Forwarded-For: 203.0.113.9:4711 | 203.0.113.9",
                "X-Forwarded-For: 2001:db8::1 | 2001:db8:0:0:0:0:0:1",
                "X-Forwarded-For: [2001:db8::1]:4711 | 2001:db8:0:0:0:0:0:1",
                "X-Forwarded-For: ::ffff:203.0.113.9 | 203.0.113.9",
                "Forwarded: for=203.0.113.9;proto=https | 203.0.113.9",
                "Forwarded: proto=https;For=\"[2001:db8::1]:80\", for=10.0.0.1 | 2001:db8:0:0:0:0:0:1",
            })
    void theLastAddressThatIsNoProxysCounts(String header, String address) throws IOException {
        assertThat(address(behind("127.0.0.1", "10.0.0.0/8"), header)).isEqualTo(address);
    }

    @Test
    void severalHeadersAreOneList() throws IOException {
        int port = behind("127.0.0.1", "10.0.0.0/8");
        assertThat(address(port, "X-Forwarded-For: 203.0.113.9", "X-Forwarded-For: 10.0.0.1"))
                .isEqualTo("203.0.113.9");
    }

    @Test
    void forwardedComesFirst() throws IOException {
        int port = behind("127.0.0.1");
        assertThat(address(port, "X-Forwarded-For: 203.0.113.9", "Forwarded: for=198.51.100.1"))
                .isEqualTo("198.51.100.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-For:",
                "X-Forwarded-For: unknown",
                "X-Forwarded-For: 203.0.113.9, ",
                "X-Forwarded-For: evil.example",
                "X-Forwarded-For: 300.1.1.1",
                "Forwarded: by=203.0.113.9",
                "Forwarded: for=_hidden",
                "Forwarded: for=\"203.0.113.9",
                "Forwarded: ;;,",
            })
    void whatCannotBeReadIsNotBelieved(String header) throws IOException {
        assertThat(address(behind("127.0.0.1"), header)).isEqualTo("127.0.0.1");
    }

    @Test
    void limitsHoldForTheAddressBehindTheProxy() throws IOException {
        int port = listen(settings -> settings.limits(Limits.DEFAULTS.withConnectionsPerAddress(1))
                .edge(Edge.PLAIN.withProxies(List.of("127.0.0.1"))));
        try (RawSocket one = new RawSocket(port);
                RawSocket same = new RawSocket(port);
                RawSocket other = new RawSocket(port)) {
            assertThat(one.upgrade("/play", RawSocket.KEY, VERSION, "X-Forwarded-For: 203.0.113.9")
                            .status())
                    .isEqualTo(101);
            RawSocket.Response refused = same.upgrade("/play", RawSocket.KEY, VERSION, "X-Forwarded-For: 203.0.113.9");
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.body()).contains("203.0.113.9");
            assertThat(other.upgrade("/play", RawSocket.KEY, VERSION, "X-Forwarded-For: 203.0.113.10")
                            .status())
                    .isEqualTo(101);
        }
        assertThat(limited.limits).containsExactly("connectionsPerAddress");
    }
}
