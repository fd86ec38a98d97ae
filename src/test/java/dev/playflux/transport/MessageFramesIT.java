package dev.playflux.transport;

import static dev.playflux.transport.RawSocket.BINARY;
import static dev.playflux.transport.RawSocket.CONTINUATION;
import static dev.playflux.transport.RawSocket.FIN;
import static dev.playflux.transport.RawSocket.PING;
import static dev.playflux.transport.RawSocket.TEXT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.playflux.message.CloseReason;
import dev.playflux.message.Limits;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a socket makes of messages, whole and in fragments, good and bad. */
class MessageFramesIT extends FramesTest {

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
        listen(settings -> settings.unfinished(Duration.ofSeconds(1)));
        closes(1008, raw -> raw.frame(TEXT, "and then"));
    }

    @Test
    void aFrameThatIsNotFinishedInTimeCloses1008() throws IOException {
        listen(settings -> settings.unfinished(Duration.ofSeconds(1)));
        closes(1008, raw -> raw.send(hex("81")));
    }

    @Test
    void pingsInBetweenDoNotProlongAnUnfinishedMessage() throws IOException {
        listen(settings -> settings.unfinished(Duration.ofMillis(500)));
        try (RawSocket raw = RawSocket.upgraded(port())) {
            raw.frame(TEXT, "and then");
            // Each comes before the time since the last one is over, and few enough are no flood.
            for (int i = 0; i < 15 && heard(0).closes.isEmpty(); i++) {
                await().pollDelay(Duration.ofMillis(250)).until(() -> true);
                raw.frame(FIN | PING, "");
            }
            assertThat(heard(0).closes).extracting(CloseReason::code).containsExactly(1008);
            assertThat(raw.closeCode()).isEqualTo(1008);
        }
    }

    @Test
    void whoFinishesEachMessageInTimeMayGoOn() throws IOException {
        listen(settings -> settings.unfinished(Duration.ofSeconds(3)));
        try (RawSocket raw = RawSocket.upgraded(port())) {
            for (int i = 0; i < 4; i++) {
                raw.frame(TEXT, "a");
                await().pollDelay(Duration.ofMillis(800)).until(() -> true);
                raw.frame(FIN | CONTINUATION, "b");
            }
            eventually(() -> assertThat(heard(0).messages).hasSize(4));
            assertThat(heard(0).closes).isEmpty();
        }
    }

    @Test
    void aMessageThatIsNotReadIsNotUnfinished() throws IOException {
        listen(settings -> settings.unfinished(Duration.ofSeconds(2)));
        try (RawSocket raw = RawSocket.upgraded(port())) {
            raw.frame(TEXT, "a");
            heard(0);
            await().pollDelay(Duration.ofMillis(50)).until(() -> true);
            stopReading(links.get(0));
            raw.frame(FIN | CONTINUATION, "b");
            await().pollDelay(Duration.ofMillis(2500)).until(() -> true);
            links.get(0).loop().execute(() -> links.get(0).reading(true));
            eventually(() -> assertThat(heard(0).messages).containsExactly("text:ab"));
        }
    }

    @Test
    void aSocketThatIsNotReadPushesBack() throws IOException {
        try (RawSocket raw = RawSocket.upgraded(port())) {
            heard(0);
            stopReading(links.get(0));
            Thread writer = new Thread(() -> write(raw, 100_000_000));
            writer.setDaemon(true);
            writer.start();
            await().pollDelay(Duration.ofMillis(700)).until(() -> true);
            assertThat(heard(0).messages).hasSizeLessThan(2);
            assertThat(writer.isAlive()).isTrue();
        }
    }

    private static void stopReading(Link link) {
        CountDownLatch stopped = new CountDownLatch(1);
        link.loop().execute(() -> {
            link.reading(false);
            stopped.countDown();
        });
        await().until(() -> stopped.getCount() == 0);
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
}
