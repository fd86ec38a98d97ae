package dev.playflux.transport;

import static dev.playflux.testing.Timed.within;
import static dev.playflux.transport.RawSocket.BINARY;
import static dev.playflux.transport.RawSocket.CLOSE;
import static dev.playflux.transport.RawSocket.FIN;
import static dev.playflux.transport.RawSocket.PING;
import static dev.playflux.transport.RawSocket.PONG;
import static dev.playflux.transport.RawSocket.TEXT;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.message.CloseReason;
import dev.playflux.testing.Timed;
import dev.playflux.transport.ConformanceCases.Case;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * RFC 6455 on an echo endpoint, in the groups 1 to 7 and 10 of the Autobahn suite: what comes back, who closes with what
 * code, and that the server then ends the connection.
 */
@Timeout(60)
class ConformanceIT {
    private static final Duration AT_ONCE = Duration.ofMillis(900);
    private static Listener echo;

    @BeforeAll
    static void listen() {
        echo = Echo.listen("127.0.0.1", 0);
    }

    @AfterAll
    static void stop() {
        echo.stop(CloseReason.GOING_AWAY).block(Duration.ofSeconds(3));
    }

    static Stream<Case> cases() {
        return Stream.of(
                        ConformanceCases.framing(),
                        ConformanceCases.controls(),
                        ConformanceCases.reserved(),
                        ConformanceCases.fragments(),
                        ConformanceCases.texts(),
                        ConformanceCases.closes())
                .flatMap(List::stream);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void aPeerGetsWhatTheStandardSays(Case each) throws Exception {
        within(AT_ONCE, () -> played(each));
    }

    /** Plays a case; gives how long its end took. */
    private static Duration played(Case each) throws IOException {
        try (RawSocket raw = RawSocket.upgraded(echo.port())) {
            for (ConformanceCases.Step step : each.steps()) {
                if (step.bytes().length == 0) {
                    Awaitility.await().pollDelay(Duration.ofMillis(50)).until(() -> true);
                }
                send(raw, step);
            }
            List<String> events = new ArrayList<>();
            while (each.ours() && events.size() < each.events().size()) {
                events.add(event(raw.read()));
            }
            if (each.ours()) {
                raw.frame(FIN | CLOSE, FramesTest.close(1000, ""));
            }
            int code = closing(raw, events);
            assertThat(events).isEqualTo(each.events());
            assertThat(code).isEqualTo(each.code());
            return end(raw, each.answered() ? new byte[0] : FramesTest.close(code, ""));
        }
    }

    private static void send(RawSocket raw, ConformanceCases.Step step) throws IOException {
        for (int from = 0; from < step.bytes().length; from += step.chop()) {
            int to = Math.min(step.bytes().length, from + step.chop());
            try {
                raw.send(Arrays.copyOfRange(step.bytes(), from, to));
            } catch (IOException closed) {
                return;
            }
        }
    }

    /** The code of the server's close frame; what comes before is an event. */
    private static int closing(RawSocket raw, List<String> events) throws IOException {
        RawSocket.Frame frame = raw.read();
        while (frame.opcode() != CLOSE) {
            events.add(event(frame));
            frame = raw.read();
        }
        return frame.code();
    }

    /** A client that is closed says so too, and must not have to end the connection itself. */
    private static Duration end(RawSocket raw, byte[] answer) throws IOException {
        long start = System.nanoTime();
        if (answer.length > 0) {
            raw.frame(FIN | CLOSE, answer);
        }
        assertThat(raw.ends()).isTrue();
        return Timed.since(start);
    }

    private static String event(RawSocket.Frame frame) {
        String kind = switch (frame.opcode()) {
            case TEXT -> "text:";
            case BINARY -> "binary:";
            case PING -> "ping:";
            case PONG -> "pong:";
            default -> frame.opcode() + ":";
        };
        return kind + new String(frame.payload(), ISO_8859_1);
    }
}
