package dev.playflux.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.room.Game;
import dev.playflux.testing.Logged;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A handler that does not return. */
class StuckRoomIT extends SocketTest {
    private final CountDownLatch free = new CountDownLatch(1);

    private void block() {
        try {
            assertThat(free.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void isLoggedWithItsStackWhileItLastsAndWhoComesGetsAnotherRoom() {
        Logged log = closing(new Logged());
        RunningServer server = serve(GameServer.create()
                .game(Game.named("stuck", () -> 0).run("block", String.class, (player, word) -> block())));
        RawClient ada = closing(RawClient.welcome(server.port()));
        ada.say("{\"action\":\"block\",\"data\":\"now\"}");
        eventually(() -> assertThat(log.events())
                .anyMatch(event -> event.contains("is stuck in the handler of 'block'")
                        && event.contains("StuckRoomIT.block(StuckRoomIT.java:")));
        String stuck = server.rooms().iterator().next().id();
        RawClient named = closing(RawClient.silent(server.port()));
        named.say("{\"action\":\"$hello\",\"data\":{\"room\":\"" + stuck + "\"}}");
        assertThat(named.refusal().code()).isEqualTo("room_full");
        if (Runtime.getRuntime().availableProcessors() > 1) {
            closing(RawClient.welcome(server.port())).next("$state");
        }
        free.countDown();
        ada.next("$state");
        eventually(() -> assertThat(log.lines("WARN")).anyMatch(line -> line.endsWith("goes on")));
    }
}
