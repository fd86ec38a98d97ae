package dev.playflux.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static reactor.core.publisher.Sinks.EmitResult.FAIL_CANCELLED;
import static reactor.core.publisher.Sinks.EmitResult.FAIL_OVERFLOW;
import static reactor.core.publisher.Sinks.EmitResult.FAIL_TERMINATED;
import static reactor.core.publisher.Sinks.EmitResult.OK;

import dev.playflux.action.Actions;
import dev.playflux.connection.Connection;
import dev.playflux.message.Message;
import dev.playflux.metrics.Metrics;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import reactor.core.publisher.Sinks;
import tools.jackson.databind.JsonNode;

/**
 * Four threads send a hundred thousand messages to one client at once: each is delivered in its thread's order, or was
 * refused with a result that says so.
 */
class FirehoseIT extends SocketTest {
    private static final int THREADS = 4;
    private static final int EACH = 25_000;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger dropped = new AtomicInteger();
    private RawClient client;
    private Connection connection;

    @BeforeEach
    void connect() {
        Metrics metrics = new Metrics() {
            @Override
            public void dropped(String where) {
                assertThat(where).isEqualTo("outbound");
                dropped.incrementAndGet();
            }
        };
        RunningServer server = serve(GameServer.create()
                .metrics(metrics)
                .handle(Actions.on("say", String.class, (connection, said) -> said)));
        client = closing(RawClient.welcome(server.port()));
        eventually(() -> assertThat(server.connections().open()).hasSize(1));
        connection = server.connections().open().iterator().next();
    }

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    /** What a thread got for its messages: the numbers of the accepted ones, and how many had which result. */
    private record Emitted(List<Integer> accepted, Map<Sinks.EmitResult, Integer> results) {

        int all() {
            return results.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    private interface Emission {
        Sinks.EmitResult of(Message message);
    }

    private static Message message(int thread, int number) {
        return Message.of("drop", new int[] {thread, number});
    }

    /** All threads at once. */
    private List<Future<Emitted>> open(Emission emission) {
        return IntStream.range(0, THREADS)
                .mapToObj(thread -> threads.submit(() -> emit(thread, emission)))
                .toList();
    }

    private static Emitted emit(int thread, Emission emission) {
        Emitted emitted = new Emitted(new ArrayList<>(), new EnumMap<>(Sinks.EmitResult.class));
        for (int number = 0; number < EACH; number++) {
            Sinks.EmitResult result = emission.of(message(thread, number));
            emitted.results.merge(result, 1, Integer::sum);
            if (result == OK) {
                emitted.accepted.add(number);
            }
        }
        return emitted;
    }

    /** What arrives until the end is announced, by thread. */
    private List<List<Integer>> read() {
        List<List<Integer>> read = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            read.add(new ArrayList<>());
        }
        JsonNode next = client.next();
        while (!next.path("action").asString().equals("end")) {
            read.get(next.path("data").path(0).asInt())
                    .add(next.path("data").path(1).asInt());
            next = client.next();
        }
        return read;
    }

    private void announceEnd() {
        await().until(() -> connection.send("end", null));
    }

    private static List<Emitted> results(List<Future<Emitted>> emissions) throws Exception {
        List<Emitted> results = new ArrayList<>();
        for (Future<Emitted> emission : emissions) {
            results.add(emission.get());
        }
        return results;
    }

    /** Exactly the accepted ones have arrived, in the order of their threads; all others were refused. */
    private static int addsUp(List<Emitted> emitted, List<List<Integer>> read) {
        int accepted = 0;
        for (int thread = 0; thread < THREADS; thread++) {
            assertThat(read.get(thread)).isEqualTo(emitted.get(thread).accepted);
            assertThat(emitted.get(thread).all()).isEqualTo(EACH);
            assertThat(emitted.get(thread).results).containsOnlyKeys(keys(emitted.get(thread)));
            accepted += emitted.get(thread).accepted.size();
        }
        return accepted;
    }

    private static Sinks.EmitResult[] keys(Emitted emitted) {
        return emitted.results.keySet().stream()
                .filter(result -> result == OK || result == FAIL_OVERFLOW)
                .toArray(Sinks.EmitResult[]::new);
    }

