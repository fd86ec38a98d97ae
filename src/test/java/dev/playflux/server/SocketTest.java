package dev.playflux.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.playflux.client.GameClient;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.NoSuchElementException;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** Servers on loopback, which end with the test. */
@Timeout(120)
public abstract class SocketTest {
    private static final Duration AT_ONCE = Duration.ofSeconds(5);

    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    /** Serves until the test ends. */
    protected final RunningServer serve(GameServer definition) {
        RunningServer server = definition.host("127.0.0.1").port(0).bindNow();
        open.push(server::disposeNow);
        return server;
    }

    /** Closes something when the test ends, before what was there already. */
    protected final <T extends AutoCloseable> T closing(T resource) {
        open.push(resource);
        return resource;
    }

    @AfterEach
    final void closeAll() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }

    /** A client without any choice of its own, which leaves with the test. */
    protected final GameClient join(RunningServer server) {
        GameClient client = GameClient.create()
                .uri("ws://127.0.0.1:" + server.port() + "/play")
                .connectNow();
        closing(client::closeNow);
        return client;
    }

    /** Becomes true, sooner or later. */
    protected static void eventually(ThrowingRunnable assertion) {
        await().pollInterval(Duration.ofMillis(10))
                .atMost(Duration.ofSeconds(15))
                .ignoreExceptionsInstanceOf(NoSuchElementException.class)
                .untilAsserted(assertion);
    }

    /** Somebody new comes into a game of {@link Board} and is served. */
    static void servesSomebodyNew(int port) {
        long start = System.nanoTime();
        try (RawClient fresh = RawClient.welcome(port, "{\"game\":\"board\"}")) {
            fresh.next("$state");
            fresh.say(Board.say("hello"));
            assertThat(fresh.next("said").path("data").asString()).isEqualTo("hello");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_ONCE);
    }
}
