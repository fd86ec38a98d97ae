package dev.playflux.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.playflux.client.GameClient;
import dev.playflux.message.Limits;
import dev.playflux.room.Game;
import dev.playflux.room.Room;
import dev.playflux.server.GameServer;
import dev.playflux.server.RawClient;
import dev.playflux.server.RunningServer;
import dev.playflux.server.SocketTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * A06: two hundred players vanish while the room tells all something five hundred times a second: none is left after a
 * second, each has left once, and who stays misses no word.
 */
@Tag("timing")
class A06VanishingIT extends SocketTest {
    private static final int PLAYERS = 200;
    private static final int ROUNDS = 3;

    private final Queue<String> left = new ConcurrentLinkedQueue<>();
    private final AtomicInteger told = new AtomicInteger();
    private volatile boolean telling;

    /** Tells everybody the next number, on one thread and at its own pace. */
    private void broadcast(Room<?> room) {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        closing(timer::shutdownNow);
        Runnable word = () -> {
            if (telling) {
                room.broadcast("news", told.incrementAndGet());
            }
        };
        timer.scheduleAtFixedRate(word, 0, 2, TimeUnit.MILLISECONDS);
    }

    private void wordsMore(int count) {
        int until = told.get() + count;
        await().pollInterval(Duration.ofMillis(2)).until(() -> told.get() >= until);
    }

    @Test
    void whoVanishesIsGoneWithinASecond(TestReporter reporter) {
        Game<Integer> game = Game.named("crowd", () -> 0)
                .maxPlayers(PLAYERS + 1)
                .grace(Duration.ZERO)
                .onJoin((seats, player) -> seats + 1)
                .onLeave((seats, player, why) -> {
                    left.add(player.id());
                    return seats - 1;
                });
        RunningServer server =
                serve(GameServer.create().game(game).limits(Limits.DEFAULTS.withConnects(10_000, 10_000)));
        GameClient stays = GameClient.create()
                .uri("ws://127.0.0.1:" + server.port() + "/play")
                .connectNow();
        closing(stays::closeNow);
        Room<?> room = server.rooms().iterator().next();
        List<Integer> heard = new CopyOnWriteArrayList<>();
        stays.on("news", Integer.class).subscribe(heard::add);
        broadcast(room);
        List<Duration> took = new ArrayList<>();
        while (took.size() < ROUNDS && took.stream().noneMatch(A06VanishingIT::isSoon)) {
            took.add(vanish(server.port(), room));
        }
        reporter.publishEntry("until nobody was left", took.toString());
        assertThat(took)
                .as("at least once, on a machine that has other work too")
                .anyMatch(A06VanishingIT::isSoon);
        telling = true;
        wordsMore(100);
        int last = told.get();
        eventually(() -> assertThat(heard).contains(last));
        assertThat(List.copyOf(heard).subList(0, last))
                .as("all words that were told, in order")
                .isEqualTo(IntStream.rangeClosed(1, last).boxed().toList());
    }

    private static boolean isSoon(Duration took) {
        return took.compareTo(Duration.ofSeconds(1)) <= 0;
    }

    /** Two hundred come and vanish; how long it took until none of them was left. */
    private Duration vanish(int port, Room<?> room) {
        left.clear();
        List<RawClient> vanishing = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < PLAYERS; i++) {
            RawClient client = RawClient.welcome(port);
            ids.add(client.welcome().path("player").asString());
            vanishing.add(client);
        }
        assertThat(room.players()).hasSize(PLAYERS + 1);
        telling = true;
        wordsMore(50);
        for (int i = 0; i < PLAYERS; i++) {
            vanishing.get(i).vanish();
            if (i % 20 == 0) {
                wordsMore(1);
            }
        }
        long gone = System.nanoTime();
        await().pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(20))
                .until(() -> room.players().size() == 1 && left.size() >= PLAYERS);
        Duration took = Duration.ofNanos(System.nanoTime() - gone);
        telling = false;
        assertThat(left).as("each has left once").containsExactlyInAnyOrderElementsOf(ids);
        assertThat((Integer) room.state()).isEqualTo(1);
        return took;
    }
}
