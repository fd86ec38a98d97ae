package dev.playflux.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.message.CloseReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** A server that gets frames written by hand. */
abstract class FramesTest extends ServerTest {

    /** What the client gets for these bytes, and what the server's receiver heard. */
    final void closes(int code, Sender sender) throws IOException {
        try (RawSocket raw = RawSocket.upgraded(port())) {
            sender.send(raw);
            assertThat(raw.closeCode()).isEqualTo(code);
            raw.endOutput();
            assertThat(raw.ends()).isTrue();
            eventually(() ->
                    assertThat(heard(0).closes).extracting(CloseReason::code).containsExactly(code));
        }
    }

    final int port() {
        return listener == null ? listen() : listener.port();
    }

    static byte[] close(int code, String reason) {
        byte[] text = reason.getBytes(UTF_8);
        return ByteBuffer.allocate(2 + text.length)
                .putShort((short) code)
                .put(text)
                .array();
    }

    static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    /** Sends something. */
    interface Sender {
        void send(RawSocket raw) throws IOException;
    }
}
