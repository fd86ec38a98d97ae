package dev.playflux.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.playflux.client.ConnectFailed;
import dev.playflux.client.GameClient;
import dev.playflux.server.GameServer;
import dev.playflux.server.RunningServer;
import dev.playflux.transport.MemoryTransport;
import dev.playflux.transport.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Real threads: many come while rooms close under them, and each of them ends up somewhere. */
@Timeout(60)
class JoinRaceTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final Scheduler network = Schedulers.newParallel("network", 4);
    private final MemoryTransport transport = Transport.memory(network);
    private final Set<String> in = ConcurrentHashMap.newKeySet();
    private final AtomicInteger joined = new AtomicInteger();
    private final AtomicInteger left = new AtomicInteger();
    private final AtomicInteger overfull = new AtomicInteger();
    private @Nullable RunningServer server;

    @AfterEach
    void close() {
        if (server != null) {
            server.disposeNow();
        }
        network.dispose();
    }

    private RunningServer serve(BiFunction<Integer, Tick<Integer>, Integer> step) {
        Game<Integer> game = Game.named("race", () -> 0)
                .tickRate(240)
                .maxPlayers(4)
                .keepEmpty(Duration.ZERO)
                .grace(Duration.ofMillis(20))
                .onJoin((count, player) -> {
                    joined.incrementAndGet();
                    in.add(player.id());
                    if (count >= 4) {
                        overfull.incrementAndGet();
                    }
                    return count + 1;
                })
                .onLeave((count, player, why) -> {
                    left.incrementAndGet();
                    in.remove(player.id());
                    return count - 1;
                })
                .onTick(step);
        RunningServer bound =
                GameServer.create().port(1).game(game).transport(transport).bindNow();
        server = bound;
        return bound;
    }

    private Mono<GameClient> connect() {
        return GameClient.create()
                .uri("ws://memory:1/play")
                .transport(transport)
                .reconnect(false)
                .connect()
                .timeout(Duration.ofSeconds(10));
    }

    @Test
    void nobodyIsLostBetweenTheReservationAndTheCloseOfAnEmptyRoom() {
        RunningServer running = serve((count, tick) -> count);
        List<String> players = Flux.range(0, 1500)
                .flatMap(
                        i -> connect().flatMap(client -> {
                            String id = String.valueOf(client.player());
                            // Some stay for a moment, most leave at once, so that rooms become empty all the time.
                            Mono<Long> stay = i % 5 == 0 ? Mono.delay(Duration.ofMillis(i % 7)) : Mono.just(0L);
                            return stay.then(client.close()).thenReturn(id);
                        }),
                        12)
                .collectList()
                .block(SOON);
        assertThat(players).hasSize(1500).doesNotHaveDuplicates();
        await().atMost(SOON).until(() -> running.rooms().isEmpty());
        assertThat(joined).hasValue(1500);
        assertThat(left).hasValue(1500);
        assertThat(in).isEmpty();
        assertThat(overfull).hasValue(0);
    }

    @Test
    void whoComesWhileTheGameClosesItsRoomGetsAnotherRoomOrHearsThatItHasClosed() {
        RunningServer running = serve((count, tick) -> {
            if (tick.number() % 3 == 0) {
                tick.room().close("every third tick");
                // Who comes now has a seat promised, in a room that takes no more.
                long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(3);
                while (System.nanoTime() < end) {
                    Thread.onSpinWait();
                }
            }
            return count;
        });
        AtomicInteger welcomed = new AtomicInteger();
        Flux.range(0, 1500)
                .flatMap(
                        i -> connect()
                                .flatMap(client -> {
                                    welcomed.incrementAndGet();
                                    return client.onClose();
                                })
                                .map(reason -> reason.code())
                                .onErrorResume(
                                        ConnectFailed.class,
                                        failed -> Mono.just(failed.reason().code()))
                                .doOnNext(code -> assertThat(code).isEqualTo(4009)),
                        12)
                .blockLast(SOON);
        await().atMost(SOON).until(() -> running.rooms().isEmpty());
        assertThat(welcomed.get()).isGreaterThan(1000);
        assertThat(left).hasValue(joined.get());
        assertThat(overfull).hasValue(0);
    }

    @Test
    void whoseLineIsCutWhileTheyJoinKeepNoSeat() {
        RunningServer running = serve((count, tick) -> count);
        Disposable cutting =
                Flux.interval(Duration.ofNanos(300_000)).onBackpressureDrop().subscribe(now -> transport.cut());
        Flux.range(0, 10_000)
                .takeUntil(i -> i >= 250 && joined.get() > 0)
                .flatMap(i -> connect().flatMap(GameClient::onClose).onErrorResume(failed -> Mono.empty()), 12)
                .blockLast(SOON);
        cutting.dispose();
        assertThat(joined.get()).isPositive();
        await().atMost(SOON).until(() -> running.rooms().isEmpty() && left.get() == joined.get());
        assertThat(in).isEmpty();
    }
}
