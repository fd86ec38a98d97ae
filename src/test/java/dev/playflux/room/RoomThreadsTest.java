package dev.playflux.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.playflux.client.ConnectFailed;
import dev.playflux.client.GameClient;
import dev.playflux.message.CloseReason;
import dev.playflux.server.GameServer;
import dev.playflux.server.RunningServer;
import dev.playflux.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** On real schedulers: a room has one writer, whatever threads its operators run on. */
@Timeout(60)
class RoomThreadsTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    /** A server that has ended faster than this did not leave a room behind because that was stuck. */
    private static final Duration WITH_ITS_ROOMS = Duration.ofMillis(400);

    record Say(int n) {}

    record Delayed(int n) {}

    record Sampled(int n) {}

    record Gathered(int n) {}

    record Looked(int n) {}

    record Poked(int n) {}

    /** Notes who writes, and whether two do at once. */
    private static final class Writers {
        private final Map<String, Set<String>> threads = new ConcurrentHashMap<>();
        private final Map<String, AtomicReference<@Nullable Thread>> writing = new ConcurrentHashMap<>();
        private final AtomicInteger overlaps = new AtomicInteger();
        private final Map<String, AtomicInteger> written = new ConcurrentHashMap<>();

        int write(Room<?> room, String what, int state) {
            threads.computeIfAbsent(room.id(), id -> ConcurrentHashMap.newKeySet())
                    .add(Thread.currentThread().getName());
            AtomicReference<@Nullable Thread> writer =
                    writing.computeIfAbsent(room.id(), id -> new AtomicReference<>());
            if (!writer.compareAndSet(null, Thread.currentThread())) {
                overlaps.incrementAndGet();
            }
            Thread.onSpinWait();
            writer.set(null);
            written.computeIfAbsent(what, name -> new AtomicInteger()).incrementAndGet();
            return state + 1;
        }
    }

    private final Writers writers = new Writers();
    private final List<Throwable> faults = new ArrayList<>();
    private Scheduler network = Schedulers.immediate();
    private Transport transport = Transport.memory(network);
    private @Nullable RunningServer server;

    @BeforeEach
    void open() {
        network = Schedulers.newParallel("network", 4);
        transport = Transport.memory(network);
    }

    @AfterEach
    void close() {
        if (server != null) {
            server.disposeNow();
        }
        network.dispose();
    }

    private RunningServer serve(Game<?> game) {
        RunningServer bound = GameServer.create()
                .port(1)
                .game(game)
                .transport(transport)
                .limits(dev.playflux.message.Limits.DEFAULTS.withRate(1_000_000, 1_000_000))
                .onError((where, thrown) -> {
                    synchronized (faults) {
                        faults.add(thrown);
                    }
                })
                .bindNow();
        server = bound;
        return bound;
    }

    private RunningServer running() {
        return Objects.requireNonNull(server);
    }

    private GameClient join() {
        return GameClient.create()
                .uri("ws://memory:1/play")
                .transport(transport)
                .reconnect(false)
                .connectNow();
    }

    private Game<Integer> timed() {
        Reducer<Integer, Object> reducer = (state, player, result) ->
                writers.write(player.room(), result.getClass().getSimpleName(), state);
        return Game.named("threads", () -> 0)
                .tickRate(200)
                .maxPlayers(16)
                .on(Say.class, (state, player, say) -> writers.write(player.room(), "plain", state))
                .on(Delayed.class, says -> says.delayElements(Duration.ofMillis(1)), reducer::apply)
                .on(Sampled.class, says -> says.sample(Duration.ofMillis(1)), reducer::apply)
                .on(Gathered.class, says -> says.bufferTimeout(3, Duration.ofMillis(1)), reducer::apply)
                .run(
                        Looked.class,
                        says -> says.delayElements(Duration.ofMillis(1), Schedulers.boundedElastic()),
                        (player, say) -> player.room().emit(say))
                .pipeline(
                        Poked.class,
                        (player, pokes) -> pokes.flatMap(poke -> Mono.delay(Duration.ofMillis(1)))
                                .doOnNext(passed -> {
                                    Room<Integer> room = player.room();
                                    room.update(state -> writers.write(room, "updated", state));
                                    room.emit(new Poked(1));
                                    player.send(new Say(1));
                                    room.broadcast(new Say(2));
                                }))
                .when(Poked.class, (state, room, poked) -> writers.write(room, "poked", state))
                .when(Looked.class, (state, room, looked) -> writers.write(room, "looked", state))
                .onLeave((state, player, why) -> writers.write(player.room(), "left", state))
                .onJoin((state, player) -> writers.write(player.room(), "joined", state))
                .onTick((state, tick) -> writers.write(tick.room(), "tick", state));
    }

    @Test
    void aSchedulerOfManyThreadsIsReportedAndGivesARoomNoTwoWriters() {
        Scheduler many = Schedulers.newParallel("many", 2);
        CountDownLatch ticking = new CountDownLatch(1);
        CountDownLatch refused = new CountDownLatch(1);
        AtomicReference<@Nullable Throwable> fault = new AtomicReference<>();
        Game<Integer> game = Game.named("many", () -> 0).tickRate(240).onTick((state, tick) -> {
            ticking.countDown();
            // The turn of the update that is asked for now comes on the other thread.
            wait(refused);
            return writers.write(tick.room(), "tick", state);
        });
        server = GameServer.create()
                .port(1)
                .game(game)
                .transport(transport)
                .schedulers(List.of(many))
                .onError((where, thrown) -> {
                    fault.compareAndSet(null, thrown);
                    refused.countDown();
                })
                .bindNow();
        join();
        Room<Integer> room = room();
        wait(ticking);
        CountDownLatch updated = new CountDownLatch(1);
        room.update(state -> {
            updated.countDown();
            return writers.write(room, "updated", state);
        });
        wait(updated);
        assertThat(updated.getCount()).isZero();
        assertThat(fault.get()).isInstanceOf(IllegalStateException.class).hasMessageContaining("of one thread");
        assertThat(writers.overlaps).hasValue(0);
        running().disposeNow();
        many.dispose();
    }

    @SuppressWarnings("unchecked") // its state is a number
    private Room<Integer> room() {
        return (Room<Integer>) running().rooms().iterator().next();
    }

    @Test
    void everyReducerOfARoomFedByTimedOperatorsRunsOnItsOneThread() {
        RunningServer running = serve(timed());
        List<GameClient> clients =
                Flux.range(0, 16).map(i -> join()).collectList().block(SOON);
        Room<?> room = running.rooms().iterator().next();
        Flux.interval(Duration.ofMillis(2))
                .take(500)
                .onBackpressureDrop()
                .doOnNext(round -> clients.forEach(client -> {
                    int n = round.intValue();
                    client.send(new Say(n));
                    client.send(new Delayed(n));
                    client.send(new Sampled(n));
                    client.send(new Gathered(n));
                    client.send(new Looked(n));
                    client.send(new Poked(n));
                }))
                .blockLast(SOON);
        await().atMost(SOON)
                .until(() -> writers.written
                                .getOrDefault("looked", new AtomicInteger())
                                .get()
                        > 2000);
        Mono.when(clients.stream().map(GameClient::close).toList()).block(SOON);
        await().atMost(SOON)
                .until(() -> writers.written
                                .getOrDefault("left", new AtomicInteger())
                                .get()
                        == 16);
        assertThat(running.rooms()).hasSizeLessThanOrEqualTo(1);
        assertThat(writers.threads.get(room.id())).as("threads that wrote").hasSize(1);
        assertThat(writers.threads.get(room.id())).allMatch(name -> name.startsWith("playflux-room-"));
        assertThat(writers.overlaps).hasValue(0);
        assertThat(writers.written.keySet())
                .contains("plain", "Delayed", "Sampled", "looked", "poked", "updated", "joined", "tick");
        assertThat(writers.written.values()).allMatch(count -> count.get() >= 16);
        assertThat(faults).isEmpty();
    }

    @Test
    void noWriteIsLostHoweverManyThreadsAskForIt() throws InterruptedException {
        RunningServer running = serve(timed());
        GameClient ada = join();
        @SuppressWarnings("unchecked") // the server has one game
        Room<Integer> room = (Room<Integer>) running.rooms().iterator().next();
        AtomicInteger sum = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            Thread thread = new Thread(() -> {
                for (int i = 0; i < 10_000; i++) {
                    room.update(state -> {
                        sum.setPlain(sum.getPlain() + 1);
                        return state;
                    });
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join(SOON.toMillis());
        }
        await().atMost(SOON).until(() -> sum.get() == 40_000);
        ada.closeNow();
    }

    @Test
    void messagesArriveInTheOrderOfTheCallsHoweverManyThreadsSend() throws InterruptedException {
        AtomicInteger numbers = new AtomicInteger();
        Consumer<Room<Integer>> sends = room -> {
            synchronized (numbers) {
                room.broadcast(new Say(numbers.incrementAndGet()));
            }
        };
        serve(Game.named("numbers", () -> 0)
                .tickRate(200)
                .on(Say.class, (state, player, say) -> {
                    sends.accept(player.room());
                    sends.accept(player.room());
                    return state;
                })
                .onTick((state, tick) -> {
                    sends.accept(tick.room());
                    return state;
                }));
        GameClient ada = join();
        List<Integer> heard = new CopyOnWriteArrayList<>();
        ada.on(Say.class).map(Say::n).subscribe(heard::add);
        @SuppressWarnings("unchecked") // the server has one game
        Room<Integer> room = (Room<Integer>) running().rooms().iterator().next();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 3; t++) {
            Thread thread = new Thread(() -> {
                for (int i = 0; i < 2000; i++) {
                    sends.accept(room);
                    ada.send(new Say(i));
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join(SOON.toMillis());
        }
        // What was accepted last may still be on its way.
        await().atMost(SOON).until(() -> heard.size() > 1000);
        ada.closeNow();
        assertThat(heard).as("all that was not dropped").isSorted().doesNotHaveDuplicates();
    }

    @Test
    void whatAClientSendsAndDeliversArrivesInTheOrderOfTheCalls() {
        List<Integer> arrived = new CopyOnWriteArrayList<>();
        serve(Game.named("numbers", () -> 0).tickRate(200).on(Say.class, (state, player, say) -> {
            arrived.add(say.n());
            return state;
        }));
        GameClient ada = join();
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            for (int i = 0; i < 20; i++) {
                Say say = new Say(round * 20 + i);
                if (random.nextInt(3) == 0) {
                    ada.deliver(say).subscribe();
                } else {
                    ada.send(say);
                }
                for (int spin = random.nextInt(300); spin > 0; spin--) {
                    Thread.onSpinWait();
                }
            }
            if (round % 10 == 9) {
                ada.deliver(new Say(round * 20 + 20)).block(SOON);
            }
        }
        ada.closeNow();
        assertThat(arrived).hasSize(4020).isSorted();
    }

    @Test
    void roomsAreSpreadOverTheWorkers() {
        RunningServer running = serve(timed().maxPlayers(1));
        List<GameClient> clients =
                Flux.range(0, 8).map(i -> join()).collectList().block(SOON);
        await().atMost(SOON).until(() -> writers.threads.size() == 8);
        Set<String> used = new HashSet<>();
        writers.threads.values().forEach(used::addAll);
        assertThat(used).hasSize(Math.min(8, Runtime.getRuntime().availableProcessors()));
        assertThat(running.rooms()).hasSize(8);
        clients.forEach(GameClient::closeNow);
    }

    @Test
    void aRoomThatIsBusyDoesNotDelayARoomOnAnotherWorker() {
        AtomicInteger ticks = new AtomicInteger();
        AtomicInteger held = new AtomicInteger();
        CountDownLatch release = new CountDownLatch(1);
        Game<Integer> game = Game.named("busy", () -> 0)
                .maxPlayers(1)
                .tickRate(100)
                .onTick((state, tick) -> {
                    if (tick.room().player("p1").isPresent()) {
                        held.incrementAndGet();
                        wait(release);
                    } else {
                        ticks.incrementAndGet();
                    }
                    return state;
                });
        Scheduler one = Schedulers.newSingle("one");
        Scheduler two = Schedulers.newSingle("two");
        server = GameServer.create()
                .port(1)
                .game(game)
                .transport(transport)
                .schedulers(List.of(one, two))
                .bindNow();
        join();
        await().atMost(SOON).until(() -> held.get() == 1);
        join();
        await().atMost(SOON).until(() -> ticks.get() > 50);
        assertThat(held).as("the busy room is in the same step still").hasValue(1);
        release.countDown();
        server.disposeNow();
        one.dispose();
        two.dispose();
    }

    private static void wait(CountDownLatch release) {
        try {
            release.await(SOON.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void endingTheServerEndsItsRoomsWithTheirHooks() {
        int waited = 0;
        for (int i = 0; i < 20; i++) {
            List<String> ends = new CopyOnWriteArrayList<>();
            AtomicInteger completed = new AtomicInteger();
            RunningServer running = serve(Game.named("end", () -> 0)
                    .onLeave((state, player, why) -> {
                        ends.add("left " + why);
                        return state;
                    })
                    .onClose((state, room) -> {
                        ends.add("closed");
                        return null;
                    }));
            GameClient ada = join();
            Room<?> room = running.rooms().iterator().next();
            room.states().doOnComplete(completed::incrementAndGet).subscribe();
            long start = System.nanoTime();
            running.disposeNow();
            if (System.nanoTime() - start < WITH_ITS_ROOMS.toNanos()) {
                waited++;
                assertThat(completed).hasValue(1);
                assertThat(ends).containsExactly("left CLOSED", "closed");
            }
            ada.onClose().block(SOON);
        }
        assertThat(waited).as("ends that were looked at").isGreaterThanOrEqualTo(18);
    }

    @Test
    void connectNowReturnsWhenWelcomedOrThrowsWhatWasRefused() {
        RunningServer running = serve(timed());
        GameClient ada = join();
        assertThat(ada.player()).isEqualTo("p1");
        assertThat(running.rooms().iterator().next().players()).hasSize(1);
        assertThatThrownBy(() -> GameClient.create()
                        .uri("ws://memory:1/play")
                        .transport(transport)
                        .room("nowhere")
                        .connectNow())
                .isInstanceOf(ConnectFailed.class)
                .hasMessageContaining("room_not_found");
        ada.closeNow();
        assertThat(ada.onClose().block(SOON)).isEqualTo(CloseReason.DONE);
        assertThat(ada.send(new Say(1))).isFalse();
    }
}
