package dev.playflux.transport;

import static dev.playflux.transport.RawSocket.CLOSE;
import static dev.playflux.transport.RawSocket.FIN;
import static dev.playflux.transport.RawSocket.PING;
import static dev.playflux.transport.RawSocket.PONG;
import static dev.playflux.transport.RawSocket.TEXT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.message.CloseReason;
import dev.playflux.message.Limits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a socket makes of PING, PONG and close frames. */
class ControlFramesIT extends FramesTest {

    @Test
    void pingsAreAnsweredWithTheirPayload() throws IOException {
        try (RawSocket raw = RawSocket.upgraded(port())) {
            raw.frame(FIN | PING, "x".repeat(125));
            RawSocket.Frame pong = raw.read();
            assertThat(pong.opcode()).isEqualTo(PONG);
            assertThat(pong.text()).isEqualTo("x".repeat(125));
            assertThat(heard(0).events).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {PING, PONG})
    void aFloodOfControlFramesCloses1008(int opcode) throws IOException {
        closes(1008, raw -> {
            ByteArrayOutputStream flood = new ByteArrayOutputStream();
            for (int i = 0; i < 100; i++) {
                flood.writeBytes(RawSocket.masked(FIN | opcode, new byte[0]));
            }
            raw.send(flood.toByteArray());
        });
    }

    @Test
    void aBurstOfTwentyControlFramesIsFine() throws IOException {
        try (RawSocket raw = RawSocket.upgraded(port())) {
            for (int i = 0; i < 20; i++) {
                raw.frame(FIN | PING, "" + i);
            }
            for (int i = 0; i < 20; i++) {
                assertThat(raw.read().text()).isEqualTo("" + i);
            }
        }
    }

    @Test
    void aPeerThatDoesNotReadGetsNoMorePongs() throws IOException {
        listen(settings -> settings.limits(Limits.DEFAULTS.withControl(1_000_000, 1_000_000)));
        try (RawSocket raw = RawSocket.upgraded(port())) {
            heard(0);
            Link link = links.get(0);
            link.loop().execute(() -> {
                while (link.writable()) {
                    link.write(List.of(new byte[16_000]));
                    link.flush();
                }
            });
            eventually(() -> assertThat(link.writable()).isFalse());
            long before = link.waiting();
            ByteArrayOutputStream pings = new ByteArrayOutputStream();
            for (int i = 0; i < 2000; i++) {
                pings.writeBytes(RawSocket.masked(FIN | PING, new byte[125]));
            }
            pings.writeBytes(RawSocket.masked(FIN | TEXT, "done".getBytes(UTF_8)));
            raw.send(pings.toByteArray());
            eventually(() -> assertThat(heard(0).messages).containsExactly("text:done"));
            assertThat(link.waiting()).isLessThanOrEqualTo(before);
        }
    }

    @Test
    void aPongNobodyAskedForIsIgnored() throws IOException {
        try (RawSocket raw = RawSocket.upgraded(port())) {
            raw.frame(FIN | PONG, "12345678");
            raw.frame(FIN | TEXT, "x");
            eventually(() -> assertThat(heard(0).messages).hasSize(1));
            assertThat(heard(0).pongs).isEmpty();
        }
    }

    @Test
    void aPongAnswersTheOlderPingsTooAndOnlyOnce() throws IOException {
        try (RawSocket raw = RawSocket.upgraded(port())) {
            heard(0);
            links.get(0).loop().execute(() -> {
                links.get(0).ping();
                links.get(0).ping();
            });
            byte[] first = raw.read().payload();
            byte[] second = raw.read().payload();
            raw.frame(FIN | PONG, second);
            raw.frame(FIN | PONG, second);
            raw.frame(FIN | PONG, first);
            raw.frame(FIN | TEXT, "x");
            eventually(() -> assertThat(heard(0).messages).hasSize(1));
            assertThat(heard(0).pongs).hasSize(1);
        }
    }

    @Test
    void aFragmentedControlFrameCloses1002() throws IOException {
        closes(1002, raw -> raw.frame(PING, "x"));
    }

    @Test
    void aControlFrameOver125BytesCloses1002() throws IOException {
        closes(1002, raw -> raw.frame(FIN | PING, "x".repeat(126)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 1003, 1011, 3000, 4003, 4999})
    void aCloseFrameIsEchoedWithItsCode(int code) throws IOException {
        try (RawSocket raw = RawSocket.upgraded(port())) {
            raw.frame(FIN | TEXT, "bye");
            raw.frame(FIN | CLOSE, close(code, "the end"));
            assertThat(raw.closeCode()).isEqualTo(code);
            assertThat(raw.ends()).isTrue();
            eventually(() -> assertThat(heard(0).closes).containsExactly(new CloseReason(code, "the end")));
            assertThat(heard(0).messages).containsExactly("text:bye");
        }
    }

    @Test
    void aCloseFrameWithoutACodeIs1005() throws IOException {
        try (RawSocket raw = RawSocket.upgraded(port())) {
            raw.frame(FIN | CLOSE, "");
            assertThat(raw.closeCode()).isEqualTo(-1);
            assertThat(raw.ends()).isTrue();
            eventually(() ->
                    assertThat(heard(0).closes).extracting(CloseReason::code).containsExactly(1005));
        }
    }

    @Test
    void aCutIs1006() throws IOException {
        try (RawSocket raw = RawSocket.upgraded(port())) {
            raw.frame(TEXT, "half a");
        }
        eventually(() -> assertThat(heard(0).closes).containsExactly(CloseReason.LOST));
    }

    @ParameterizedTest
    @CsvSource({
        "03, 1002",
        "0000, 1002",
        "03e7, 1002",
        "03ec, 1002",
        "03ed, 1002",
        "03ee, 1002",
        "03f7, 1002",
        "07d0, 1002",
        "1388, 1002",
        "ffff, 1002",
        "8001, 1002",
        "03e8ff, 1007",
    })
    void aBadCloseFrameIsRefused(String payload, int code) throws IOException {
        closes(code, raw -> raw.frame(FIN | CLOSE, hex(payload)));
    }

    @Test
    void nothingAfterACloseFrameIsHeard() throws IOException {
        try (RawSocket raw = RawSocket.upgraded(port())) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.writeBytes(RawSocket.masked(FIN | CLOSE, close(1000, "")));
            bytes.writeBytes(RawSocket.masked(FIN | TEXT, "x".getBytes(UTF_8)));
            raw.send(bytes.toByteArray());
            assertThat(raw.closeCode()).isEqualTo(1000);
            eventually(() -> assertThat(heard(0).closes).hasSize(1));
            assertThat(heard(0).messages).isEmpty();
        }
    }

    @Test
    void aPeerThatDoesNotAnswerAClosingIsLeftAfterTwoSeconds() throws IOException {
        try (RawSocket raw = RawSocket.upgraded(port())) {
            heard(0);
            long start = System.nanoTime();
            links.get(0).close(new CloseReason(4003, "kicked"));
            assertThat(raw.closeCode()).isEqualTo(4003);
            eventually(() -> assertThat(heard(0).closes).hasSize(1));
            assertThat(raw.ends()).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(1900), Duration.ofSeconds(5));
        }
    }
}
