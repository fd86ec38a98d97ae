package dev.playflux.server;

import static dev.playflux.transport.RawSocket.CONTINUATION;
import static dev.playflux.transport.RawSocket.FIN;
import static dev.playflux.transport.RawSocket.PING;
import static dev.playflux.transport.RawSocket.TEXT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.transport.RawSocket;
import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A player's bytes break the frames, or never become any: the close code, and a seat that is free again. */
class WrongFramesIT extends SocketTest {
    private RunningServer server;
    private int port;

    @BeforeEach
    void listen() {
        server = serve(GameServer.create().game(Board.GAME));
        port = server.port();
    }

    @AfterEach
    void theNextOneIsServed() {
        servesSomebodyNew(port);
    }

    /** Frames that end a connection, and how. */
    enum Wrong {
        WITHOUT_A_MASK(1002, raw -> raw.send(HexFormat.of().parseHex("81026869"))),
        TOO_LONG_BY_FAR(1009, raw -> raw.send(HexFormat.of().parseHex("81ff400000000000000012345678"))),
        NOT_UTF8(1007, raw -> raw.frame(FIN | TEXT, HexFormat.of().parseHex("7b22ff227d"))),
        TOO_LONG_BY_ONE(1009, raw -> raw.frame(FIN | TEXT, "x".repeat(16 * 1024 + 1))),
        TOO_LONG_TOGETHER(1009, raw -> {
            raw.frame(TEXT, "x".repeat(16 * 1024));
            raw.frame(FIN | CONTINUATION, "x");
        }),
        SEVENTEEN_FRAGMENTS(1009, raw -> {
            raw.frame(TEXT, "{");
            for (int i = 0; i < 16; i++) {
                raw.frame(i == 15 ? FIN | CONTINUATION : CONTINUATION, " ");
            }
        }),
        COMPRESSED(1002, raw -> raw.frame(FIN | TEXT | 0x40, "x")),
        A_FLOOD_OF_PINGS(1008, raw -> {
            for (int i = 0; i < 40; i++) {
                raw.frame(FIN | PING, "");
            }
        });

        private final int code;
        private final Sent sent;

        Wrong(int code, Sent sent) {
            this.code = code;
            this.sent = sent;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPlayerWhoBreaksTheFramesIsClosedAndLeaves(Wrong wrong) throws IOException {
        RawClient client = closing(RawClient.welcome(port));
        wrong.sent.to(client.socket());
        assertThat(client.closeCode()).isEqualTo(wrong.code);
        eventually(() -> assertThat(server.rooms().iterator().next().players()).isEmpty());
    }

    @Test
    void aMessageOfJustSixteenKibibytesIsHandled() {
        RawClient client = closing(RawClient.welcome(port));
        String text = Board.say("as long as may be");
        client.say(text + " ".repeat(16 * 1024 - text.length()));
        client.next("said");
    }

    @Test
    void aMessageOfSixteenFragmentsIsHandled() throws IOException {
        RawClient client = closing(RawClient.welcome(port));
        byte[] text = Board.say("in pieces").getBytes(UTF_8);
        for (int i = 0; i < 16; i++) {
            byte[] piece = i == 15 ? java.util.Arrays.copyOfRange(text, 15, text.length) : new byte[] {text[i]};
            client.socket().frame((i == 0 ? TEXT : CONTINUATION) | (i == 15 ? FIN : 0), piece);
        }
        client.next("said");
    }

    @ParameterizedTest
    @EnumSource
    void anUpgradeThatMayNotBeIsRefused(Door door) throws IOException {
        try (RawSocket raw = new RawSocket(port)) {
            RawSocket.Response response = raw.upgrade("/play", door.headers);
            assertThat(response.status()).isEqualTo(door.status);
            if (door == Door.VERSION_8) {
                assertThat(response.header("Sec-WebSocket-Version")).isEqualTo("13");
            }
        }
    }

    /** Headers of upgrades that are refused, and how. */
    enum Door {
        A_FOREIGN_ORIGIN(403, "Sec-WebSocket-Version: 13", "Origin: https://evil.example"),
        AN_UNKNOWN_SUB_PROTOCOL(400, "Sec-WebSocket-Version: 13", "Sec-WebSocket-Protocol: mqtt"),
        VERSION_8(426, "Sec-WebSocket-Version: 8");

        private final int status;
        private final String[] headers;

        Door(int status, String... headers) {
            this.status = status;
            this.headers = java.util.stream.Stream.concat(
                            java.util.stream.Stream.of(RawSocket.KEY), java.util.Arrays.stream(headers))
                    .toArray(String[]::new);
        }
    }

    private interface Sent {
        void to(RawSocket raw) throws IOException;
    }
}
