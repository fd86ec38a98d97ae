package dev.playflux.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playflux.message.CloseReason;
import dev.playflux.message.PlayfluxException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every transport must do. */
@Timeout(20)
abstract class LinkContractTest extends LinkPair {

    @Test
    void messagesArriveWholeAndInOrderBothWays() {
        String[] many = IntStream.range(0, 500).mapToObj(i -> "n" + i).toArray(String[]::new);
        send(client, many);
        send(server, many);
        List<String> expected = Arrays.stream(many).map(m -> "text:" + m).toList();
        until(() -> assertThat(atServer.messages).isEqualTo(expected));
        until(() -> assertThat(atClient.messages).isEqualTo(expected));
    }

    @Test
    void thePartsOfAMessageAreJoined() {
        byte[] shared = "b".repeat(3000).getBytes(UTF_8);
        on(server, () -> {
            server.write(List.of("a".getBytes(UTF_8), shared, "ü".getBytes(UTF_8)));
            server.write(List.of());
            server.flush();
        });
        until(() -> assertThat(atClient.messages).containsExactly("text:a" + "b".repeat(3000) + "ü", "text:"));
    }

    @Test
    void aBinarySubProtocolTravelsInBinaryMessages() {
        open(CBOR);
        assertThat(client.subProtocol()).isEqualTo(CBOR);
        assertThat(server.subProtocol()).isEqualTo(CBOR);
        send(client, "hello");
        send(server, "there");
        until(() -> assertThat(atServer.messages).containsExactly("bytes:hello"));
        until(() -> assertThat(atClient.messages).containsExactly("bytes:there"));
    }

    @Test
    void nothingLeavesBeforeAFlush() {
        on(server, () -> server.write(List.of("later".getBytes(UTF_8))));
        pass(Duration.ofMillis(100));
        assertThat(atClient.messages).isEmpty();
        assertThat(server.waiting()).isGreaterThanOrEqualTo(5);
        on(server, server::flush);
        until(() -> assertThat(atClient.messages).containsExactly("text:later"));
        until(() -> assertThat(server.waiting()).isZero());
    }

    @Test
    void theTurnEndsAfterTheMessagesOfOneFlush() {
        send(client, "one", "two");
        until(() -> assertThat(atServer.turns()).isPositive());
        assertThat(atServer.events).startsWith("message").endsWith("turnEnded");
    }

    @Test
    void theServersCloseReasonReachesTheClient() {
        server.close(KICKED);
        until(() -> assertThat(atClient.closes).containsExactly(KICKED));
        until(() -> assertThat(atServer.closes).containsExactly(KICKED));
        until(() -> assertThat(counted.closed).containsExactly(4003));
    }

    @Test
    void theClientsCloseReasonReachesTheServer() {
        client.close(CloseReason.DONE);
        until(() -> assertThat(atServer.closes).containsExactly(CloseReason.DONE));
        until(() -> assertThat(atClient.closes).containsExactly(CloseReason.DONE));
    }

    @Test
    void whenBothCloseEachHearsItOnce() {
        client.close(CloseReason.DONE);
        server.close(KICKED);
        client.close(KICKED);
        until(() -> assertThat(atServer.closes).hasSize(1));
        until(() -> assertThat(atClient.closes).hasSize(1));
        pass(Duration.ofMillis(2500));
        assertThat(atServer.closes).hasSize(1);
        assertThat(atClient.closes).hasSize(1);
    }

    @Test
    void closingFlushesWhatWasWritten() {
        on(server, () -> {
            server.write(List.of("last words".getBytes(UTF_8)));
            server.close(KICKED);
        });
        until(() -> assertThat(atClient.closes).containsExactly(KICKED));
        assertThat(atClient.messages).containsExactly("text:last words");
    }

    @Test
    void nothingIsWrittenAfterAClose() {
        on(server, () -> {
            server.close(KICKED);
            server.write(List.of("too late".getBytes(UTF_8)));
            server.ping();
            server.flush();
            assertThat(server.writable()).isFalse();
        });
        until(() -> assertThat(atClient.closes).containsExactly(KICKED));
        assertThat(atClient.messages).isEmpty();
    }

    @Test
    void nothingIsDeliveredAfterAClose() {
        client.loop().execute(() -> client.write(List.of("unheard".getBytes(UTF_8))));
        on(server, () -> server.close(KICKED));
        client.loop().execute(client::flush);
        until(() -> assertThat(atServer.closes).containsExactly(KICKED));
        pass(Duration.ofMillis(100));
        assertThat(atServer.messages).isEmpty();
    }

    @Test
    void aReceiverMayCloseFromWithin() {
        atServer.onMessage(message -> server.close(KICKED));
        send(client, "one", "two");
        until(() -> assertThat(atServer.closes).containsExactly(KICKED));
        assertThat(atServer.messages).containsExactly("text:one");
    }

    @Test
    void aReceiverThatThrowsLosesItsLink() {
        atServer.onMessage(message -> {
            throw new IllegalStateException("on purpose");
        });
        send(client, "one", "two");
        until(() -> assertThat(atClient.closes).extracting(CloseReason::code).containsExactly(1011));
        until(() -> assertThat(atServer.closes).extracting(CloseReason::code).containsExactly(1011));
        assertThat(atServer.messages).containsExactly("text:one");
    }

    @Test
    void closingWithLostCutsWithoutAFrame() {
        server.close(CloseReason.LOST);
        until(() -> assertThat(atServer.closes).containsExactly(CloseReason.LOST));
        until(() -> assertThat(atClient.closes).containsExactly(CloseReason.LOST));
    }

