package dev.playflux.client;

import dev.playflux.codec.Codec;
import dev.playflux.codec.Json;
import dev.playflux.message.Body;
import dev.playflux.transport.Transport;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A client's definition.
 *
 * @param random spreads the attempts to come back; null is one of each client's own
 */
record ConnectorSpec(
        URI uri,
        @Nullable String game,
        @Nullable String room,
        @Nullable Body options,
        boolean spectating,
        boolean reconnecting,
        Transport transport,
        Codec codec,
        @Nullable RandomGenerator random)
        implements GameConnector {
    private static final Duration WELCOME = Duration.ofSeconds(10);

    static final ConnectorSpec DEFAULTS = new ConnectorSpec(
            URI.create("ws://localhost:8080/play"),
            null,
            null,
            null,
            false,
            true,
            Transport.webSocket(),
            Codec.cbor(),
            null);

    @Override
    public GameConnector uri(String uri) {
        return uri(URI.create(uri));
    }

    @Override
    public GameConnector uri(URI uri) {
        if (uri.getHost() == null) {
            throw new IllegalArgumentException("a uri is like ws://localhost:8080/play, was '" + uri + "'");
        }
        return new ConnectorSpec(uri, game, room, options, spectating, reconnecting, transport, codec, random);
    }

    @Override
    public GameConnector game(String name) {
        return new ConnectorSpec(uri, name, room, options, spectating, reconnecting, transport, codec, random);
    }

    @Override
    public GameConnector room(String id) {
        return new ConnectorSpec(uri, game, id, options, spectating, reconnecting, transport, codec, random);
    }

    @Override
    public GameConnector options(@Nullable Object options) {
        return new ConnectorSpec(
                uri, game, room, Json.body(options), spectating, reconnecting, transport, codec, random);
    }

    @Override
    public GameConnector spectate() {
        return new ConnectorSpec(uri, game, room, options, true, reconnecting, transport, codec, random);
    }

    @Override
    public GameConnector reconnect(boolean reconnect) {
        return new ConnectorSpec(uri, game, room, options, spectating, reconnect, transport, codec, random);
    }

    @Override
    public GameConnector transport(Transport transport) {
        return new ConnectorSpec(uri, game, room, options, spectating, reconnecting, transport, codec, random);
    }

    @Override
    public GameConnector codec(Codec codec) {
        return new ConnectorSpec(uri, game, room, options, spectating, reconnecting, transport, codec, random);
    }

    @Override
    public GameConnector random(RandomGenerator random) {
        return new ConnectorSpec(uri, game, room, options, spectating, reconnecting, transport, codec, random);
    }

    @Override
    public Mono<GameClient> connect() {
        return Mono.defer(() -> new PlayerClient(this).start());
    }

    @Override
    public GameClient connectNow() {
        return Objects.requireNonNull(connect().block(WELCOME), "welcomed");
    }
}
