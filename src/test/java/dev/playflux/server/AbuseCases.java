package dev.playflux.server;

import static dev.playflux.transport.RawSocket.BINARY;
import static dev.playflux.transport.RawSocket.CLOSE;
import static dev.playflux.transport.RawSocket.CONTINUATION;
import static dev.playflux.transport.RawSocket.FIN;
import static dev.playflux.transport.RawSocket.PING;
import static dev.playflux.transport.RawSocket.PONG;
import static dev.playflux.transport.RawSocket.TEXT;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.playflux.transport.RawSocket;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.awaitility.Awaitility;

/** What a stranger tries, and what it gets. */
final class AbuseCases {
    private static final String OPEN = "GET /play HTTP/1.1\r\n";
    private static final String HOST = "Host: x\r\n";
    private static final String WANTS = "Upgrade: websocket\r\nConnection: Upgrade\r\n";
    private static final String KEY = RawSocket.KEY + "\r\n";
    private static final String VERSION = "Sec-WebSocket-Version: 13\r\n";
    private static final String GOOD = OPEN + HOST + WANTS + KEY + VERSION;

    private AbuseCases() {}

    /** How far the stranger has come when it attacks. */
    enum Stage {
        CONNECTED,
        UPGRADED,
        SEATED
    }

    /** Sends something. */
    interface Attack {
        void on(RawSocket raw) throws IOException;
    }

