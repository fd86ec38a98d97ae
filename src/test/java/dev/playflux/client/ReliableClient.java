package dev.playflux.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.codec.Codec;
import dev.playflux.message.Refused;
import dev.playflux.message.Undelivered;
import dev.playflux.testing.Host;
import dev.playflux.testing.Peer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** What tests of a client's reliable messages share: a server by hand, and what becomes of a Mono. */
abstract class ReliableClient {
    static final Duration ACK = Duration.ofMillis(50);

    final Host host = new Host(Codec.json());
    final List<Status> status = new ArrayList<>();

    @AfterEach
    void close() {
        host.close();
    }

    /** A client that has been welcomed. */
    final GameClient join() {
        return join(host.client());
    }

    final GameClient join(GameConnector connector) {
        AtomicReference<GameClient> client = new AtomicReference<>();
        connector.connect().subscribe(client::set);
        host.settle();
        welcome("{'player':'p1','resume':{'token':'t1','graceMs':20000},'resumed':false,'seq':0}");
        GameClient joined = Objects.requireNonNull(client.get(), "welcomed");
        joined.status().subscribe(status::add);
        return joined;
    }

    final void welcome(String data) {
        say("$welcome", data);
    }

    /** Says it on the last connection. */
    final void say(String action, String data) {
        host.last().send(action, data);
        host.settle();
    }

    final void write(String envelope) {
        host.last().write(envelope);
        host.settle();
    }

    /** Loses the connection, and lets the client come back. */
    final Peer cut() {
        int before = host.connections().size();
        host.network.cut();
        for (int i = 0; i < 100 && host.connections().size() == before; i++) {
            host.pass(Duration.ofMillis(100));
        }
        assertThat(host.connections()).hasSize(before + 1);
        return host.last();
    }

    /** The reliable messages that came on the last connection, as {@code number action data}. */
    final List<String> numbered() {
        return numbered(host.last());
    }

    static List<String> numbered(Peer peer) {
        return peer.envelopes().stream()
                .filter(envelope -> envelope.has("seq"))
                .map(envelope -> envelope.path("seq").asLong() + " "
                        + envelope.path("action").asString() + " " + envelope.path("data"))
                .toList();
    }

    /** The {@code $hello} of a connection. */
    static JsonNode hello(Peer peer) {
        return peer.data("$hello").get(0);
    }

    /** What becomes of it: empty until something has, then what it signalled. */
    static List<String> fate(Mono<?> mono) {
        List<String> fate = new ArrayList<>();
        mono.subscribe(
                value -> fate.add("value " + value), thrown -> fate.add(word(thrown)), () -> fate.add("complete"));
        return fate;
    }

    private static String word(Throwable thrown) {
        return thrown instanceof Refused refused
                ? refused.code()
                : thrown instanceof Undelivered undelivered
                        ? undelivered.reason().name()
                        : thrown.getClass().getSimpleName();
    }
}
