package dev.playflux.client;

import dev.playflux.codec.Codec;
import dev.playflux.codec.Json;
import dev.playflux.transport.Transport;
import java.net.URI;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A client's definition.
 *
 * @param tokens the credentials of each attempt; nothing if it needs none
 * @param timeout of a question
 * @param random spreads the attempts to come back; null is one of each client's own
 * @param patience of who waits in the client's loop
 */
record ConnectorSpec(
        URI uri,
        Greeting greeting,
        Mono<String> tokens,
        boolean reconnecting,
        Duration timeout,
        Transport transport,
        Codec codec,
        @Nullable RandomGenerator random,
        Patience patience)
        implements GameConnector {
    private static final Duration WELCOME = Duration.ofSeconds(10);

    static final ConnectorSpec DEFAULTS = new ConnectorSpec(
            URI.create("ws://localhost:8080/play"),
            Greeting.NONE,
            Mono.empty(),
            true,
            Duration.ofSeconds(10),
            Transport.webSocket(),
            Codec.cbor(),
            null,
            Patience.REAL);

    /** The credentials, or an empty text. */
    Mono<String> credentials() {
        return tokens.timeout(WELCOME).defaultIfEmpty("");
    }

    @Override
    public GameConnector uri(String uri) {
        return uri(URI.create(uri));
    }

    @Override
    public GameConnector uri(URI uri) {
        if (uri.getHost() == null) {
            throw new IllegalArgumentException("a uri is like ws://localhost:8080/play, was '" + uri + "'");
        }
        return new ConnectorSpec(uri, greeting, tokens, reconnecting, timeout, transport, codec, random, patience);
    }

    private ConnectorSpec greeting(Greeting greeting) {
        return new ConnectorSpec(uri, greeting, tokens, reconnecting, timeout, transport, codec, random, patience);
    }

    @Override
    public GameConnector game(String name) {
        return greeting(new Greeting(name, greeting.room(), greeting.options(), greeting.spectating()));
    }

    @Override
    public GameConnector room(String id) {
        return greeting(new Greeting(greeting.game(), id, greeting.options(), greeting.spectating()));
    }

    @Override
    public GameConnector options(@Nullable Object options) {
        return greeting(new Greeting(greeting.game(), greeting.room(), Json.body(options), greeting.spectating()));
    }

    @Override
    public GameConnector spectate() {
        return greeting(new Greeting(greeting.game(), greeting.room(), greeting.options(), true));
    }

    @Override
    public GameConnector token(String token) {
        return token(Mono.just(token));
    }

    @Override
    public GameConnector token(Mono<String> tokens) {
        return new ConnectorSpec(uri, greeting, tokens, reconnecting, timeout, transport, codec, random, patience);
    }

    @Override
    public GameConnector timeout(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("a time-out is longer than nothing, was " + timeout);
        }
        return new ConnectorSpec(uri, greeting, tokens, reconnecting, timeout, transport, codec, random, patience);
    }

    @Override
    public GameConnector reconnect(boolean reconnect) {
        return new ConnectorSpec(uri, greeting, tokens, reconnect, timeout, transport, codec, random, patience);
    }

    @Override
    public GameConnector transport(Transport transport) {
        return new ConnectorSpec(uri, greeting, tokens, reconnecting, timeout, transport, codec, random, patience);
    }

    @Override
    public GameConnector codec(Codec codec) {
        return new ConnectorSpec(uri, greeting, tokens, reconnecting, timeout, transport, codec, random, patience);
    }

    @Override
    public GameConnector random(RandomGenerator random) {
        return new ConnectorSpec(uri, greeting, tokens, reconnecting, timeout, transport, codec, random, patience);
    }

    @Override
    public GameConnector patience(Patience patience) {
        return new ConnectorSpec(uri, greeting, tokens, reconnecting, timeout, transport, codec, random, patience);
    }

    @Override
    public Mono<GameClient> connect() {
        return Mono.defer(() -> new PlayerClient(this).start());
    }

    @Override
    public GameClient connectNow() {
        return new PlayerClient(this).startNow(WELCOME);
    }

    /** Everything but the credentials. */
    @Override
    public String toString() {
        return "GameConnector[uri=" + uri + ", greeting=" + greeting + ", reconnecting=" + reconnecting + ", codec="
                + codec + "]";
    }
}
