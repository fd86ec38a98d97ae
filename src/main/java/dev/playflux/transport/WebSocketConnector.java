package dev.playflux.transport;

import dev.playflux.message.Limits;
import dev.playflux.message.PlayfluxException;
import dev.playflux.metrics.Metrics;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.netty.Connection;
import reactor.netty.NettyPipeline;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/**
 * Opens sockets to servers. Its loops are shared by all clients of the process and never end; their threads are
 * daemons.
 */
final class WebSocketConnector {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private WebSocketConnector() {}

    static Mono<Link> connect(URI uri, String subProtocol, UnaryOperator<HttpClient> security) {
        return Mono.defer(() -> {
            URI socket = socket(uri);
            Attempt attempt = new Attempt(socket, subProtocol);
            Mono<Link> link = Mono.create(sink -> attempt.start(security, sink));
            return Handover.of(link.timeout(TIMEOUT), attempt::giveUp).onErrorMap(thrown -> failure(socket, thrown));
        });
    }

    /** One attempt to connect. */
    private static final class Attempt {
        private final URI uri;
        private final String subProtocol;
        private final AtomicReference<@Nullable Channel> channel = new AtomicReference<>();

        Attempt(URI uri, String subProtocol) {
            this.uri = uri;
            this.subProtocol = subProtocol;
        }

        void start(UnaryOperator<HttpClient> security, MonoSink<Link> sink) {
            WebsocketClientSpec spec = WebsocketClientSpec.builder()
                    .protocols(subProtocol)
                    .handlePing(true)
                    .build();
            Disposable connecting = security.apply(Shared.CLIENT)
                    .doOnChannelInit((observer, opened, remote) -> prepare(opened, sink))
                    .websocket(spec)
                    .uri(uri)
                    .connect()
                    .subscribe(connection -> sink.success(link(connection)), sink::error);
            sink.onCancel(connecting);
        }

        private void prepare(Channel opened, MonoSink<Link> sink) {
            channel.set(opened);
            SocketOptions.bound(opened);
            opened.pipeline()
                    .addBefore(
                            NettyPipeline.ReactiveBridge,
                            HandshakeAnswer.NAME,
                            new HandshakeAnswer(uri, subProtocol, sink::error));
        }

        private Link link(Connection connection) {
            Channel opened = connection.channel();
            NettyLoops.NettyLoop loop = Shared.LOOPS.of(opened.eventLoop());
            WebSocketLink.Agreed agreed = new WebSocketLink.Agreed(
                    false, subProtocol, Channels.address(opened), false, Limits.FROM_SERVER, Metrics.NONE);
            Link link = WebSocketLink.of(opened, loop, agreed);
            opened.pipeline().remove(HandshakeAnswer.NAME);
            return link;
        }

        void giveUp() {
            Channel opened = channel.get();
            if (opened != null) {
                opened.close();
            }
        }
    }

    private static URI socket(URI uri) {
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        return switch (scheme) {
            case "ws", "wss" -> uri;
            case "http", "https" -> URI.create(uri.toString().replaceFirst("(?i)^http", "ws"));
            default -> throw new PlayfluxException(uri + " is no address of a WebSocket; use ws://host:port/path");
        };
    }

    private static PlayfluxException failure(URI uri, Throwable thrown) {
        if (thrown instanceof PlayfluxException ours) {
            return ours;
        }
        if (thrown instanceof TimeoutException) {
            return new PlayfluxException(uri + " did not answer within " + TIMEOUT.toSeconds() + " s");
        }
        return Failures.unreachable(uri, thrown);
    }

    /** Made when the first client connects. */
    private static final class Shared {
        static final NettyLoops LOOPS = new NettyLoops();
        static final HttpClient CLIENT = HttpClient.create(ConnectionProvider.newConnection())
                .runOn(LoopResources.create(
                        "playflux-client", Math.max(1, Runtime.getRuntime().availableProcessors()), true))
                .disableRetry(true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) TIMEOUT.toMillis())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, SocketOptions.WATER_MARKS);
    }
}
