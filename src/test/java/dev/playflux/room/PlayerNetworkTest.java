package dev.playflux.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playflux.client.GameClient;
import dev.playflux.client.Status;
import dev.playflux.message.NetworkConditions;
import dev.playflux.testing.Peer;
import dev.playflux.testing.Stage;
import dev.playflux.transport.ImpairedTransport;
import dev.playflux.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One player's line while the match goes on: changed by the game, silent, and healed again. */
class PlayerNetworkTest {
    private static final NetworkConditions NONE = NetworkConditions.none();
    private static final NetworkConditions SLOW = NONE.latency(Duration.ofMillis(150));
    private static final NetworkConditions SILENT = NONE.silence();

    /** How often somebody has waved. */
    record Waves(int count) {}

    record Wave() {}

    private final Game<Waves> game =
            Game.named("waves", () -> new Waves(0)).on(Wave.class, (waves, player, wave) -> new Waves(waves.count + 1));
    private @Nullable Stage stage;

    private Stage impaired() {
        Stage stage = Stage.over(network -> Transport.impaired(network, 1), game);
        this.stage = stage;
        return stage;
    }

    @AfterEach
    void close() {
        if (stage != null) {
            stage.close();
        }
    }

    private static Player<?> player(Stage stage, Peer peer) {
        return stage.room().players().stream()
                .filter(player -> player.id().equals(peer.id()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theGameSlowsOnePlayersLineDownAndNobodyElses() {
        Stage stage = impaired();
        Peer ada = stage.join();
        Peer bob = stage.join();
        player(stage, ada).network(SLOW, SLOW.latency(Duration.ofMillis(50)));
        stage.settle();
        ada.send("$ping", "{'t':1}");
        bob.send("$ping", "{'t':1}");
        stage.settle();
        assertThat(bob.data("$pong")).hasSize(1);
        stage.pass(Duration.ofMillis(199));
        assertThat(ada.data("$pong")).isEmpty();
        stage.pass(Duration.ofMillis(1));
        assertThat(ada.data("$pong")).hasSize(1);
        stage.pass(Duration.ofSeconds(60));
        assertThat(player(stage, ada).roundTrip().smoothed()).isBetween(Duration.ofMillis(150), Duration.ofMillis(200));
        assertThat(player(stage, bob).roundTrip().smoothed()).isLessThan(Duration.ofMillis(1));
    }

    @Test
    void theConditionsOutliveTheConnection() {
        Stage stage = impaired();
        Peer ada = stage.join();
        player(stage, ada).network(SLOW, SLOW);
        stage.settle();
        ada.cut();
        stage.pass(Duration.ofSeconds(1));
        assertThat(player(stage, ada).away()).isTrue();
        player(stage, ada).network(SLOW, NONE);
        Peer back = stage.resume(ada.token(), 0);
        stage.pass(Duration.ofSeconds(1));
        back.send("$ping", "{'t':1}");
        stage.pass(Duration.ofMillis(149));
        assertThat(back.data("$pong")).isEmpty();
        stage.pass(Duration.ofMillis(1));
        assertThat(back.data("$pong")).hasSize(1);
    }

    @Test
    void aServerWithoutConditionsSaysWhatToDo() {
        Stage stage = Stage.of(game);
        this.stage = stage;
        Peer ada = stage.join();
        assertThatThrownBy(() -> player(stage, ada).network(SLOW, SLOW))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Transport.impaired(transport, seed)");
    }

    /** The peer acknowledges no states, so only its silence tells. */
    @Test
    void whoIsNotHeardAnyMoreIsAwayAfterFifteenSeconds() {
        Stage stage = impaired();
        Peer ada = stage.join();
        player(stage, ada).network(NONE, SILENT);
        stage.settle();
        for (int second = 0; second < 14; second++) {
            ada.send("wave", "{}");
            stage.pass(Duration.ofSeconds(1));
        }
        assertThat(ada.closes()).isEmpty();
        assertThat(player(stage, ada).away()).isFalse();
        stage.pass(Duration.ofSeconds(7));
        assertThat(ada.closes()).containsExactly(4008);
        assertThat(player(stage, ada).away()).isTrue();
        assertThat(stage.<Waves>room().state().count()).isZero();
    }

    /** A client that acknowledges states is given up sooner: whichever way is silent, both ends find out, and it comes back. */
    @ParameterizedTest
    @CsvSource({"true,true", "true,false", "false,true"})
    void bothEndsOfAHalfOpenLineFindOutAndTheClientComesBack(boolean up, boolean down) {
        Stage stage = Stage.of(game);
        this.stage = stage;
        ImpairedTransport line = Transport.impaired(stage.network, 1);
        List<Status> heard = new ArrayList<>();
        List<GameClient> joined = new ArrayList<>();
        stage.client().transport(line).connect().subscribe(joined::add);
        stage.pass(Duration.ofSeconds(1));
        GameClient ada = joined.get(0);
        ada.status().subscribe(heard::add);
        Player<Waves> seat = stage.<Waves>room().players().iterator().next();

        line.conditions(up ? SILENT : NONE, down ? SILENT : NONE);
        stage.pass(Duration.ofSeconds(4));
        assertThat(heard).hasSize(1).allMatch(Status.Connected.class::isInstance);
        assertThat(seat.away()).isFalse();
        stage.pass(Duration.ofSeconds(16));
        assertThat(heard.get(1)).isInstanceOf(Status.Reconnecting.class);
        assertThat(seat.away()).isTrue();

        line.conditions(NONE, NONE);
        ada.deliver(new Wave()).subscribe();
        stage.pass(Duration.ofSeconds(14));
        assertThat(heard.get(heard.size() - 1)).isEqualTo(new Status.Connected(true));
        assertThat(stage.<Waves>room().state().count()).isEqualTo(1);
        assertThat(seat.away()).isFalse();
    }

    /** The server still believes in the old socket, which is silent, when the client comes by another one. */
    @Test
    void whoComesBackBeforeTheServerHasNoticedTakesItsSeatOver() {
        Stage stage = Stage.of(game);
        this.stage = stage;
        ImpairedTransport line = Transport.impaired(stage.network, 1);
        List<GameClient> joined = new ArrayList<>();
        stage.client().transport(line).connect().subscribe(joined::add);
        stage.pass(Duration.ofSeconds(1));
        GameClient ada = joined.get(0);
        Player<Waves> seat = stage.<Waves>room().players().iterator().next();
        line.conditions(SILENT, SILENT);
        stage.pass(Duration.ofSeconds(2));
        line.cut();
        line.conditions(NONE, NONE);
        assertThat(seat.away()).isFalse();
        ada.deliver(new Wave()).subscribe();
        stage.pass(Duration.ofSeconds(2));
        assertThat(stage.<Waves>room().state().count()).isEqualTo(1);
        assertThat(seat.away()).isFalse();
        stage.pass(Duration.ofSeconds(60));
        assertThat(stage.<Waves>room().players()).containsExactly(seat);
    }
}
