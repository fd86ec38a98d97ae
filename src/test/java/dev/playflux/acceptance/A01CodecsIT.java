package dev.playflux.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.action.Actions;
import dev.playflux.client.GameClient;
import dev.playflux.codec.Codec;
import dev.playflux.codec.Golden;
import dev.playflux.codec.Hex;
import dev.playflux.codec.Json;
import dev.playflux.message.Body;
import dev.playflux.message.Limits;
import dev.playflux.server.GameServer;
import dev.playflux.server.SocketTest;
import dev.playflux.transport.RawSocket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** A01: every JSON and every CBOR value goes to the server and comes back, byte by byte, however the bytes were cut. */
class A01CodecsIT extends SocketTest {
    private static final String NAMES = "ü☃😀\\\"\\\\/";

    /** What has one form only in JSON, and so comes back as it was. */
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "false",
            "0",
            "-1",
            "255",
            "65536",
            "4294967296",
            "9007199254740991",
            "-9007199254740991",
            "1.5",
            "-0.0",
            "0.1",
            "\"\"",
            "\"" + NAMES + "\"",
            "\"\\u0000\\n\\t\"",
            "\"" + "x".repeat(8 * 1024) + "\"",
            "[]",
            "[[],{},[null]]",
            "{}",
            "{\"\":0,\"" + NAMES + "\":{\"a\":[{\"b\":null}]}}",
            "[".repeat(30) + "]".repeat(30));

    private int port;

    @BeforeEach
    void echo() {
        Limits limits = Limits.DEFAULTS.withRate(1_000_000, 1_000_000).withBytes(100_000_000, 100_000_000);
        port = serve(GameServer.create()
                        .limits(limits)
                        .handle(Actions.on("unused", String.class, (connection, unused) -> unused)
                                .otherwise((connection, messages) -> messages.doOnNext(
                                        message -> connection.send("echo", message.as(Object.class))))))
                .port();
    }

    /** How bytes come to the server. */
    enum Cut {
        WHOLE,
        ONE_BYTE_AT_A_TIME,
        TWO_MESSAGES_IN_ONE_WRITE;

        void send(RawSocket socket, byte[] bytes) throws IOException {
            if (this != ONE_BYTE_AT_A_TIME) {
                socket.send(bytes);
                return;
            }
            for (byte one : bytes) {
                socket.send(new byte[] {one});
            }
        }
    }

    /** What comes back for some messages, each of them alone or two together; the welcome before it is none of them. */
    private List<byte[]> answers(Cut cut, int kind, byte[] hello, List<byte[]> messages) throws IOException {
        int together = cut == Cut.TWO_MESSAGES_IN_ONE_WRITE ? 2 : 1;
        List<byte[]> answers = new ArrayList<>();
        try (RawSocket socket = new RawSocket(port)) {
            String codec = kind == RawSocket.TEXT ? "json" : "cbor";
            socket.upgrade(
                    "/play",
                    RawSocket.KEY,
                    "Sec-WebSocket-Version: 13",
                    "Sec-WebSocket-Protocol: playflux.v1." + codec);
            cut.send(socket, RawSocket.masked(RawSocket.FIN | kind, hello));
            read(socket, kind, 1);
            for (int i = 0; i < messages.size(); i += together) {
                List<byte[]> now = messages.subList(i, Math.min(messages.size(), i + together));
                ByteArrayOutputStream write = new ByteArrayOutputStream();
                now.forEach(message -> write.writeBytes(RawSocket.masked(RawSocket.FIN | kind, message)));
                cut.send(socket, write.toByteArray());
                answers.add(
                        read(socket, kind, now.stream().mapToInt(m -> m.length).sum()));
            }
        }
        return answers;
    }

    /** At least so many bytes of messages of the game; several that came together are taken apart in JSON. */
    private static byte[] read(RawSocket socket, int kind, int length) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (bytes.size() < length) {
            RawSocket.Frame frame = socket.read();
            if (frame.opcode() == kind) {
                String text = new String(frame.payload(), UTF_8);
                bytes.writeBytes(
                        kind == RawSocket.TEXT && text.startsWith("[")
                                ? text.substring(1, text.length() - 1)
                                        .replace("},{\"action\"", "}{\"action\"")
                                        .getBytes(UTF_8)
                                : frame.payload());
            }
            assertThat(frame.opcode()).isNotEqualTo(RawSocket.CLOSE);
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @EnumSource
    void everyJsonValueComesBackByteForByte(Cut cut) throws IOException {
        List<byte[]> messages = VALUES.stream()
                .map(value -> "{\"action\":\"echo\",\"data\":" + value + "}")
                .map(message -> message.replace(",\"data\":null}", "}").getBytes(UTF_8))
                .toList();
        List<byte[]> answers = answers(cut, RawSocket.TEXT, "{\"action\":\"$hello\"}".getBytes(UTF_8), messages);
        assertThat(text(answers)).isEqualTo(text(messages));
    }

    private static String text(Collection<byte[]> messages) {
        StringBuilder text = new StringBuilder();
        messages.forEach(message -> text.append(new String(message, UTF_8)));
        return text.toString();
    }

    @ParameterizedTest
    @EnumSource
    void everyCborValueComesBackByteForByte(Cut cut) throws IOException {
        List<byte[]> messages = new ArrayList<>();
        for (JsonNode vector : Golden.read("cbor-values.json")) {
            String body = "82646563686f" + vector.path("hex").stringValue();
            messages.add(Hex.bytes("01" + varint(body.length() / 2) + body));
        }
        List<byte[]> answers = answers(cut, RawSocket.BINARY, Hex.bytes("01098266 2468656c6c6f f6"), messages);
        assertThat(hex(answers)).isEqualTo(hex(messages));
    }

    private static String varint(int number) {
        HexFormat hex = HexFormat.of();
        return number < 128
                ? hex.toHexDigits((byte) number)
                : hex.toHexDigits((byte) (number | 128)) + hex.toHexDigits((byte) (number >> 7));
    }

    private static String hex(Collection<byte[]> messages) {
        StringBuilder hex = new StringBuilder();
        messages.forEach(message -> hex.append(Hex.of(message)));
        return hex.toString();
    }

    static List<Codec> codecs() {
        return List.of(Codec.json(), Codec.cbor());
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void aClientGetsEveryValueThatItSent(Codec codec) {
        GameClient client = GameClient.create()
                .uri("ws://127.0.0.1:" + port + "/play")
                .codec(codec)
                .connectNow();
        closing(client::closeNow);
        List<String> back = new CopyOnWriteArrayList<>();
        client.messages().map(message -> text(message.body())).subscribe(back::add);
        VALUES.forEach(value ->
                assertThat(client.send("value", Json.mapper().readTree(value))).isTrue());
        eventually(() -> assertThat(back).containsExactlyElementsOf(VALUES));
    }

    private static String text(Body body) {
        return new String(Json.write(body.as(Object.class)), UTF_8);
    }
}
