package dev.playflux.transport;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;

/** From a request for a socket to the socket: every check of the protocol comes before the 101. */
final class Upgrade implements BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> {
    private static final WebsocketServerSpec SPEC =
            WebsocketServerSpec.builder().handlePing(true).build();
    private static final String VERSION = "13";
    private static final int KEY_BYTES = 16;

    private final Endpoint endpoint;
    private final BiConsumer<Channel, WebSocketLink.Agreed> upgraded;
    private final Origins origins;
    private final AddressCount addresses;
    private final Peers peers;
    private final List<Function<HttpServerRequest, @Nullable Answer>> checks = List.of(
            this::method,
            this::upgrade,
            this::version,
            this::key,
            this::body,
            this::origin,
            this::subProtocol,
            this::open);

    Upgrade(Endpoint endpoint, BiConsumer<Channel, WebSocketLink.Agreed> upgraded) {
        this.endpoint = endpoint;
        this.upgraded = upgraded;
        this.origins = new Origins(endpoint.origins());
        this.addresses = new AddressCount(endpoint.limits());
        this.peers = new Peers(endpoint.edge().proxies());
    }

    @Override
    public Publisher<Void> apply(HttpServerRequest request, HttpServerResponse response) {
        for (Function<HttpServerRequest, @Nullable Answer> check : checks) {
            Answer refusal = check.apply(request);
            if (refusal != null) {
                return refuse(refusal, response);
            }
        }
        Channel channel = Channels.of(request);
        String address = peers.of(channel, request.requestHeaders());
        String limit = addresses.take(address, System.nanoTime());
        if (limit != null) {
            endpoint.metrics().limited(limit);
            String what = limit.equals("connects") ? "too many new connections from " : "too many connections from ";
            return refuse(Answer.text(429, what + address), response);
        }
        channel.closeFuture().addListener(closed -> addresses.release(address, System.nanoTime()));
        return accept(channel, address, request, response);
    }

    private Mono<Void> accept(Channel channel, String address, HttpServerRequest request, HttpServerResponse response) {
        HttpHeaders headers = request.requestHeaders();
        String subProtocol = chosen(request);
        boolean compression = endpoint.edge().compression()
                && Deflation.offered(headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS));
        if (headers.contains(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL)) {
            response.header(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, subProtocol);
        }
        if (compression) {
            response.header(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS, Deflation.AGREED);
        }
        WebSocketLink.Agreed agreed = new WebSocketLink.Agreed(
                true, subProtocol, address, compression, endpoint.limits(), endpoint.metrics());
        return response.sendWebsocket(
                (in, out) -> {
                    upgraded.accept(channel, agreed);
                    return Mono.never();
                },
                SPEC);
    }

    private static Mono<Void> refuse(Answer refusal, HttpServerResponse response) {
        if (refusal.status() == 426) {
            response.header(HttpHeaderNames.SEC_WEBSOCKET_VERSION, VERSION)
                    .header(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                    .header(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
        } else if (refusal.status() == 405) {
            response.header(HttpHeaderNames.ALLOW, HttpMethod.GET.asciiName());
        }
        return refusal.send(response);
    }

    private @Nullable Answer method(HttpServerRequest request) {
        if (!request.method().equals(HttpMethod.GET)) {
            return Answer.text(405, "a WebSocket is opened by GET");
        }
        return request.version().compareTo(HttpVersion.HTTP_1_1) < 0
                ? Answer.text(400, "a WebSocket needs HTTP/1.1")
                : null;
    }

    private @Nullable Answer upgrade(HttpServerRequest request) {
        HttpHeaders headers = request.requestHeaders();
        boolean wanted = headers.contains(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                && headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true);
        return wanted ? null : Answer.text(426, "this is a WebSocket: connect to it with ws:// or wss://");
    }

    private @Nullable Answer version(HttpServerRequest request) {
        List<String> versions = request.requestHeaders().getAll(HttpHeaderNames.SEC_WEBSOCKET_VERSION);
        return versions.size() == 1 && versions.get(0).trim().equals(VERSION)
                ? null
                : Answer.text(426, "Sec-WebSocket-Version must be " + VERSION);
    }

    private @Nullable Answer key(HttpServerRequest request) {
        List<String> keys = request.requestHeaders().getAll(HttpHeaderNames.SEC_WEBSOCKET_KEY);
        return keys.size() == 1 && bytes(keys.get(0)) == KEY_BYTES
                ? null
                : Answer.text(400, "Sec-WebSocket-Key must be " + KEY_BYTES + " bytes in Base64, once");
    }

    private static int bytes(String base64) {
        try {
            return Base64.getDecoder().decode(base64.trim()).length;
        } catch (IllegalArgumentException none) {
            return -1;
        }
    }

    private @Nullable Answer body(HttpServerRequest request) {
        HttpHeaders headers = request.requestHeaders();
        boolean body = headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
                || !headers.get(HttpHeaderNames.CONTENT_LENGTH, "0").equals("0");
        return body ? Answer.text(400, "an upgrade has no body") : null;
    }

    private @Nullable Answer origin(HttpServerRequest request) {
        HttpHeaders headers = request.requestHeaders();
        List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
        if (hosts.size() != 1) {
            return Answer.text(400, "Host must be given once");
        }
        List<String> given = headers.getAll(HttpHeaderNames.ORIGIN);
        return origins.allow(given, hosts.get(0))
                ? null
                : Answer.text(403, "pages of " + Answer.printable(String.join(", ", given)) + " may not connect");
    }

    private @Nullable Answer subProtocol(HttpServerRequest request) {
        List<String> offered = offered(request);
        return SubProtocols.choose(offered, endpoint.subProtocols()) != null
                ? null
                : Answer.text(400, SubProtocols.unsupported(String.join(", ", offered), endpoint.subProtocols()));
    }

    private @Nullable Answer open(HttpServerRequest request) {
        return endpoint.health().get().open() ? null : Answer.text(503, "the server ends; come back later");
    }

    private String chosen(HttpServerRequest request) {
        return Objects.requireNonNull(SubProtocols.choose(offered(request), endpoint.subProtocols()));
    }

    private static List<String> offered(HttpServerRequest request) {
        return request.requestHeaders().getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL);
    }
}