    /**
     * A case.
     *
     * @param answer {@code http} and a status, {@code close} and a code, behind a fatal refusal if there is one,
     *     {@code error} and a code, or {@code cut}
     */
    record Abuse(String name, Stage stage, String answer, Attack attack) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** Requests that become no socket. */
    static List<Abuse> requests() {
        String long8 = "x".repeat(9000);
        return List.of(
                request("nothing", "cut", ""),
                request("half a line", "cut", "GET /pl"),
                request("half a request", "cut", OPEN + HOST),
                new Abuse("a request by drops", Stage.CONNECTED, "cut", AbuseCases::trickle),
                request("no HTTP", "http 400", "NONSENSE\r\n\r\n"),
                request("the hello of TLS", "http 400", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\r\n\r\n"),
                request("a header without a colon", "http 400", OPEN + HOST + "nonsense\r\n\r\n"),
                request("a header's name with a space", "http 400", OPEN + HOST + "a b: c\r\n\r\n"),
                request("a header with a zero", "http 400", OPEN + HOST + "a: \u0000\r\n\r\n"),
                request("a target of 9000 bytes", "http 414", "GET /" + long8 + " HTTP/1.1\r\n" + HOST + "\r\n"),
                request("a header of 9000 bytes", "http 431", OPEN + HOST + "X: " + long8 + "\r\n\r\n"),
                request("3000 headers", "http 431", OPEN + HOST + "X: 1\r\n".repeat(3000) + "\r\n"),
                request(
                        "two lengths",
                        "http 400",
                        "POST / HTTP/1.1\r\n" + HOST + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
                request(
                        "a length that is none",
                        "http 400",
                        "POST / HTTP/1.1\r\n" + HOST + "Content-Length: -1\r\n\r\n"),
                request("an unknown path", "http 404", "GET /nowhere HTTP/1.1\r\n" + HOST + "\r\n"),
                request("a path upwards", "http 404", "GET /../../etc/passwd HTTP/1.1\r\n" + HOST + "\r\n"),
                request(
                        "a path upwards in code",
                        "http 404",
                        "GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\n" + HOST + "\r\n"),
                request("a path with a zero", "http 404", "GET /play%00 HTTP/1.1\r\n" + HOST + "\r\n"),
                request("no upgrade", "http 426", OPEN + HOST + "\r\n"),
                request("another upgrade", "http 426", OPEN + HOST + "Upgrade: h2c\r\nConnection: Upgrade\r\n\r\n"),
                request("a POST", "http 405", GOOD.replace("GET", "POST") + "\r\n"),
                request("HTTP/1.0", "http 400", GOOD.replace("1.1", "1.0") + "\r\n"),
                request("no version", "http 426", OPEN + HOST + WANTS + KEY + "\r\n"),
                request("version 8", "http 426", OPEN + HOST + WANTS + KEY + "Sec-WebSocket-Version: 8\r\n\r\n"),
                request("no key", "http 400", OPEN + HOST + WANTS + VERSION + "\r\n"),
                request("two keys", "http 400", GOOD + KEY + "\r\n"),
                request("a short key", "http 400", OPEN + HOST + WANTS + VERSION + "Sec-WebSocket-Key: abc\r\n\r\n"),
                request("no host", "http 400", OPEN + WANTS + KEY + VERSION + "\r\n"),
                request("two hosts", "http 400", GOOD + "Host: y\r\n\r\n"),
                request("a body", "http 400", GOOD + "Content-Length: 5\r\n\r\nhello"),
                request("a foreign origin", "http 403", GOOD + "Origin: https://evil.example\r\n\r\n"),
                request("the origin null", "http 403", GOOD + "Origin: null\r\n\r\n"),
                request("two origins", "http 403", GOOD + "Origin: http://x\r\nOrigin: http://y\r\n\r\n"),
                request("an unknown sub-protocol", "http 400", GOOD + "Sec-WebSocket-Protocol: mqtt\r\n\r\n"),
                request("an empty sub-protocol", "http 400", GOOD + "Sec-WebSocket-Protocol:\r\n\r\n"));
    }

    private static Abuse request(String name, String answer, String text) {
        return new Abuse(name, Stage.CONNECTED, answer, raw -> raw.send(text));
    }

    private static void trickle(RawSocket raw) throws IOException {
        for (char drop : GOOD.toCharArray()) {
            raw.send("" + drop);
            Awaitility.await().pollDelay(Duration.ofMillis(20)).until(() -> true);
        }
    }

    /** Frames that break the rules. */
    static List<Abuse> frames() {
        return List.of(
                frame("no mask", 1002, raw -> raw.send(hex("81026869"))),
                frame("a reserved bit", 1002, raw -> raw.frame(FIN | 0x40 | TEXT, "x")),
                frame("opcode 3", 1002, raw -> raw.frame(FIN | 3, "x")),
                frame("opcode 11", 1002, raw -> raw.frame(FIN | 11, "x")),
                frame("a continuation of nothing", 1002, raw -> raw.frame(FIN | CONTINUATION, "x")),
                frame("a text inside a text", 1002, raw -> {
                    raw.frame(TEXT, "x");
                    raw.frame(FIN | TEXT, "x");
                }),
                frame("half a ping", 1002, raw -> raw.frame(PING, "x")),
                frame("a ping of 126", 1002, raw -> raw.frame(FIN | PING, "x".repeat(126))),
                frame("2 to the 62 bytes", 1009, raw -> raw.send(hex("81ff400000000000000012345678"))),
                frame("less than no bytes", 1002, raw -> raw.send(hex("81ffffffffffffffffff12345678"))),
                frame("a length too long", 1002, raw -> raw.send(hex("81fe000512345678"))),
                frame("a byte too much", 1009, raw -> raw.frame(FIN | TEXT, "x".repeat(16 * 1024 + 1))),
                frame("four mebibytes announced and sent", 1009, raw -> {
                    raw.send(hex("82ff000000000040000012345678"));
                    raw.send(new byte[0x400000]);
                }),
                frame("17 fragments", 1009, raw -> {
                    for (int i = 0; i < 17; i++) {
                        raw.frame(i == 0 ? TEXT : CONTINUATION, "");
                    }
                }),
                frame("no UTF-8", 1007, raw -> raw.frame(FIN | TEXT, hex("7b22ff227d"))),
                frame("no UTF-8 in what is not finished", 1007, raw -> raw.frame(TEXT, hex("f490"))),
                frame("bytes instead of text", 1003, raw -> raw.frame(FIN | BINARY, "{}")),
                frame("half a frame", 1008, raw -> raw.send(hex("81"))),
                frame("half a message", 1008, raw -> raw.frame(TEXT, "and then")),
                frame("a flood of pings", 1008, raw -> flood(raw, PING)),
                frame("a flood of pongs", 1008, raw -> flood(raw, PONG)),
                frame("a close with 1005", 1002, raw -> raw.frame(FIN | CLOSE, hex("03ed"))),
                frame("a close with 999", 1002, raw -> raw.frame(FIN | CLOSE, hex("03e7"))),
                frame("a close with 5000", 1002, raw -> raw.frame(FIN | CLOSE, hex("1388"))),
                frame("a close with 65535", 1002, raw -> raw.frame(FIN | CLOSE, hex("ffff"))),
                frame("a close of one byte", 1002, raw -> raw.frame(FIN | CLOSE, hex("03"))),
                frame("a close that is no UTF-8", 1007, raw -> raw.frame(FIN | CLOSE, hex("03e8ff"))));
    }

    private static Abuse frame(String name, int code, Attack attack) {
        return new Abuse(name, Stage.UPGRADED, "close " + code, attack);
    }

    private static void flood(RawSocket raw, int opcode) throws IOException {
        for (int i = 0; i < 100; i++) {
            raw.frame(FIN | opcode, "");
        }
    }

    /** First messages that are no greeting, or one that is refused. */
    static List<Abuse> greetings() {
        return List.of(
                greeting("silence", "close 4000", ""),
                greeting("no JSON", "close 1002", "hello"),
                greeting("no envelope", "close 1002", "[]"),
                greeting("no hello", "close 1002", Board.say("x")),
                greeting("a farewell", "close 1002", "{\"action\":\"$bye\"}"),
                greeting("two hellos", "close 1002", "[{\"action\":\"$hello\"},{\"action\":\"$hello\"}]"),
                greeting("hello as a number", "bad_data, close 1002", hello("5")),
                greeting("a game that is a list", "bad_data, close 1002", hello("{\"game\":[]}")),
                greeting("an unknown game", "room_not_found, close 4005", hello("{\"game\":\"chess\"}")),
                greeting("an unknown room", "room_not_found, close 4005", hello("{\"room\":\"nowhere\"}")),
                greeting("options that do not fit", "bad_data, close 1002", hello("{\"options\":{\"name\":5}}")),
                greeting(
                        "a guest that is refused", "banned, close 4003", hello("{\"options\":{\"name\":\"Mallory\"}}")),
                greeting(
                        "a guest the game fails on",
                        "handler_failed, close 1011",
                        hello("{\"options\":{\"name\":\"Murphy\"}}")));
    }

    private static String hello(String data) {
        return "{\"action\":\"$hello\",\"data\":" + data + "}";
    }

    private static Abuse greeting(String name, String answer, String first, String... more) {
        return new Abuse(name, Stage.UPGRADED, answer, raw -> {
            if (!first.isEmpty()) {
                raw.frame(FIN | TEXT, first.getBytes(UTF_8));
            }
            for (String next : more) {
                raw.frame(FIN | TEXT, next.getBytes(UTF_8));
            }
        });
    }

    /** Messages of somebody with a seat. */
    static List<Abuse> messages() {
        return List.of(
                message("no JSON", "error bad_message", "nonsense"),
                message("half an envelope", "error bad_message", "{\"action\":\"say\""),
                message("an empty array", "error bad_message", "[]"),
                message("a member twice", "error bad_message", "{\"action\":\"say\",\"action\":\"say\"}"),
                message("what is no number", "error bad_message", say("NaN")),
                message("what is too large a number", "error bad_message", say("1e999")),
                message("10 000 digits", "error bad_message", say("1".repeat(10_000))),
                message("7000 brackets", "error bad_message", say("[".repeat(7000) + "]".repeat(7000))),
                message("a string of 9000", "error bad_message", Board.say("x".repeat(9000))),
                message("a name of 129", "error bad_message", say("{\"" + "n".repeat(129) + "\":1}")),
                message("half a character", "error bad_message", say("\"\\ud800\"")),
                message("a byte-order mark", "error bad_message", "\ufeff" + Board.say("x")),
                message(
                        "65 envelopes",
                        "error bad_message",
                        "[" + String.join(",", Collections.nCopies(65, Board.say("x"))) + "]"),
                message("an input of 0", "error bad_message", "{\"action\":\"say\",\"input\":0}"),
                message("a question without a number", "error bad_message", "{\"action\":\"say\",\"ask\":true}"),
                message("an unknown action", "error unknown_action", "{\"action\":\"nope\"}"),
                message("a prototype", "error unknown_action", "{\"action\":\"__proto__\"}"),
                message("a reserved action", "error reserved_action", "{\"action\":\"$state\",\"data\":{}}"),
                message(
                        "a class by its name",
                        "error bad_data",
                        "{\"action\":\"say\",\"data\":[\"java.lang.Runtime\",{}]}"),
                message("a number for a text", "error bad_data", say("5")),
                message(
                        "a text for a number",
                        "error bad_data",
                        "{\"action\":\"steer\",\"data\":{\"dx\":\"NaN\",\"dy\":0}}"),
                message("a ping without a time", "error bad_data", "{\"action\":\"$ping\",\"data\":{}}"),
                message("a second hello", "close 1002", "{\"action\":\"$hello\"}"),
                message("a gap", "close 1002", "{\"action\":\"say\",\"data\":{\"text\":\"x\"},\"seq\":5}"),
                message(
                        "an ack of what was never sent",
                        "close 1002",
                        "{\"action\":\"$ack\",\"data\":{\"tick\":1000000000}}"),
                message("an ack of a number never sent", "close 1002", "{\"action\":\"$ack\",\"data\":{\"seq\":7}}"),
                message(
                        "nonsense eight times",
                        "close 1008",
                        Collections.nCopies(8, "nonsense").toArray(String[]::new)),
                message(
                        "five resyncs",
                        "close 1008",
                        Collections.nCopies(5, "{\"action\":\"$resync\"}").toArray(String[]::new)));
    }

    private static String say(String text) {
        return "{\"action\":\"say\",\"data\":{\"text\":" + text + "}}";
    }

    private static Abuse message(String name, String answer, String... texts) {
        return new Abuse("seated: " + name, Stage.SEATED, answer, raw -> {
            for (String text : texts) {
                raw.frame(FIN | TEXT, text.getBytes(UTF_8));
            }
        });
    }

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