    @Test
    void whatIsAcceptedArrivesInOrderAndTheRestIsRefused(TestReporter reporter) throws Exception {
        CompletableFuture<List<List<Integer>>> reader = CompletableFuture.supplyAsync(this::read, threads);
        List<Emitted> emitted = results(open(connection.outbound()::tryEmitNext));
        announceEnd();
        int accepted = addsUp(emitted, reader.get());
        reporter.publishEntry("accepted of " + THREADS * EACH, "" + accepted);
        assertThat(accepted).isPositive();
    }

    @Test
    void whoWaitsForRoomLosesNothing() throws Exception {
        CompletableFuture<List<List<Integer>>> reader = CompletableFuture.supplyAsync(this::read, threads);
        List<Emitted> emitted = results(open(message -> {
            connection.outbound().emitNext(message, (signal, result) -> {
                assertThat(result).isEqualTo(FAIL_OVERFLOW);
                LockSupport.parkNanos(200_000);
                return true;
            });
            return OK;
        }));
        announceEnd();
        assertThat(addsUp(emitted, reader.get())).isEqualTo(THREADS * EACH);
        assertThat(dropped).hasValue(0);
    }

    @Test
    void whatIsGivenUpIsCounted() throws Exception {
        CompletableFuture<List<List<Integer>>> reader = CompletableFuture.supplyAsync(this::read, threads);
        results(open(message -> {
            connection.outbound().emitNext(message, Sinks.EmitFailureHandler.FAIL_FAST);
            return OK;
        }));
        announceEnd();
        List<List<Integer>> read = reader.get();
        assertThat(read.stream().mapToInt(List::size).sum() + dropped.get()).isEqualTo(THREADS * EACH);
        assertThat(read).allSatisfy(numbers -> assertThat(numbers).isSorted().doesNotHaveDuplicates());
    }

    @Test
    void whoDoesNotReadLosesWhatIsRefusedAndNothingElse(TestReporter reporter) throws Exception {
        List<Emitted> emitted = results(open(connection.outbound()::tryEmitNext));
        CompletableFuture<List<List<Integer>>> reader = CompletableFuture.supplyAsync(this::read, threads);
        announceEnd();
        int accepted = addsUp(emitted, reader.get());
        reporter.publishEntry("accepted of " + THREADS * EACH, "" + accepted);
        assertThat(accepted).isBetween(256, THREADS * EACH - 1);
        assertThat(connection.send("news", 1)).isTrue();
    }

    @Test
    void whoVanishesIsAResultToo() throws Exception {
        List<Future<Emitted>> emissions = open(connection.outbound()::tryEmitNext);
        client.next("drop");
        client.vanish();
        for (Emitted emitted : results(emissions)) {
            assertThat(emitted.all()).isEqualTo(EACH);
            assertThat(emitted.results.keySet()).isSubsetOf(OK, FAIL_OVERFLOW, FAIL_CANCELLED);
        }
        eventually(() ->
                assertThat(connection.outbound().tryEmitNext(message(0, 0))).isEqualTo(FAIL_CANCELLED));
        assertThat(connection.server().open()).isEmpty();
    }

    @RepeatedTest(50)
    void whatWasAcceptedBeforeTheEndArrivesBeforeIt() throws Exception {
        List<Future<Emitted>> emissions = open(connection.outbound()::tryEmitNext);
        assertThat(connection.outbound().tryEmitComplete()).isEqualTo(OK);
        List<Emitted> emitted = results(emissions);
        assertThat(client.closeCode()).isEqualTo(1000);
        List<List<Integer>> read = new ArrayList<>(Collections.nCopies(THREADS, List.of()));
        client.unread().forEach(next -> {
            List<Integer> longer =
                    new ArrayList<>(read.get(next.path("data").path(0).asInt()));
            longer.add(next.path("data").path(1).asInt());
            read.set(next.path("data").path(0).asInt(), longer);
        });
        for (int thread = 0; thread < THREADS; thread++) {
            assertThat(read.get(thread)).isEqualTo(emitted.get(thread).accepted);
            assertThat(emitted.get(thread).results.keySet())
                    .isSubsetOf(OK, FAIL_OVERFLOW, FAIL_TERMINATED, FAIL_CANCELLED);
        }
    }
}
