package dev.playflux.transport;

import dev.playflux.message.PlayfluxException;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLException;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;

/** TLS from PEM files: versions 1.2 and 1.3, by the JDK. */
final class Tls {
    private Tls() {}

    /** A server that proves who it is; a client has so much time to be convinced. */
    static HttpServer server(Edge.Tls files, Duration handshake) {
        SslContext context = context(files);
        return HttpServer.create().secure(spec -> spec.sslContext(context).handshakeTimeout(handshake));
    }

    private static SslContext context(Edge.Tls files) {
        readable("certificate", files.certificate());
        readable("key", files.key());
        try {
            return SslContextBuilder.forServer(
                            files.certificate().toFile(), files.key().toFile())
                    .sslProvider(SslProvider.JDK)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .build();
        } catch (SSLException | IllegalArgumentException broken) {
            throw new PlayfluxException(
                    "TLS needs a certificate chain in PEM and its private key in PKCS#8 PEM without a password; "
                            + files.certificate() + " and " + files.key() + " do not fit: " + cause(broken),
                    broken);
        }
    }

    /** A client that believes these certificates, and those that they vouch for, instead of the JDK's. */
    static UnaryOperator<HttpClient> client(Path trusted) {
        readable("certificate", trusted);
        try {
            SslContext context = SslContextBuilder.forClient()
                    .sslProvider(SslProvider.JDK)
                    .trustManager(trusted.toFile())
                    .endpointIdentificationAlgorithm("HTTPS")
                    .build();
            return plain -> plain.secure(spec -> spec.sslContext(context));
        } catch (SSLException | IllegalArgumentException broken) {
            throw new PlayfluxException(trusted + " has no certificates in PEM: " + cause(broken), broken);
        }
    }

    private static void readable(String what, Path file) {
        if (!Files.isReadable(file)) {
            throw new PlayfluxException("the " + what + " " + file + " cannot be read");
        }
    }

    private static String cause(Throwable thrown) {
        Throwable cause = thrown.getCause() == null ? thrown : thrown.getCause();
        return String.valueOf(cause.getMessage());
    }
}
