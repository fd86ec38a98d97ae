package dev.playflux.server;

import static dev.playflux.transport.RawSocket.CLOSE;
import static dev.playflux.transport.RawSocket.FIN;
import static dev.playflux.transport.RawSocket.TEXT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.message.Limits;
import dev.playflux.server.AbuseCases.Abuse;
import dev.playflux.testing.Timed;
import dev.playflux.transport.RawSocket;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A stranger tries everything on one server: the exact answer to each, and somebody new is served at once after it. */
@Timeout(60)
class AbuseIT {
    private static final Duration AT_ONCE = Duration.ofMillis(250);
    private static final Pattern ERROR = Pattern.compile(
            "\"action\":\"\\$error\",\"data\":\\{[^}]*?\"code\":\"([a-z_]+)\"[^}]*?\"fatal\":(true|false)");

    private static RunningServer server;

    @BeforeAll
    static void listen() {
        Limits limits = Limits.DEFAULTS.withUnfinished(Duration.ofMillis(700)).withHello(Duration.ofSeconds(2));
        server = GameServer.create()
                .game(Board.GAME)
                .limits(limits)
                .host("127.0.0.1")
                .port(0)
                .bindNow();
        for (int i = 0; i < 30; i++) {
            SocketTest.servesSomebodyNew(server.port());
        }
    }

    @AfterAll
    static void stop() {
        server.disposeNow();
    }

    static Stream<Abuse> cases() {
        return Stream.of(AbuseCases.requests(), AbuseCases.frames(), AbuseCases.greetings(), AbuseCases.messages())
                .flatMap(List::stream);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void aStrangerGetsTheExactAnswerAndHurtsNobody(Abuse abuse) throws Exception {
        try (RawSocket raw = new RawSocket(server.port())) {
            String answer = tried(abuse, raw);
            somebodyNewIsServedAtOnce();
            assertThat(answer).isEqualTo(abuse.answer());
        }
        somebodyNewIsServedAtOnce();
    }

    private static String tried(Abuse abuse, RawSocket raw) throws IOException {
        try {
            if (abuse.stage() == AbuseCases.Stage.CONNECTED) {
                abuse.attack().on(raw);
                return "http " + raw.response(false).status();
            }
            raw.upgrade("/play", RawSocket.KEY, "Sec-WebSocket-Version: 13");
            if (abuse.stage() == AbuseCases.Stage.SEATED) {
                raw.frame(FIN | TEXT, "{\"action\":\"$hello\"}");
                while (!new String(raw.read().payload(), UTF_8).contains("$welcome")) {
                    continue;
                }
            }
            abuse.attack().on(raw);
            return heard(raw, abuse.answer().startsWith("error"));
        } catch (EOFException | SocketException cut) {
            return "cut";
        }
    }

    /** The first refusal, if that is what is looked for, or how it ends. */
    private static String heard(RawSocket raw, boolean refusal) throws IOException {
        String fatal = "";
        while (true) {
            RawSocket.Frame frame = raw.read();
            if (frame.opcode() == CLOSE) {
                return fatal + "close " + frame.code();
            }
            Matcher error = ERROR.matcher(new String(frame.payload(), UTF_8));
            while (error.find()) {
                if (error.group(2).equals("true")) {
                    fatal = error.group(1) + ", ";
                } else if (refusal) {
                    return "error " + error.group(1);
                }
            }
        }
    }

    /** A pause of the machine is told from harm by another try. */
    private static void somebodyNewIsServedAtOnce() throws Exception {
        Timed.within(AT_ONCE, () -> {
            long start = System.nanoTime();
            try (RawClient fresh = RawClient.welcome(server.port(), "{\"game\":\"board\"}")) {
                fresh.say(Board.say("hello"));
                assertThat(fresh.next("said").path("data").asString()).isEqualTo("hello");
                Duration took = Timed.since(start);
                fresh.say("{\"action\":\"$bye\"}");
                fresh.closeCode();
                return took;
            }
        });
    }
}
