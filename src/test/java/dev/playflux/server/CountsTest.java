package dev.playflux.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.action.Actions;
import dev.playflux.metrics.Metrics;
import dev.playflux.room.Game;
import dev.playflux.testing.Peer;
import dev.playflux.testing.Stage;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a server counts, and under which names. */
class CountsTest {
    record Chat() {}

    private final List<String> counted = new ArrayList<>();
    private @Nullable Stage stage;

    private final Metrics metrics = new Metrics() {
        @Override
        public void connectionOpened() {
            counted.add("opened");
        }

        @Override
        public void connectionClosed(int code) {
            counted.add("closed " + code);
        }

        @Override
        public void dropped(String where) {
            counted.add("dropped " + where);
        }
    };

    @AfterEach
    void close() {
        if (stage != null) {
            stage.close();
        }
    }

    @Test
    void aConnectionIsCountedOnce() {
        Stage stage = Stage.of(spec -> spec.game(Game.named("g", () -> "")).metrics(metrics));
        this.stage = stage;
        stage.join().close();
        stage.ticks(2);
        assertThat(counted).containsExactly("opened", "closed 1000");
    }

    @Test
    void aStrangerDoesNotNameWhatIsCounted() {
        Stage stage = Stage.of(spec -> spec.handle(Actions.on(Chat.class, (connection, chats) -> chats)
                        .otherwise((connection, rest) -> rest.take(1)))
                .metrics(metrics));
        this.stage = stage;
        Peer ada = stage.join();
        ada.send("invented1", "{}");
        ada.send("invented2", "{}");
        stage.ticks(2);
        assertThat(counted).containsExactly("opened", "dropped otherwise");
    }

    @Test
    void aGameIsCountedRoomByRoomMessageByMessageAndViewByView() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Game<Integer> game = Game.named("g", () -> 0)
                .on("add", Integer.class, (count, player, more) -> count + more)
                .view("own", String.class, (count, player) -> player.id())
                .otherwise((player, message) -> {});
        Stage stage = Stage.of(spec -> spec.game(game).metrics(Metrics.micrometer(registry)));
        this.stage = stage;
        Peer ada = stage.hello("{'acks':true}");
        ada.send("add", "1");
        ada.send("add", "'one'");
        ada.send("invented", "1");
        stage.ticks(2);
        assertThat(registry.get("playflux.rooms").tag("game", "g").gauge().value())
                .isEqualTo(1);
        assertThat(registry.get("playflux.tick").timer().count()).isEqualTo(2);
        assertThat(registry.get("playflux.messages")
                        .tag("action", "add")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("playflux.messages")
                        .tag("action", "otherwise")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("playflux.messages").counters()).hasSize(2);
        assertThat(registry.get("playflux.refused")
                        .tag("code", "bad_data")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("playflux.states.sent").counter().count())
                .isEqualTo(ada.states().size());
        assertThat(registry.get("playflux.view.bytes")
                        .tag("view", "own")
                        .counter()
                        .count())
                .isEqualTo("{\"full\":\"p1\"}".length());
        assertThat(registry.get("playflux.unacknowledged")
                        .tag("of", "states")
                        .summary()
                        .count())
                .isEqualTo(ada.states().size());
        assertThat(registry.get("playflux.roundtrip").timer().count()).isPositive();
        ada.close();
        stage.ticks(200);
        assertThat(registry.get("playflux.rooms").tag("game", "g").gauge().value())
                .isZero();
        assertThat(registry.get("playflux.connections").gauge().value()).isZero();
    }

    @Test
    void aSessionIsOpenThenAwayThenBackOrLost() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Stage stage = Stage.of(spec -> spec.game(Game.named("g", () -> "")).metrics(Metrics.micrometer(registry)));
        this.stage = stage;
        Peer ada = stage.join();
        stage.join();
        assertThat(sessions(registry)).isEqualTo("2 open, 0 away, 2 opened, 0 resumed, 0 lost");
        ada.cut();
        stage.ticks(1);
        assertThat(sessions(registry)).isEqualTo("2 open, 1 away, 2 opened, 0 resumed, 0 lost");
        Peer again = stage.resume(ada.token(), 0);
        assertThat(sessions(registry)).isEqualTo("2 open, 0 away, 2 opened, 1 resumed, 0 lost");
        Peer newest = stage.resume(again.token(), 0);
        assertThat(sessions(registry)).isEqualTo("2 open, 0 away, 2 opened, 2 resumed, 0 lost");
        newest.cut();
        stage.pass(Duration.ofSeconds(30));
        assertThat(sessions(registry)).isEqualTo("1 open, 0 away, 2 opened, 2 resumed, 1 lost");
        stage.room().close("over");
        stage.ticks(2);
        assertThat(sessions(registry)).isEqualTo("0 open, 0 away, 2 opened, 2 resumed, 1 lost");
    }

    @Test
    void soIsOneWithoutARoom() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Stage stage = Stage.of(spec -> spec.handle(Actions.on("n", Integer.class, (connection, ns) -> ns))
                .grace(Duration.ofSeconds(20))
                .metrics(Metrics.micrometer(registry)));
        this.stage = stage;
        Peer ada = stage.join();
        Peer bob = stage.join();
        ada.cut();
        stage.settle();
        assertThat(sessions(registry)).isEqualTo("2 open, 1 away, 2 opened, 0 resumed, 0 lost");
        Peer again = stage.resume(ada.token(), 0);
        assertThat(sessions(registry)).isEqualTo("2 open, 0 away, 2 opened, 1 resumed, 0 lost");
        Peer newest = stage.resume(again.token(), 0);
        assertThat(sessions(registry)).isEqualTo("2 open, 0 away, 2 opened, 2 resumed, 0 lost");
        newest.cut();
        bob.close();
        stage.pass(Duration.ofSeconds(21));
        assertThat(sessions(registry)).isEqualTo("0 open, 0 away, 2 opened, 2 resumed, 1 lost");
    }

    private static String sessions(MeterRegistry registry) {
        return "%.0f open, %.0f away, %.0f opened, %.0f resumed, %.0f lost"
                .formatted(
                        registry.get("playflux.sessions").gauge().value(),
                        registry.get("playflux.sessions.away").gauge().value(),
                        registry.get("playflux.sessions.opened").counter().count(),
                        registry.get("playflux.sessions.resumed").counter().count(),
                        registry.get("playflux.sessions.lost").counter().count());
    }
}
