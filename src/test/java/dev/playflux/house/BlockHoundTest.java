package dev.playflux.house;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.client.GameClient;
import dev.playflux.message.Failure;
import dev.playflux.room.Game;
import dev.playflux.server.GameServer;
import dev.playflux.server.RunningServer;
import dev.playflux.transport.MemoryTransport;
import dev.playflux.transport.Transport;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.blockhound.BlockHound;
import reactor.blockhound.BlockingOperationError;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** Tests with this tag run in a JVM of their own, where a thread that must not block fails when it does. */
@Tag("blockhound")
class BlockHoundTest {
    @BeforeAll
    static void install() {
        BlockHound.install();
    }

    @Test
    void blockingIsFoundOnAThreadThatMustNotBlock() {
        StepVerifier.create(Mono.fromCallable(() -> new CountDownLatch(1).await(5, TimeUnit.SECONDS))
                        .subscribeOn(Schedulers.parallel()))
                .expectError(BlockingOperationError.class)
                .verify(Duration.ofSeconds(5));
    }

    @Test
    void aHandlerThatBlocksIsFoundAndNothingOfTheLibraryIs() {
        Queue<Throwable> faults = new ConcurrentLinkedQueue<>();
        MemoryTransport network = Transport.memory(Schedulers.parallel());
        Game<Integer> game = Game.named("count", () -> 0)
                .on("add", Integer.class, (count, player, more) -> count + more)
                .on("wait", Integer.class, (count, player, millis) -> waited(count, millis));
        RunningServer server = GameServer.create()
                .transport(network)
                .game(game)
                .onError((where, thrown) -> faults.add(thrown))
                .bindNow();
        GameClient client = GameClient.create().transport(network).connectNow();
        try {
            for (int i = 0; i < 20; i++) {
                client.send("add", 1);
            }
            client.states(Integer.class).filter(count -> count == 20).blockFirst(Duration.ofSeconds(10));
            assertThat(faults).isEmpty();
            Mono<Failure> refused = client.errors().next().cache();
            refused.subscribe();
            client.send("wait", 5000);
            refused.block(Duration.ofSeconds(10));
            assertThat(faults).singleElement().isInstanceOf(BlockingOperationError.class);
        } finally {
            client.closeNow();
            server.disposeNow();
        }
        assertThat(faults).hasSize(1);
    }

    private static int waited(int count, int millis) {
        try {
            return new Semaphore(0).tryAcquire(millis, TimeUnit.MILLISECONDS) ? -1 : count;
        } catch (InterruptedException ended) {
            return count;
        }
    }
}
