package dev.playflux.server;

import static dev.playflux.transport.RawSocket.CLOSE;
import static dev.playflux.transport.RawSocket.FIN;
import static dev.playflux.transport.RawSocket.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playflux.client.GameClient;
import dev.playflux.message.Limits;
import dev.playflux.message.PlayfluxException;
import dev.playflux.transport.RawSocket;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS from PEM files, on both ends. */
class TlsIT extends SocketTest {
    @TempDir
    static Path directory;

    private static Identity localhost;
    private static Identity elsewhere;

    @BeforeAll
    static void identities() throws IOException, GeneralSecurityException, InterruptedException {
        localhost = Identity.of("localhost", directory);
        elsewhere = Identity.of("elsewhere.example", directory);
    }

    private static GameServer game(Identity identity) {
        return GameServer.create().game(Board.GAME).tls(identity.certificate(), identity.key());
    }

    private GameClient connect(int port, Path trusted) {
        GameClient client = GameClient.create()
                .uri("wss://localhost:" + port + "/play")
                .trust(trusted)
                .reconnect(false)
                .connectNow();
        return client;
    }

    private RawSocket encrypted(int port) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (FileInputStream in = new FileInputStream(localhost.certificate().toFile())) {
            trusted.setCertificateEntry(
                    "server", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
        return closing(new RawSocket(socket));
    }

    @Test
    void whoTrustsTheServerPlays() {
        int port = serve(game(localhost)).port();
        GameClient client = connect(port, localhost.certificate());
        Map<?, ?> state = client.states(Map.class).blockFirst(Duration.ofSeconds(10));
        assertThat(state).isNotNull();
        client.closeNow();
    }

    @Test
    void whoDoesNotTrustItIsToldSo() {
        int port = serve(game(localhost)).port();
        assertThatThrownBy(() -> connect(port, elsewhere.certificate())).isInstanceOf(PlayfluxException.class);
        assertThatThrownBy(() -> GameClient.create()
                        .uri("wss://localhost:" + port + "/play")
                        .reconnect(false)
                        .connectNow())
                .isInstanceOf(PlayfluxException.class)
                .hasMessageContaining("wss://localhost:" + port);
        connect(port, localhost.certificate()).closeNow();
    }

    @Test
    void aCertificateOfAnotherNameIsNotBelieved() {
        int port = serve(game(elsewhere)).port();
        assertThatThrownBy(() -> connect(port, elsewhere.certificate()))
                .isInstanceOf(PlayfluxException.class)
                .hasMessageContaining("localhost");
    }

    @Test
    void closeCodesArrive() throws IOException, GeneralSecurityException {
        int port = serve(game(localhost)).port();
        RawSocket broken = encrypted(port);
        assertThat(broken.upgrade("/play", RawSocket.KEY, "Sec-WebSocket-Version: 13")
                        .status())
                .isEqualTo(101);
        broken.frame(FIN | TEXT, new byte[] {(byte) 0xff});
        assertThat(broken.closeCode()).isEqualTo(1007);
        assertThat(broken.ends()).isTrue();
        RawSocket polite = encrypted(port);
        polite.upgrade("/play", RawSocket.KEY, "Sec-WebSocket-Version: 13");
        polite.frame(FIN | CLOSE, new byte[] {3, (byte) 0xe8});
        assertThat(polite.closeCode()).isEqualTo(1000);
        assertThat(polite.ends()).isTrue();
    }

    @Test
    void filesAndHealthAreEncryptedToo() throws IOException, GeneralSecurityException {
        RawSocket raw = encrypted(serve(game(localhost)).port());
        assertThat(raw.request("GET /health HTTP/1.1", "Host: localhost").status())
                .isEqualTo(200);
    }

    @Test
    void whoSpeaksNoTlsOrIsSlowWithItIsCutOff() throws IOException, GeneralSecurityException {
        int port = serve(game(localhost).limits(Limits.DEFAULTS.withUnfinished(Duration.ofSeconds(2))))
                .port();
        try (RawSocket plain = new RawSocket(port);
                RawSocket silent = new RawSocket(port);
                RawSocket half = new RawSocket(port)) {
            long start = System.nanoTime();
            plain.send("GET /play HTTP/1.1\r\nHost: x\r\n\r\n");
            half.send(new byte[] {22, 3, 1, 0, 100, 1});
            plain.ends();
            assertThat(silent.ends()).isTrue();
            half.ends();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
        }
        assertThat(encrypted(port)
                        .request("GET /health HTTP/1.1", "Host: localhost")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void filesThatDoNotFitAreNamed() {
        Path none = directory.resolve("none.pem");
        assertThatThrownBy(() -> GameServer.create()
                        .game(Board.GAME)
                        .tls(none, localhost.key())
                        .port(0)
                        .bindNow())
                .isInstanceOf(PlayfluxException.class)
                .hasMessageContaining("none.pem");
        assertThatThrownBy(() -> GameServer.create()
                        .game(Board.GAME)
                        .tls(localhost.key(), localhost.certificate())
                        .port(0)
                        .bindNow())
                .isInstanceOf(PlayfluxException.class)
                .hasMessageContaining("PKCS#8");
        assertThatThrownBy(() -> GameClient.create().trust(localhost.key()))
                .isInstanceOf(PlayfluxException.class)
                .hasMessageContaining("localhost.key");
    }
}
