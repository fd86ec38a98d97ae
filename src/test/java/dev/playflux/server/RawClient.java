package dev.playflux.server;

import static dev.playflux.transport.RawSocket.BINARY;
import static dev.playflux.transport.RawSocket.CLOSE;
import static dev.playflux.transport.RawSocket.FIN;
import static dev.playflux.transport.RawSocket.PING;
import static dev.playflux.transport.RawSocket.PONG;
import static dev.playflux.transport.RawSocket.TEXT;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.playflux.testing.Interpreter;
import dev.playflux.transport.RawSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client that says exactly what a test wants, word by word, and hears what comes back. Every wait has a time-out. */
public final class RawClient implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final RawSocket socket;
    private final @Nullable Interpreter interpreter;
    private final Deque<JsonNode> heard = new ArrayDeque<>();
    private final Map<String, Integer> counts = new HashMap<>();
    private JsonNode welcome = JSON.nullNode();

    public RawClient(RawSocket socket) {
        this(socket, null);
    }

    private RawClient(RawSocket socket, @Nullable Interpreter interpreter) {
        this.socket = socket;
        this.interpreter = interpreter;
    }

    /** A client with a binary connection that has said nothing yet; what it says and hears in JSON travels in CBOR. */
    public static RawClient binary(int port) {
        return attempt(() -> {
            RawSocket socket = new RawSocket(port);
            socket.upgrade(
                    "/play", RawSocket.KEY, "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: playflux.v1.cbor");
            return new RawClient(socket, new Interpreter());
        });
    }

    /** The same, welcomed after a {@code $hello} with these data. */
    public static RawClient binary(int port, String hello) {
        return binary(port).hello(hello);
    }

    /** A client that has said nothing yet. */
    public static RawClient silent(int port) {
        return attempt(() -> new RawClient(RawSocket.upgraded(port)));
    }

    /** A client that has been welcomed. */
    public static RawClient welcome(int port) {
        return welcome(port, "{}");
    }

    /** A client that has been welcomed after a {@code $hello} with these data. */
    public static RawClient welcome(int port, String hello) {
        return silent(port).hello(hello);
    }

    /** A welcomed client whose kernel keeps few bytes unread. */
    public static RawClient narrow(int port, int receiveBuffer, String hello) {
        return attempt(() -> {
            RawSocket socket = new RawSocket(port, receiveBuffer);
            socket.upgrade("/play", RawSocket.KEY, "Sec-WebSocket-Version: 13");
            return new RawClient(socket).hello(hello);
        });
    }

    /** Who is not welcomed leaves no socket behind. */
    private RawClient hello(String data) {
        try {
            say("{\"action\":\"$hello\",\"data\":" + data + "}");
            welcome = next("$welcome").path("data");
            return this;
        } catch (UncheckedIOException | AssertionError unwelcome) {
            close();
            throw unwelcome;
        }
    }

    /** What the server welcomed it with. */
    public JsonNode welcome() {
        return welcome;
    }

    public RawSocket socket() {
        return socket;
    }

    /** Sends a text message. */
    public void say(String text) {
        attempt(() -> {
            if (interpreter == null) {
                socket.frame(FIN | TEXT, text.getBytes(UTF_8));
            } else {
                socket.frame(FIN | BINARY, interpreter.binary(text));
            }
            return socket;
        });
    }

    /** Sends a binary message. */
    public void send(byte[] bytes) {
        attempt(() -> {
            socket.frame(FIN | BINARY, bytes);
            return socket;
        });
    }

    /** The next envelope of an action; others are skipped. */
    public JsonNode next(String action) {
        return next(action, envelope -> true);
    }

    /** The next envelope of an action that is as wanted; others are skipped. */
    public JsonNode next(String action, Predicate<JsonNode> wanted) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        JsonNode envelope = next();
        while (!envelope.path("action").asString().equals(action) || !wanted.test(envelope)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("no " + action + " in time, but " + envelope);
            }
            envelope = next();
        }
        return envelope;
    }

    /** The next refusal. */
    public Refusal refusal() {
        return Refusal.of(next("$error").path("data"));
    }

    /** The next envelope. */
    public JsonNode next() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (heard.isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("nothing in time");
            }
            RawSocket.Frame frame = frame();
            if (frame.opcode() == CLOSE) {
                throw new AssertionError("closed with " + frame.code() + " " + reason(frame));
            }
        }
        return heard.remove();
    }

    /** What has been read and waits for {@link #next}. */
    public List<JsonNode> unread() {
        return List.copyOf(heard);
    }

    /** Reads a frame: what it brings waits for {@link #next}, and a PING is answered. */
    private RawSocket.Frame frame() {
        return attempt(() -> {
            RawSocket.Frame frame = socket.read();
            if (frame.opcode() == PING) {
                socket.frame(FIN | PONG, frame.payload());
            } else if (frame.opcode() == BINARY && interpreter != null) {
                interpreter.envelopes(frame.payload()).forEach(this::hear);
            } else if (frame.opcode() == TEXT) {
                JsonNode message = JSON.readTree(frame.payload());
                if (message.isArray()) {
                    message.forEach(this::hear);
                } else {
                    hear(message);
                }
            }
            return frame;
        });
    }

    private void hear(JsonNode envelope) {
        heard.add(envelope);
        counts.merge(envelope.path("action").asString(), 1, Integer::sum);
    }

    /** How many envelopes of an action have been read so far. */
    public int heard(String action) {
        return counts.getOrDefault(action, 0);
    }

    /** How the server closes it; what comes before is skipped. */
    public int closeCode() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        RawSocket.Frame frame = frame();
        while (frame.opcode() != CLOSE) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not closed in time");
            }
            frame = frame();
        }
        return frame.code();
    }

    private static String reason(RawSocket.Frame close) {
        byte[] payload = close.payload();
        return payload.length < 2 ? "" : new String(payload, 2, payload.length - 2, UTF_8);
    }

    /** Vanishes without a word. */
    public void vanish() {
        attempt(() -> {
            socket.reset();
            return socket;
        });
    }

    @Override
    public void close() {
        attempt(() -> {
            socket.close();
            return socket;
        });
    }

    private static <T> T attempt(Attempt<T> attempt) {
        try {
            return attempt.run();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private interface Attempt<T> {
        T run() throws IOException;
    }

    /** What an {@code $error} says; what it does not name is null or 0. */
    public record Refusal(String code, String message, String action, long re, long input, boolean fatal) {

        static Refusal of(JsonNode data) {
            return new Refusal(
                    data.path("code").asString(),
                    data.path("message").asString(),
                    data.path("action").asString(null),
                    data.path("re").asLong(0),
                    data.path("input").asLong(0),
                    data.path("fatal").asBoolean());
        }
    }
}
