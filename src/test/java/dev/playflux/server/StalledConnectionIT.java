package dev.playflux.server;

import static dev.playflux.testing.Timed.A_SECOND_OR_SO;
import static dev.playflux.testing.Timed.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.action.Actions;
import dev.playflux.connection.Connection;
import dev.playflux.message.CloseReason;
import dev.playflux.testing.Timed;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** A connection without a room stops reading while ten kilobytes at a time are broadcast: it misses them, nobody else does. */
class StalledConnectionIT extends SocketTest {
    private static final int BROADCASTS = 1200;
    private static final String FILLING = "x".repeat(10_000);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private RunningServer server;

    @BeforeEach
    void listen() {
        server = serve(GameServer.create().handle(Actions.on("say", String.class, (connection, said) -> said)));
    }

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    private record News(int number, String filling) {}

    private RawClient join(int receiveBuffer, int index) {
        RawClient client = closing(RawClient.narrow(server.port(), receiveBuffer, "{}"));
        eventually(() -> assertThat(server.connections().open()).hasSize(index));
        return client;
    }

    private int broadcast(int number) {
        return server.connections().broadcast("news", new News(number, FILLING));
    }

    private static int read(RawClient client) {
        return client.next("news").path("data").path("number").asInt();
    }

    @Test
    void itMissesWhatIsBroadcastAndNobodyElseDoes(TestReporter reporter) throws Exception {
        RawClient reader = join(0, 1);
        RawClient stalled = join(2048, 2);
        AtomicInteger read = new AtomicInteger(49);
        for (int number = 0; number < 50; number++) {
            broadcast(number);
            assertThat(read(reader)).isEqualTo(number);
        }
        Footprint before = Footprint.now();
        CompletableFuture<Boolean> inOrder = CompletableFuture.supplyAsync(
                () -> IntStream.range(50, BROADCASTS).allMatch(number -> {
                    int next = read(reader);
                    read.set(next);
                    return next == number;
                }),
                threads);
        int taken = 0;
        for (int number = 50; number < BROADCASTS; number++) {
            int sent = number;
            if (read.get() < sent - 4) {
                eventually(() -> assertThat(read.get()).isGreaterThanOrEqualTo(sent - 4));
            }
            int accepted = broadcast(number);
            assertThat(accepted).isBetween(1, 2);
            taken += accepted - 1;
        }
        assertThat(inOrder.get()).isTrue();
        long grown = Footprint.now().growth(before);
        reporter.publishEntry("bytes more", "" + grown);
        reporter.publishEntry("accepted for the stalled one", "" + taken);
        assertThat(grown).isLessThan(1_000_000);
        assertThat(taken).isLessThan(50);
        int last = -1;
        for (int i = 0; last < BROADCASTS; i++) {
            broadcast(BROADCASTS + i);
            int next = read(stalled);
            assertThat(next).isGreaterThan(last);
            last = next;
        }
        assertThat(server.connections().open()).hasSize(2);
    }

    @Test
    void itIsClosedWithinASecond() throws Exception {
        within(A_SECOND_OR_SO, this::itIsClosed);
    }

    private Duration itIsClosed() {
        join(2048, 1);
        List<Integer> refused = IntStream.range(0, 100)
                .filter(number -> broadcast(number) == 0)
                .boxed()
                .toList();
        assertThat(refused).isNotEmpty();
        Connection connection = server.connections().open().iterator().next();
        long start = System.nanoTime();
        connection.close(new CloseReason(4003, "too slow"));
        assertThat(connection.closed().block(Duration.ofSeconds(10)).code()).isEqualTo(4003);
        Duration took = Timed.since(start);
        eventually(() -> assertThat(server.connections().open()).isEmpty());
        assertThat(broadcast(0)).isZero();
        return took;
    }

    @Test
    void whatItWasSentBeforeAClosingArrivesIfItReadsAgainInTime() {
        for (int tries = 1; tries <= 3; tries++) {
            long start = System.nanoTime();
            try {
                readsAgain();
                return;
            } catch (UncheckedIOException | AssertionError cut) {
                // It has a second, over which the machine may have paused.
                if (tries == 3 || Timed.since(start).toMillis() < 1000) {
                    throw cut;
                }
            }
            eventually(() -> assertThat(server.connections().open()).isEmpty());
        }
    }

    private void readsAgain() {
        RawClient stalled = join(2048, 1);
        int accepted = (int)
                IntStream.range(0, 100).filter(number -> broadcast(number) == 1).count();
        server.connections().open().iterator().next().close(new CloseReason(4003, "too slow"));
        for (int number = 0; number < accepted; number++) {
            stalled.next("news");
        }
        assertThat(stalled.closeCode()).isEqualTo(4003);
    }
}
