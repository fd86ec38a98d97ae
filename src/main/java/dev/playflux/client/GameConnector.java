package dev.playflux.client;

import dev.playflux.codec.Codec;
import dev.playflux.transport.Transport;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The definition of a client: immutable, every method gives a changed copy. */
public interface GameConnector {

    /** Where to: {@code ws://localhost:8080/play}, the default. */
    GameConnector uri(String uri);

    /** Where to. */
    GameConnector uri(URI uri);

    /** The game to play. */
    GameConnector game(String name);

    /** The room to enter, by its id. */
    GameConnector room(String id);

    /**
     * What the game's join hook gets.
     *
     * @throws dev.playflux.message.NotEncodable if it cannot travel
     */
    GameConnector options(@Nullable Object options);

    /** Watches, without a seat. */
    GameConnector spectate();

    /** Credentials for the server's authenticator. They are never in a URL and never in a log. */
    GameConnector token(String token);

    /** Credentials that are new for each attempt to connect: subscribed then; an error fails that attempt. */
    GameConnector token(Mono<String> tokens);

    /** How long {@link GameClient#ask} waits for an answer. Defaults to 10 seconds. */
    GameConnector timeout(Duration timeout);

    /** Whether it comes back by itself after a lost connection. Defaults to true. */
    GameConnector reconnect(boolean reconnect);

    /** The network. Defaults to WebSockets. */
    GameConnector transport(Transport transport);

    /**
     * WebSockets to a server whose certificate is its own: believes the certificates in this PEM file, and those that they
     * vouch for, instead of the JDK's. The server's name must be the certificate's. The file is read at once.
     *
     * @throws dev.playflux.message.PlayfluxException if it cannot be read, or has no certificates
     */
    default GameConnector trust(Path certificates) {
        return transport(Transport.webSocket(certificates));
    }

    /**
     * How messages travel. Defaults to {@link Codec#cbor}, which is smaller and faster; {@link Codec#json} can be read by
     * people. What the client sees is the same.
     */
    GameConnector codec(Codec codec);

    /** The chance that spreads the attempts to come back. Defaults to the JVM's. */
    GameConnector random(RandomGenerator random);

    /** How threads wait in the client's {@link GameClient#loop loop}. Defaults to {@link Patience#REAL}. */
    GameConnector patience(Patience patience);

    /**
     * Connects: cold, each subscription is a client; signals it when the server has welcomed it, or a
     * {@link dev.playflux.message.PlayfluxException} that says what was refused. Cancelling before that gives up, and whom the
     * server welcomes in that moment leaves.
     */
    Mono<GameClient> connect();

    /** Connects, and returns when the server has welcomed the client, within 10 seconds. */
    GameClient connectNow();
}
