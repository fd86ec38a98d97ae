package dev.playflux.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.playflux.client.GameClient;
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
import org.junit.jupiter.api.Test;

/**
 * A06: two hundred players vanish while the room tells all something five hundred times a second: none is left after a
 * second, each has left once, and who stays misses no word.
 */
class A06VanishingIT extends SocketTest {
    private static final int PLAYERS = 200;

    private final Queue<String> left = new ConcurrentLinkedQueue<>();
    private final AtomicInteger told = new AtomicInteger();

    /** Tells everybody the next number, on one thread and at its own pace. */
    private void broadcast(Room<?> room) {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        closing(timer::shutdownNow);
        timer.scheduleAtFixedRate(() -> room.broadcast("news", told.incrementAndGet()), 0, 2, TimeUnit.MILLISECONDS);
    }

    private void wordsMore(int count) {
        int until = told.get() + count;
        await().pollInterval(Duration.ofMillis(2)).until(() -> told.get() >= until);
    }

    @Test
    void whoVanishesIsGoneWithinASecond() {
        Game<Integer> game = Game.named("crowd", () -> 0)
                .maxPlayers(PLAYERS + 1)
                .grace(Duration.ZERO)
                .onJoin((seats, player) -> seats + 1)
                .onLeave((seats, player, why) -> {
                    left.add(player.id());
                    return seats - 1;
                });
        RunningServer server = serve(GameServer.create().game(game));
        GameClient stays = GameClient.create()
                .uri("ws://127.0.0.1:" + server.port() + "/play")
                .connectNow();
        closing(stays::closeNow);
        Room<?> room = server.rooms().iterator().next();
        List<Integer> heard = new CopyOnWriteArrayList<>();
        stays.on("news", Integer.class).subscribe(heard::add);
        List<RawClient> vanishing = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < PLAYERS; i++) {
            RawClient client = RawClient.welcome(server.port());
            ids.add(client.welcome().path("player").asString());
            vanishing.add(client);
        }
        assertThat(room.players()).hasSize(PLAYERS + 1);
        broadcast(room);
        wordsMore(100);
        int before = told.get();
        vanishing.forEach(RawClient::vanish);
        assertThat(told.get()).as("words while they vanished").isGreaterThan(before);
        await().pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(1))
                .until(() -> room.players().size() == 1 && left.size() == PLAYERS);
        wordsMore(100);
        int last = told.get();
        eventually(() -> assertThat(heard).contains(last));
        assertThat(left).containsExactlyInAnyOrderElementsOf(ids);
        assertThat((Integer) room.state()).isEqualTo(1);
        assertThat(heard.get(0)).isEqualTo(1);
        for (int i = 1; i < heard.size(); i++) {
            assertThat(heard.get(i)).as("the word after " + heard.get(i - 1)).isEqualTo(i + 1);
        }
    }
}
