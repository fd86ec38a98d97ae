package dev.playflux.transport;

import static dev.playflux.transport.RawSocket.BINARY;
import static dev.playflux.transport.RawSocket.CONTINUATION;
import static dev.playflux.transport.RawSocket.FIN;
import static dev.playflux.transport.RawSocket.PING;
import static dev.playflux.transport.RawSocket.TEXT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.message.Limits;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** permessage-deflate: off unless switched on, agreed to if asked for, and bounded after inflation. */
class CompressionIT extends FramesTest {
    private static final int COMPRESSED = 0x40;
    private static final String LONG = "the same again, ".repeat(500);

    private int compressing() {
        return listen(settings -> settings.edge(Edge.PLAIN.withCompression(true)));
    }

    private static RawSocket.Response offer(RawSocket raw, String offer) throws IOException {
        return raw.upgrade("/play", RawSocket.KEY, "Sec-WebSocket-Version: 13", "Sec-WebSocket-Extensions: " + offer);
    }

    private static RawSocket agreed(int port) throws IOException {
        RawSocket raw = new RawSocket(port);
        RawSocket.Response response = offer(raw, "permessage-deflate; client_max_window_bits");
        assertThat(response.status()).isEqualTo(101);
        assertThat(response.header("Sec-WebSocket-Extensions"))
                .isEqualTo("permessage-deflate; server_no_context_takeover; client_no_context_takeover");
        return raw;
    }

    private static byte[] deflate(byte[] bytes) {
        Deflater deflater = new Deflater(9, true);
        deflater.setInput(bytes);
        byte[] out = new byte[bytes.length + 100];
        int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
        deflater.end();
        return Arrays.copyOf(out, length - 4);
    }

    @Test
    void itIsOffByDefault() throws IOException {
        try (RawSocket raw = new RawSocket(listen())) {
            assertThat(offer(raw, "permessage-deflate").header("Sec-WebSocket-Extensions"))
                    .isEmpty();
            raw.frame(FIN | COMPRESSED | TEXT, deflate(LONG.getBytes(UTF_8)));
            assertThat(raw.closeCode()).isEqualTo(1002);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x-webkit-deflate-frame",
                "permessage-deflate; server_max_window_bits=10",
                "permessage-deflate; what=1",
                "",
                ",;,"
            })
    void whatCannotBeAgreedToIsNot(String offer) throws IOException {
        try (RawSocket raw = new RawSocket(compressing())) {
            RawSocket.Response response = offer(raw, offer);
            assertThat(response.status()).isEqualTo(101);
            assertThat(response.header("Sec-WebSocket-Extensions")).isEmpty();
        }
    }

    @Test
    void compressedMessagesAreInflatedWholeAndInFragments() throws IOException {
        byte[] deflated = deflate(LONG.getBytes(UTF_8));
        try (RawSocket raw = agreed(compressing())) {
            raw.frame(FIN | COMPRESSED | TEXT, deflated);
            raw.frame(COMPRESSED | BINARY, Arrays.copyOf(deflated, 10));
            raw.frame(FIN | PING, "");
            raw.frame(FIN | CONTINUATION, Arrays.copyOfRange(deflated, 10, deflated.length));
            raw.frame(FIN | TEXT, "plain");
            raw.frame(FIN | COMPRESSED | TEXT, deflate(new byte[0]));
            eventually(() -> assertThat(heard(0).messages)
                    .containsExactly("text:" + LONG, "bytes:" + LONG, "text:plain", "text:"));
        }
    }

    @Test
    void whatIsLongGoesOutCompressedAndWhatIsShortDoesNot() throws IOException, DataFormatException {
        try (RawSocket raw = agreed(compressing())) {
            heard(0);
            links.get(0).loop().execute(() -> {
                links.get(0).write(List.of(LONG.getBytes(UTF_8), "end".getBytes(UTF_8)));
                links.get(0).write(List.of("short".getBytes(UTF_8)));
                links.get(0).flush();
            });
            byte[] deflated = raw.read().payload();
            assertThat(deflated).hasSizeLessThan(LONG.length() / 10);
            assertThat(new String(Deflation.inflate(deflated, 100_000), UTF_8)).isEqualTo(LONG + "end");
            assertThat(raw.read().text()).isEqualTo("short");
        }
    }

    @Test
    void theLimitHoldsAfterInflation() throws IOException {
        int port = listen(settings ->
                settings.limits(Limits.DEFAULTS.withMessageBytes(8000)).edge(Edge.PLAIN.withCompression(true)));
        try (RawSocket raw = agreed(port)) {
            raw.frame(FIN | COMPRESSED | TEXT, deflate(LONG.getBytes(UTF_8)));
            eventually(() -> assertThat(heard(0).messages).hasSize(1));
            byte[] bomb = deflate(new byte[5_000_000]);
            assertThat(bomb).hasSizeLessThan(8000);
            raw.frame(FIN | COMPRESSED | BINARY, bomb);
            assertThat(raw.closeCode()).isEqualTo(1009);
        }
        assertThat(limited.limits).containsExactly("messageBytes");
    }

    @Test
    void whatCannotBeInflatedOrIsNotUtf8Closes1007() throws IOException {
        int port = compressing();
        try (RawSocket raw = agreed(port)) {
            raw.frame(FIN | COMPRESSED | TEXT, new byte[] {7, 7, 7, 7});
            assertThat(raw.closeCode()).isEqualTo(1007);
        }
        try (RawSocket raw = agreed(port)) {
            raw.frame(FIN | COMPRESSED | TEXT, deflate(new byte[] {(byte) 0xff}));
            assertThat(raw.closeCode()).isEqualTo(1007);
        }
    }

    @Test
    void theMarkIsForTheFirstFrameOfAMessageOnly() throws IOException {
        int port = compressing();
        for (int first : new int[] {FIN | COMPRESSED | CONTINUATION, FIN | COMPRESSED | PING}) {
            try (RawSocket raw = agreed(port)) {
                raw.frame(TEXT, "a");
                raw.frame(first, "b");
                assertThat(raw.closeCode()).isEqualTo(1002);
            }
        }
    }
}