    @Test
    void aLinkOpenedAfterItsEndHearsItsMessagesAndItsEnd() {
        int before = accepted.size();
        Link late = get(transport().connect(uri("/play"), JSON));
        until(() -> assertThat(accepted).hasSize(before + 1));
        Link other = accepted.get(before);
        Heard atOther = Heard.of(other);
        send(other, "hello");
        pass(Duration.ofMillis(100));
        other.close(KICKED);
        until(() -> assertThat(atOther.closes).hasSize(1));
        pass(Duration.ofMillis(100));
        Heard atLate = Heard.of(late);
        until(() -> assertThat(atLate.closes).containsExactly(KICKED));
        assertThat(atLate.messages).containsExactly("text:hello");
        assertThat(atLate.faults).isEmpty();
    }

    @Test
    void aStalledPeerMakesTheLinkUnwritableUntilItReadsAgain() {
        stall();
        int written = fill();
        assertThat(server.waiting()).isGreaterThan(WaterMarks.LOW);
        unstall();
        until(() -> assertThat(server.writable()).isTrue());
        until(() -> assertThat(atClient.messages).hasSize(written));
    }

    @Test
    void aStalledPeerCanBeClosedWithinASecond() {
        stall();
        fill();
        long start = System.nanoTime();
        server.close(KICKED);
        pass(Duration.ofMillis(500));
        List<CloseReason> early = List.copyOf(atServer.closes);
        if (System.nanoTime() - start < 900_000_000L) {
            assertThat(early).isEmpty();
        }
        by(Duration.ofMillis(700), () -> assertThat(atServer.closes).containsExactly(KICKED));
        unstall();
        until(() -> assertThat(atClient.closes).containsExactly(CloseReason.LOST));
    }

    @Test
    void aPingIsAnswered() {
        on(server, server::ping);
        until(() -> assertThat(atServer.pongs).hasSize(1));
        assertThat(atServer.pongs.get(0)).isBetween(0L, 5_000_000_000L);
        on(client, client::ping);
        until(() -> assertThat(atClient.pongs).hasSize(1));
    }

    @Test
    void whoDoesNotReadHearsNothingUntilItReadsAgain() {
        on(server, () -> server.reading(false));
        send(client, "waits");
        pass(Duration.ofMillis(200));
        assertThat(atServer.messages).isEmpty();
        on(server, () -> server.reading(true));
        until(() -> assertThat(atServer.messages).containsExactly("text:waits"));
    }

    @Test
    void aMessageOverTheLimitClosesWithTooBig() {
        send(client, "x".repeat(1000));
        until(() -> assertThat(atServer.messages).hasSize(1));
        send(client, "x".repeat(1001));
        until(() -> assertThat(atClient.closes).extracting(CloseReason::code).containsExactly(1009));
        until(() -> assertThat(atServer.closes).extracting(CloseReason::code).containsExactly(1009));
        assertThat(atServer.messages).hasSize(1);
    }

    @Test
    void textThatIsNotUtf8ClosesTheLink() {
        on(client, () -> {
            client.write(List.of(new byte[] {'a', (byte) 0xc3}));
            client.flush();
        });
        until(() -> assertThat(atClient.closes).extracting(CloseReason::code).containsExactly(1007));
        assertThat(atServer.messages).isEmpty();
    }

    @Test
    void anUnknownSubProtocolIsRefused() {
        assertThatThrownBy(() -> get(transport().connect(uri("/play"), "nonsense.v1")))
                .isInstanceOf(PlayfluxException.class)
                .hasMessageContaining("400")
                .hasMessageContaining("nonsense.v1");
    }

    @Test
    void aTakenPortIsNamed() {
        assertThatThrownBy(() -> get(transport().listen(endpoint(listener.port()), link -> {})))
                .isInstanceOf(PlayfluxException.class)
                .hasMessage("port " + listener.port() + " of " + host()
                        + " is taken; choose another or 0 for any free one");
    }

    @Test
    void whereNobodyListensTheClientIsToldSo() {
        int port = listener.port();
        URI uri = uri("/play");
        get(listener.stop(CloseReason.GOING_AWAY).thenReturn(true));
        assertThatThrownBy(() -> get(transport().connect(uri, JSON)))
                .isInstanceOf(PlayfluxException.class)
                .hasMessageContaining(String.valueOf(port));
    }

    @Test
    void stoppingClosesTheLinksAndFreesThePort() {
        int port = listener.port();
        get(listener.stop(CloseReason.GOING_AWAY).thenReturn(true));
        until(() -> assertThat(atClient.closes).containsExactly(CloseReason.GOING_AWAY));
        assertThat(atServer.closes).containsExactly(CloseReason.GOING_AWAY);
        get(listener.stop(KICKED).thenReturn(true));
        get(listener.onStop().thenReturn(true));
        Listener again = get(transport().listen(endpoint(port), accepted::add));
        assertThat(again.port()).isEqualTo(port);
        get(again.stop(CloseReason.GOING_AWAY).thenReturn(true));
    }

    @Test
    void stoppingCutsAStalledPeerAfterHalfASecond() {
        stall();
        fill();
        AtomicInteger done = new AtomicInteger();
        listener.stop(CloseReason.GOING_AWAY).subscribe(nothing -> {}, thrown -> {}, done::incrementAndGet);
        by(Duration.ofSeconds(1), () -> assertThat(done).hasValue(1));
        assertThat(atServer.closes).containsExactly(CloseReason.GOING_AWAY);
    }
}
