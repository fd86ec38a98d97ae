package dev.playflux.transport;

import static dev.playflux.transport.RawSocket.BINARY;
import static dev.playflux.transport.RawSocket.CLOSE;
import static dev.playflux.transport.RawSocket.CONTINUATION;
import static dev.playflux.transport.RawSocket.FIN;
import static dev.playflux.transport.RawSocket.PING;
import static dev.playflux.transport.RawSocket.PONG;
import static dev.playflux.transport.RawSocket.TEXT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.playflux.message.CloseReason;
import dev.playflux.message.Limits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a socket makes of frames, good and bad. */
class FramesIT extends ServerTest {

    /** What the client gets for these bytes, and what the server's receiver heard. */
    private void closes(int code, Sender sender) throws IOException {
        try (RawSocket raw = RawSocket.upgraded(port())) {
            sender.send(raw);
            assertThat(raw.closeCode()).isEqualTo(code);
            raw.frame(FIN | CLOSE, close(code, ""));
            assertThat(raw.ends()).isTrue();
            eventually(() ->
                    assertThat(heard(0).closes).extracting(CloseReason::code).containsExactly(code));
        }
    }

    private int port() {
        return listener == null ? listen() : listener.port();
    }

    private static byte[] close(int code, String reason) {
        byte[] text = reason.getBytes(UTF_8);
        return ByteBuffer.allocate(2 + text.length)
                .putShort((short) code)
                .put(text)
                .array();
    }

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    @Test
    void fragmentsAreJoined() throws IOException {
        try (RawSocket raw = RawSocket.upgraded(port())) {
            raw.frame(TEXT, "Hel");
            raw.frame(FIN | PING, "in between");
            raw.frame(CONTINUATION, "");
            raw.frame(FIN | CONTINUATION, "lo");
            raw.frame(BINARY, "a");
            raw.frame(FIN | CONTINUATION, "b");
            raw.frame(FIN | TEXT, "");
            eventually(() -> assertThat(heard(0).messages).containsExactly("text:Hello", "bytes:ab", "text:"));
            assertThat(raw.read().text()).isEqualTo("in between");
        }
    }

    @Test
    void textMayBeSplitInsideACharacter() throws IOException {
        byte[] euro = "€😀".getBytes(UTF_8);
        try (RawSocket raw = RawSocket.upgraded(port())) {
            for (int i = 0; i < euro.length; i++) {
                int last = i == euro.length - 1 ? FIN : 0;
                raw.frame(last | (i == 0 ? TEXT : CONTINUATION), new byte[] {euro[i]});
            }
            eventually(() -> assertThat(heard(0).messages).containsExactly("text:€😀"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ff",
                "c0 80",
                "e0 80 80",
                "ed a0 80",
                "f0 80 80 80",
                "f4 90 80 80",
                "f5 80 80 80",
                "80",
                "c3",
                "e2 82",
                "f0 9f 98",
                "c3 28",
                "e2 28 a1",
                "61 62 63 64 65 66 67 68 69 ff",
                "e2 82 28",
                "f0 9f 98 28"
            })
    void textThatIsNotUtf8Closes1007(String bytes) throws IOException {
        closes(1007, raw -> raw.frame(FIN | TEXT, hex(bytes)));
        assertThat(heard(0).messages).isEmpty();
    }

    @Test
    void textThatIsNotUtf8AcrossFragmentsCloses1007() throws IOException {
        closes(1007, raw -> {
            raw.frame(TEXT, hex("e2 82"));
            raw.frame(FIN | CONTINUATION, "x");
        });
    }

    @Test
    void binaryNeedsNotBeUtf8() throws IOException {
        try (RawSocket raw = RawSocket.upgraded(port())) {
            raw.frame(FIN | BINARY, hex("ff fe"));
            eventually(() -> assertThat(heard(0).messages).hasSize(1));
        }
    }

    @Test
    void aFrameWithoutMaskCloses1002() throws IOException {
        closes(1002, raw -> raw.send(hex("81 02 68 69")));
    }

    @Test
    void aFrameOf2To62BytesCloses1009() throws IOException {
        closes(1009, raw -> raw.send(hex("82 ff 4000000000000000 12345678")));
    }

    @Test
    void aNegativeLengthCloses1002() throws IOException {
        closes(1002, raw -> raw.send(hex("82 ff ffffffffffffffff 12345678")));
    }

    @Test
    void aLengthThatIsLongerThanNeededCloses1002() throws IOException {
        closes(1002, raw -> raw.send(hex("82 fe 0005 12345678")));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x40, 0x20, 0x10, 0x70})
    void reservedBitsClose1002(int bits) throws IOException {
        closes(1002, raw -> raw.frame(FIN | bits | TEXT, "x"));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 6, 7, 11, 12, 13, 14, 15})
    void reservedOpcodesClose1002(int opcode) throws IOException {
        closes(1002, raw -> raw.frame(FIN | opcode, "x"));
    }

    @Test
    void aMessageOverTheLimitCloses1009() throws IOException {
        listen(settings -> settings.limits(Limits.DEFAULTS.withMessageBytes(200)));
        try (RawSocket raw = RawSocket.upgraded(port())) {
            raw.frame(FIN | TEXT, "x".repeat(200));
            eventually(() -> assertThat(heard(0).messages).hasSize(1));
            raw.frame(FIN | TEXT, "x".repeat(201));
            assertThat(raw.closeCode()).isEqualTo(1009);
        }
    }

