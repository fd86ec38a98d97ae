package dev.playflux.transport;

import dev.playflux.message.CloseReason;
import dev.playflux.message.PlayfluxException;
import dev.playflux.message.Printable;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.ChannelBindException;
import reactor.netty.DisposableServer;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;

/** A bound endpoint on real sockets, with network loops of its own. */
final class WebSocketListener implements Listener {
    private static final Logger LOG = LoggerFactory.getLogger(WebSocketListener.class);
    private static final int BACKLOG = 4096;
    private static final int HEADER_BYTES = 8 * 1024;
    private static final Duration STOP_DEADLINE = Duration.ofMillis(500);
    private static final Duration LOOPS_DEADLINE = Duration.ofMillis(450);

    private final Endpoint endpoint;
    private final Consumer<Link> accept;
    private final Upgrade upgrade;
    private final Site site;
    private final LoopResources resources = LoopResources.create(
            "playflux-net", Math.max(1, Runtime.getRuntime().availableProcessors()), true);
    private final NettyLoops loops = new NettyLoops();
    private final Set<WebSocketLink> links = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable CloseReason> stopping = new AtomicReference<>();
    private final Set<Channel> sockets = ConcurrentHashMap.newKeySet();
    private final Sinks.Empty<Void> emptied = Sinks.empty();
    private final Sinks.Empty<Void> stopped = Sinks.empty();
    private volatile @Nullable DisposableServer server;

    private WebSocketListener(Endpoint endpoint, Consumer<Link> accept) {
        this.endpoint = endpoint;
        this.accept = accept;
        this.upgrade = new Upgrade(endpoint, this::upgraded);
        this.site = new Site(endpoint);
    }

    static Mono<Listener> bind(Endpoint endpoint, Consumer<Link> accept) {
        return Mono.defer(() -> {
            WebSocketListener listener = new WebSocketListener(endpoint, accept);
            return listener.http()
                    .bind()
                    .<Listener>map(listener::bound)
                    .onErrorMap(thrown -> unbound(endpoint, thrown))
                    .doOnError(thrown -> listener.freeThreads().subscribe())
                    .doOnCancel(() -> listener.freeThreads().subscribe());
        });
    }

    private HttpServer http() {
        Edge.Tls tls = endpoint.edge().tls();
        return (tls == null
                        ? HttpServer.create()
                        : Tls.server(tls, endpoint.limits().unfinished()))
                .host(endpoint.host())
                .port(endpoint.port())
                .runOn(resources)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, SocketOptions.WATER_MARKS)
                .httpRequestDecoder(decoder -> decoder.maxHeaderSize(HEADER_BYTES))
                .doOnChannelInit((observer, channel, remote) -> {
                    SocketOptions.bound(channel);
                    opened(channel);
                    channel.pipeline()
                            .addBefore(
                                    NettyPipeline.HttpTrafficHandler,
                                    RequestGate.NAME,
                                    new RequestGate(endpoint.limits().unfinished(), endpoint.metrics()));
                })
                .handle(this::handle);
    }

    private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        return endpoint.path().equals("*") || endpoint.path().equals(Target.path(request.uri()))
                ? upgrade.apply(request, response)
                : site.apply(request, response);
    }

    private void upgraded(Channel channel, WebSocketLink.Agreed agreed) {
        ByteBuf early = RequestGate.open(channel.pipeline().context(RequestGate.NAME));
        WebSocketLink link = WebSocketLink.of(channel, loops.of(channel.eventLoop()), agreed);
        links.add(link);
        sockets.remove(channel);
        endpoint.metrics().connectionOpened();
        channel.closeFuture().addListener(closed -> ended(link));
        hand(link);
        link.take(early);
        CloseReason reason = stopping.get();
        if (reason != null) {
            link.close(reason);
        }
    }

    private void hand(WebSocketLink link) {
        try {
            accept.accept(link);
        } catch (RuntimeException thrown) {
            LOG.error("a link was not accepted and is closed", Printable.thrown(thrown));
            link.close(CloseCodes.FAILED);
        }
    }

    /** A socket that may become a link. One that comes while the loops end would outlive them. */
    private void opened(Channel channel) {
        sockets.add(channel);
        channel.closeFuture().addListener(closed -> sockets.remove(channel));
        if (stopping.get() != null) {
            channel.close();
        }
    }

    private void ended(WebSocketLink link) {
        links.remove(link);
        endpoint.metrics().connectionClosed(link.reason().code());
        emptiedIfStopping();
    }

    private Listener bound(DisposableServer bound) {
        server = bound;
        return this;
    }

    @Override
    public int port() {
        return server().port();
    }

    @Override
    public Mono<Void> stop(CloseReason reason) {
        if (stopping.compareAndSet(null, reason)) {
            server().dispose();
            sockets.forEach(Channel::close);
            links.forEach(link -> link.close(reason));
            emptiedIfStopping();
            emptied.asMono()
                    .timeout(STOP_DEADLINE)
                    .doOnError(late -> links.forEach(WebSocketLink::cut))
                    .onErrorComplete()
                    .then(server().onDispose())
                    .onErrorComplete()
                    .then(freeThreads())
                    .doOnError(thrown ->
                            LOG.warn("the network of port {} did not end in time", port(), Printable.thrown(thrown)))
                    .doFinally(end -> stopped.tryEmitEmpty())
                    .subscribe(nothing -> {}, thrown -> {});
        }
        return stopped.asMono();
    }

    @Override
    public Mono<Void> onStop() {
        return stopped.asMono();
    }

    private Mono<Void> freeThreads() {
        return resources.disposeLater(Duration.ZERO, LOOPS_DEADLINE);
    }

    private void emptiedIfStopping() {
        if (stopping.get() != null && links.isEmpty()) {
            emptied.tryEmitEmpty();
        }
    }

    private DisposableServer server() {
        return Objects.requireNonNull(server);
    }

    private static PlayfluxException unbound(Endpoint endpoint, Throwable thrown) {
        Throwable cause =
                thrown instanceof ChannelBindException && thrown.getCause() != null ? thrown.getCause() : thrown;
        return String.valueOf(cause.getMessage()).contains("in use")
                ? Failures.taken(endpoint.host(), endpoint.port())
                : Failures.unbindable(endpoint.host(), endpoint.port(), cause);
    }
}
