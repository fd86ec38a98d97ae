package dev.playflux.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.room.Game;
import dev.playflux.room.Room;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Rooms are spread over the workers, and whatever feeds a room, one thread alone writes its state. */
class CoresIT extends SocketTest {
    private static final int WORKERS = 3;
    private static final int ROOMS = 6;
    private static final int PLAYERS = 4;
    private static final int MESSAGES = 50;

    private final Map<String, Set<Thread>> writers = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> inside = new ConcurrentHashMap<>();
    private final Set<String> together = ConcurrentHashMap.newKeySet();

    /** How often each kind of change was made. */
    private record Count(int plain, int shaped, int timed, int ticks, int events) {

        int all() {
            return plain + shaped + timed + events;
        }
    }

    private record Plain() {}

    private record Shaped() {}

    private record Timed() {}

    private record Event() {}

    private final Game<Count> game = Game.named("cores", () -> new Count(0, 0, 0, 0, 0))
            .maxPlayers(PLAYERS)
            .tickRate(60)
            .onTick((count, tick) -> {
                enter(tick.room());
                return new Count(count.plain, count.shaped, count.timed, count.ticks + 1, count.events);
            })
            .on(Plain.class, (count, player, plain) -> {
                enter(player.room());
                return new Count(count.plain + 1, count.shaped, count.timed, count.ticks, count.events);
            })
            .on(Shaped.class, shaped -> shaped.publishOn(Schedulers.boundedElastic()), (count, player, shaped) -> {
                enter(player.room());
                return new Count(count.plain, count.shaped + 1, count.timed, count.ticks, count.events);
            })
            .on(Timed.class, timed -> timed.delayElements(Duration.ofMillis(1)), (count, player, timed) -> {
                enter(player.room());
                player.room().emit(new Event());
                return new Count(count.plain, count.shaped, count.timed + 1, count.ticks, count.events);
            })
            .when(Event.class, (count, room, event) -> {
                enter(room);
                return new Count(count.plain, count.shaped, count.timed, count.ticks, count.events + 1);
            });

    /** Notes who writes a room's state, and whether somebody else does at the same time. */
    private void enter(Room<?> room) {
        writers.computeIfAbsent(room.id(), id -> ConcurrentHashMap.newKeySet()).add(Thread.currentThread());
        AtomicInteger here = inside.computeIfAbsent(room.id(), id -> new AtomicInteger());
        if (here.incrementAndGet() > 1) {
            together.add(room.id());
        }
        IntStream.range(0, 50).forEach(turn -> Thread.onSpinWait());
        here.decrementAndGet();
    }

    @Test
    void roomsRunOnAllWorkersAndEachIsWrittenByOneThread() {
        List<Scheduler> workers = IntStream.range(0, WORKERS)
                .mapToObj(i -> Schedulers.newSingle("worker-" + i))
                .toList();
        workers.forEach(worker -> closing(worker::dispose));
        RunningServer server = serve(GameServer.create().game(game).schedulers(workers));
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < ROOMS * PLAYERS; i++) {
            clients.add(closing(RawClient.welcome(server.port())));
        }
        assertThat(server.rooms()).hasSize(ROOMS);
        for (int i = 0; i < MESSAGES; i++) {
            clients.forEach(
                    client -> client.say(
                            "[{\"action\":\"plain\",\"data\":{}},{\"action\":\"shaped\",\"data\":{}},{\"action\":\"timed\",\"data\":{}}]"));
        }
        for (Room<?> room : server.rooms()) {
            eventually(() -> assertThat(((Count) room.state()).all()).isEqualTo(4 * PLAYERS * MESSAGES));
            assertThat(((Count) room.state()).ticks()).isPositive();
        }
        assertThat(together).isEmpty();
        assertThat(writers)
                .hasSize(ROOMS)
                .allSatisfy((room, threads) -> assertThat(threads).hasSize(1));
        Set<Thread> all = new HashSet<>();
        writers.values().forEach(all::addAll);
        assertThat(all).hasSize(WORKERS);
        assertThat(all).allSatisfy(thread -> assertThat(thread.getName()).startsWith("worker-"));
    }

    @Test
    void aServersOwnWorkersAreAsManyAsTheCores() {
        RunningServer server = serve(GameServer.create().game(game.maxPlayers(1)));
        int cores = Runtime.getRuntime().availableProcessors();
        for (int i = 0; i < 2 * cores; i++) {
            closing(RawClient.welcome(server.port()));
        }
        eventually(() -> assertThat(writers).hasSize(2 * cores));
        Set<Thread> all = new HashSet<>();
        writers.values().forEach(all::addAll);
        assertThat(all).hasSize(cores);
    }

    @Test
    void aRoomThatHangsHoldsUpItsOwnWorkerOnly() {
        Set<String> ticking = ConcurrentHashMap.newKeySet();
        java.util.concurrent.CountDownLatch release = new java.util.concurrent.CountDownLatch(1);
        AtomicInteger rooms = new AtomicInteger();
        Game<Integer> hanging = Game.named("hanging", rooms::incrementAndGet)
                .maxPlayers(1)
                .onTick((number, tick) -> {
                    if (number == 1) {
                        try {
                            release.await();
                        } catch (InterruptedException ended) {
                            Thread.currentThread().interrupt();
                        }
                    }
                    ticking.add(tick.room().id());
                    return number;
                });
        List<Scheduler> workers = List.of(Schedulers.newSingle("one"), Schedulers.newSingle("two"));
        workers.forEach(worker -> closing(worker::dispose));
        RunningServer server = serve(GameServer.create().game(hanging).schedulers(workers));
        closing(release::countDown);
        RawClient stuck = closing(RawClient.welcome(server.port()));
        RawClient free = closing(RawClient.welcome(server.port()));
        free.next("$state");
        free.next("$state");
        assertThat(ticking).containsExactly(free.welcome().path("room").asString());
        stuck.say("{\"action\":\"$ping\",\"data\":{\"t\":1}}");
        assertThat(stuck.next("$pong").path("data").path("t").asInt()).isEqualTo(1);
    }
}