    @Test
    void fragmentsOverTheLimitTogetherClose1009() throws IOException {
        listen(settings -> settings.limits(Limits.DEFAULTS.withMessageBytes(200)));
        closes(1009, raw -> {
            raw.frame(TEXT, "x".repeat(150));
            raw.frame(FIN | CONTINUATION, "x".repeat(51));
        });
    }

    @Test
    void theCodeSurvivesMuchUnreadData() throws IOException {
        closes(1009, raw -> {
            raw.send(hex("82 ff 0000000000400000 12345678"));
            raw.send(new byte[0x400000]);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 17})
    void aMessageHasAtMostSixteenFragments(int fragments) throws IOException {
        try (RawSocket raw = RawSocket.upgraded(port())) {
            raw.frame(TEXT, "");
            for (int i = 2; i <= fragments; i++) {
                raw.frame(i == fragments ? FIN | CONTINUATION : CONTINUATION, "");
            }
            if (fragments <= 16) {
                eventually(() -> assertThat(heard(0).messages).containsExactly("text:"));
            } else {
                assertThat(raw.closeCode()).isEqualTo(1009);
            }
        }
    }

    @Test
    void aContinuationOfNothingCloses1002() throws IOException {
        closes(1002, raw -> raw.frame(FIN | CONTINUATION, "x"));
    }

    @Test
    void aNewMessageInsideAnotherCloses1002() throws IOException {
        closes(1002, raw -> {
            raw.frame(TEXT, "a");
            raw.frame(FIN | TEXT, "b");
        });
    }

    @Test
    void aMessageThatIsNotFinishedInTimeCloses1008() throws IOException {
        listen(settings -> settings.unfinished(Duration.ofMillis(300)));
        closes(1008, raw -> raw.frame(TEXT, "and then"));
    }

    @Test
    void aFrameThatIsNotFinishedInTimeCloses1008() throws IOException {
        listen(settings -> settings.unfinished(Duration.ofMillis(300)));
        closes(1008, raw -> raw.send(hex("81")));
    }

    @Test
    void pingsInBetweenDoNotProlongAnUnfinishedMessage() throws IOException {
        listen(settings -> settings.unfinished(Duration.ofMillis(400)));
        long start = System.nanoTime();
        closes(1008, raw -> {
            raw.frame(TEXT, "and then");
            for (int i = 0; i < 3; i++) {
                await().pollDelay(Duration.ofMillis(100)).until(() -> true);
                raw.frame(FIN | PING, "");
            }
        });
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(900));
    }

    @Test
    void whoFinishesEachMessageInTimeMayGoOn() throws IOException {
        listen(settings -> settings.unfinished(Duration.ofMillis(400)));
        try (RawSocket raw = RawSocket.upgraded(port())) {
            for (int i = 0; i < 8; i++) {
                raw.frame(TEXT, "a");
                await().pollDelay(Duration.ofMillis(100)).until(() -> true);
                raw.frame(FIN | CONTINUATION, "b");
            }
            eventually(() -> assertThat(heard(0).messages).hasSize(8));
            assertThat(heard(0).closes).isEmpty();
        }
    }

    @Test
    void aMessageThatIsNotReadIsNotUnfinished() throws IOException {
        listen(settings -> settings.unfinished(Duration.ofMillis(200)));
        try (RawSocket raw = RawSocket.upgraded(port())) {
            raw.frame(TEXT, "a");
            heard(0);
            await().pollDelay(Duration.ofMillis(50)).until(() -> true);
            links.get(0).loop().execute(() -> links.get(0).reading(false));
            raw.frame(FIN | CONTINUATION, "b");
            await().pollDelay(Duration.ofMillis(500)).until(() -> true);
            links.get(0).loop().execute(() -> links.get(0).reading(true));
            eventually(() -> assertThat(heard(0).messages).containsExactly("text:ab"));
        }
    }

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
        listen(settings -> settings.limits(new Limits(
                Limits.Shape.DEFAULTS,
                new Limits.Rate(1, 1),
                new Limits.Rate(1_000_000, 1_000_000),
                1,
                10,
                Duration.ofSeconds(5),
                Duration.ofSeconds(5))));
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
            links.get(0).close(new CloseReason(4003, "kicked"));
            assertThat(raw.closeCode()).isEqualTo(4003);
            eventually(() -> assertThat(heard(0).closes).hasSize(1));
            long start = System.nanoTime();
            assertThat(raw.ends()).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(1500), Duration.ofMillis(2800));
        }
    }

    @Test
    void aSocketThatIsNotReadPushesBack() throws IOException {
        try (RawSocket raw = RawSocket.upgraded(port())) {
            heard(0);
            Link link = links.get(0);
            link.loop().execute(() -> link.reading(false));
            await().pollDelay(Duration.ofMillis(50)).until(() -> true);
            Thread writer = new Thread(() -> write(raw, 100_000_000));
            writer.setDaemon(true);
            writer.start();
            await().pollDelay(Duration.ofMillis(700)).until(() -> true);
            assertThat(heard(0).messages).hasSizeLessThan(2);
            assertThat(writer.isAlive()).isTrue();
        }
    }

    private static void write(RawSocket raw, int bytes) {
        byte[] frame = RawSocket.masked(FIN | BINARY, new byte[16_000]);
        try {
            for (int sent = 0; sent < bytes; sent += frame.length) {
                raw.send(frame);
            }
        } catch (IOException closed) {
            assertThat(closed).isNotNull();
        }
    }

    private interface Sender {
        void send(RawSocket raw) throws IOException;
    }
}
