package dev.playflux.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playflux.room.Game;
import dev.playflux.room.Leave;
import dev.playflux.room.Store;
import dev.playflux.testing.Peer;
import dev.playflux.testing.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** The end of a server that breaks nothing off. */
class DrainTest {
    private final List<String> heard = new ArrayList<>();
    private @Nullable Stage stage;
    private boolean ended;

    @AfterEach
    void close() {
        if (stage != null) {
            stage.close();
        }
    }

    private Game<String> game() {
        return Game.named("match", () -> "-")
                .on("say", String.class, (state, player, said) -> said)
                .on("finish", String.class, (state, player, why) -> {
                    player.room().close(why);
                    return state;
                })
                .onLeave((state, player, why) -> {
                    heard.add(why + " " + player.id());
                    return state;
                })
                .onClose((state, room) ->
                        Mono.delay(Duration.ofSeconds(2)).doOnNext(saved -> heard.add("saved " + state)));
    }

    private Stage play(UnaryOperator<GameServer> more) {
        stage = Stage.of(spec -> more.apply(spec.game(game())));
        return stage;
    }

    private void drain(Stage stage, Duration patience) {
        stage.server.drain(patience).subscribe(none -> {}, failed -> {}, () -> ended = true);
        stage.settle();
    }

    @Test
    void roomsMayFinishNobodyNewComesInAndWhoIsInMayComeBack() {
        Stage stage = play(spec -> spec);
        Peer ada = stage.join();
        drain(stage, Duration.ofSeconds(30));
        Peer late = stage.join();
        assertThat(late.refusals()).containsExactly("overloaded");
        assertThat(late.closes()).containsExactly(1013);
        ada.cut();
        stage.pass(Duration.ofSeconds(5));
        Peer again = stage.resume(ada.token(), 0);
        assertThat(again.data("$welcome").get(0).path("resumed").asBoolean()).isTrue();
        again.send("say", "'on'");
        stage.ticks(1);
        assertThat(again.state().path("views").path("world").path("full").asString())
                .isEqualTo("on");
        assertThat(ended).isFalse();
        again.send("finish", "'won'");
        stage.pass(Duration.ofMillis(200));
        assertThat(again.closes()).containsExactly(4009);
        assertThat(ended).isFalse();
        stage.pass(Duration.ofSeconds(3));
        assertThat(heard).containsExactly(Leave.CLOSED + " p1", "saved on");
        assertThat(ended).isTrue();
    }

    @Test
    void whatDoesNotFinishIsEndedItsResultsAreAwaitedAndClientsAreSentAwayOneAfterTheOther() {
        Stage stage = play(spec -> spec);
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            peers.add(stage.join());
        }
        peers.get(0).send("say", "'open'");
        drain(stage, Duration.ofSeconds(10));
        stage.pass(Duration.ofMillis(9_990));
        assertThat(heard).isEmpty();
        stage.pass(Duration.ofMillis(1_900));
        assertThat(heard).hasSize(20).doesNotContain("saved open");
        assertThat(peers).allMatch(peer -> peer.closes().isEmpty());
        stage.pass(Duration.ofMillis(120));
        assertThat(heard).endsWith("saved open");
        assertThat(peers.stream().filter(peer -> !peer.closes().isEmpty()).count())
                .isBetween(1L, 19L);
        stage.pass(Duration.ofSeconds(1));
        assertThat(peers).allMatch(peer -> peer.closes().equals(List.of(1012)));
        assertThat(peers).allMatch(peer -> peer.data("$bye").isEmpty());
        assertThat(ended).isTrue();
    }

    @Test
    void aHookThatNeverEndsDoesNotHoldTheServerUp() {
        stage = Stage.of(Game.named("stuck", () -> "-").onClose((state, room) -> Mono.never()));
        Peer ada = stage.join();
        drain(stage, Duration.ZERO);
        stage.pass(Duration.ofSeconds(9));
        assertThat(ended).isFalse();
        stage.pass(Duration.ofSeconds(2));
        assertThat(ada.closes()).containsExactly(1012);
        assertThat(ended).isTrue();
        assertThat(stage.faults).singleElement().asString().contains("onClose");
    }

    @Test
    void aStoreKeepsWhatIsNotFinishedAndTheNextServerGoesOnWithIt() {
        Store store = Store.memory();
        Stage first = play(spec -> spec.store(store));
        Peer ada = first.join();
        ada.send("say", "'kept'");
        first.ticks(1);
        drain(first, Duration.ofSeconds(1));
        first.pass(Duration.ofSeconds(2));
        assertThat(ada.closes()).containsExactly(1012);
        assertThat(heard).isEmpty();
        assertThat(ended).isTrue();
        first.close();
        Stage second = play(spec -> spec.store(store));
        Peer again = second.resume(ada.token(), 0);
        second.ticks(1);
        assertThat(again.data("$welcome").get(0).path("resumed").asBoolean()).isTrue();
        assertThat(again.state().path("views").path("world").path("full").asString())
                .isEqualTo("kept");
    }

    @Test
    void aServerWithoutRoomsSendsEverybodyAway() {
        stage = Stage.of(
                spec -> spec.handle(dev.playflux.action.Actions.on("x", String.class, (connection, texts) -> texts)));
        Peer ada = stage.join();
        drain(stage, Duration.ofSeconds(30));
        stage.pass(Duration.ofSeconds(1));
        assertThat(ada.closes()).containsExactly(1012);
        assertThat(ended).isTrue();
    }

    @Test
    void drainingTwiceIsDrainingOnceAndDisposeEndsItAtOnce() {
        Stage stage = play(spec -> spec);
        Peer ada = stage.join();
        drain(stage, Duration.ofSeconds(30));
        drain(stage, Duration.ofSeconds(1));
        stage.pass(Duration.ofSeconds(5));
        assertThat(ada.closes()).isEmpty();
        stage.server.dispose();
        stage.pass(Duration.ofSeconds(1));
        assertThat(ada.closes()).containsExactly(1001);
        assertThat(ended).isTrue();
        assertThatThrownBy(() -> stage.server.drain(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theResultsOfARoomThatEndedByItselfAreAwaitedToo() {
        Stage stage = play(spec -> spec);
        Peer ada = stage.join();
        ada.send("finish", "'won'");
        stage.ticks(2);
        assertThat(stage.server.rooms()).isEmpty();
        drain(stage, Duration.ofMillis(100));
        stage.pass(Duration.ofSeconds(1));
        assertThat(ended).isFalse();
        stage.pass(Duration.ofSeconds(2));
        assertThat(heard).endsWith("saved -");
        assertThat(ended).isTrue();
    }

    @Test
    void anOriginThatCouldNeverMatchIsRefusedAtTheCall() {
        for (String origin : List.of("game.example", "https://game.example/", "https://")) {
            assertThatThrownBy(() -> GameServer.create().origins(origin))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(origin);
        }
    }
}
