package dev.playflux.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playflux.client.GameClient;
import dev.playflux.codec.Codec;
import dev.playflux.message.CloseReason;
import dev.playflux.message.Host;
import dev.playflux.message.Refused;
import dev.playflux.state.Frame;
import dev.playflux.testing.Peer;
import dev.playflux.testing.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** The host of a room: who it is, what it may do, and that nobody else may. */
class HostTest {
    private static final Duration GRACE = Duration.ofSeconds(20);

    private final List<String> left = new ArrayList<>();
    private @Nullable Stage stage;

    static List<Codec> codecs() {
        return List.of(Codec.json(), Codec.cbor());
    }

    @AfterEach
    void close() {
        if (stage != null) {
            stage.close();
        }
    }

    private Game<Integer> game() {
        return Game.named("hosted", () -> 0)
                .hosted()
                .onTick((steps, tick) -> steps + 1)
                .onLeave((steps, player, why) -> {
                    left.add(player.id() + " " + why + ", host "
                            + player.room().host().map(Player::id).orElse("-"));
                    return steps;
                });
    }

    private Stage play() {
        stage = Stage.of(game());
        return stage;
    }

    /** A client, on a line of its own. */
    private static GameClient join(Stage stage, Codec codec) {
        List<GameClient> joined = new ArrayList<>();
        stage.client().codec(codec).connect().subscribe(joined::add);
        stage.ticks(1);
        return joined.get(0);
    }

    private static @Nullable Host seen(GameClient client) {
        return frame(client).view(Host.VIEW, Host.class);
    }

    private static Frame frame(GameClient client) {
        List<Frame> latest = new ArrayList<>();
        client.frames().subscribe(latest::add).dispose();
        return latest.get(0);
    }

    private static @Nullable String host(Stage stage) {
        return stage.<Integer>room().host().map(Player::id).orElse(null);
    }

    /** What becomes of a Mono: "done", or what it fails with. */
    private static List<String> outcome(Mono<?> mono) {
        List<String> outcome = new ArrayList<>();
        mono.subscribe(
                value -> {},
                thrown -> outcome.add(thrown instanceof Refused refused ? refused.code() : thrown.toString()),
                () -> outcome.add("done"));
        return outcome;
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void whoSitsFirstIsTheHostAndAllSeeIt(Codec codec) {
        Stage stage = play();
        GameClient ada = join(stage, codec);
        GameClient bob = join(stage, codec);
        Peer watching = stage.hello("{'spectate':true}");
        stage.ticks(1);
        assertThat(host(stage)).isEqualTo(ada.player());
        assertThat(seen(ada)).isEqualTo(new Host(ada.player(), false));
        assertThat(seen(bob)).isEqualTo(new Host(ada.player(), false));
        assertThat(watching.state().path("views").path("host").path("full").toString())
                .isEqualTo("{\"player\":\"p1\",\"paused\":false}");
    }

    @Test
    void theRolePassesToTheLongestSeatedWhenTheSeatEndsAndNotBefore() {
        Stage stage = play();
        Peer ada = stage.join();
        Peer bob = stage.join();
        Peer eve = stage.join();
        stage.ticks(1);
        ada.cut();
        stage.pass(GRACE.minusSeconds(1));
        assertThat(host(stage)).as("an away host keeps the role").isEqualTo(ada.id());
        Peer again = stage.resume(ada.token(), 0);
        stage.ticks(1);
        again.send("host.pause", "{}");
        stage.ticks(1);
        assertThat(stage.room().paused()).as("and has it when back").isTrue();
        again.cut();
        stage.pass(GRACE.plusSeconds(1));
        assertThat(host(stage)).isEqualTo(bob.id());
        assertThat(eve.state().path("views").toString() + eve.texts("$state"))
                .contains("{\"player\":\"p2\",\"paused\":true}");
        bob.close();
        stage.ticks(1);
        assertThat(host(stage)).isEqualTo(eve.id());
        assertThat(left).containsExactly("p1 LOST, host p2", "p2 BYE, host p3");
        Peer late = stage.join();
        assertThat(host(stage)).isNotEqualTo(late.id());
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void theHostStopsTheGamesTimeAndLetsItGoOn(Codec codec) {
        Stage stage = play();
        GameClient ada = join(stage, codec);
        GameClient bob = join(stage, codec);
        List<String> outcome = outcome(ada.deliver(new Host.Pause()));
        stage.ticks(1);
        assertThat(outcome).containsExactly("done");
        Duration time = stage.room().time();
        int steps = stage.<Integer>room().state();
        stage.ticks(30);
        assertThat(stage.room().time()).isEqualTo(time);
        assertThat(stage.<Integer>room().state()).isEqualTo(steps);
        assertThat(seen(bob)).isEqualTo(new Host(ada.player(), true));
        assertThat(frame(bob).time()).isEqualTo(time.toMillis());
        ada.send(new Host.Resume());
        stage.ticks(3);
        assertThat(seen(bob)).isEqualTo(new Host(ada.player(), false));
        assertThat(stage.<Integer>room().state()).isEqualTo(steps + 3);
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void whoIsKickedReadsWhyAndStaysAway(Codec codec) {
        Stage stage = play();
        GameClient ada = join(stage, codec);
        GameClient bob = join(stage, codec);
        List<CloseReason> closed = new ArrayList<>();
        bob.onClose().subscribe(closed::add);
        List<String> outcome = outcome(ada.deliver(new Host.Kick(String.valueOf(bob.player()), "no äöü in chat")));
        stage.pass(Duration.ofSeconds(30));
        assertThat(outcome).containsExactly("done");
        assertThat(closed).containsExactly(new CloseReason(4003, "no äöü in chat"));
        assertThat(left).containsExactly("p2 KICKED, host p1");
        assertThat(stage.room().players()).extracting(Player::id).containsExactly(ada.player());
    }

    @Test
    void aReasonThatNobodyCouldReadIsCutAndNoneIsNeeded() {
        Stage stage = play();
        Peer ada = stage.join();
        Peer bob = stage.join();
        Peer eve = stage.join();
        ada.send("host.kick", "{'player':'p2','reason':'" + "x".repeat(1000) + "'}");
        ada.send("host.kick", "{'player':'p3'}");
        stage.ticks(1);
        assertThat(bob.reasons()).containsExactly(new CloseReason(4003, "x".repeat(123)));
        assertThat(eve.reasons()).containsExactly(new CloseReason(4003, "kicked by the host"));
        ada.send("host.close", "{'reason':'" + "y".repeat(1000) + "'}");
        stage.ticks(2);
        assertThat(ada.texts("$error").toString()).contains("y".repeat(123)).doesNotContain("y".repeat(124));
    }

    @Test
    void theHostClosesTheRoomForAll() {
        Stage stage = play();
        GameClient ada = join(stage, Codec.cbor());
        Peer bob = stage.join();
        Peer watching = stage.hello("{'spectate':true}");
        List<String> outcome = outcome(ada.deliver(new Host.Close(null)));
        stage.ticks(2);
        assertThat(outcome).containsExactly("done");
        assertThat(bob.reasons()).containsExactly(new CloseReason(4009, "closed by the host"));
        assertThat(watching.closes()).containsExactly(4009);
        assertThat(stage.server.rooms()).isEmpty();
        assertThat(left).containsExactly("p1 CLOSED, host p2", "p2 CLOSED, host -");
    }

    @ParameterizedTest
    @ValueSource(strings = {"host.pause", "host.resume", "host.kick", "host.close"})
    void aStrangerWhoTriesIsRefusedHoweverHeAsks(String action) {
        Stage stage = play();
        Peer ada = stage.join();
        Peer bob = stage.join();
        Peer watching = stage.hello("{'spectate':true}");
        stage.<Integer>room().pause();
        boolean paused = !action.equals("host.pause");
        if (!paused) {
            stage.<Integer>room().resume();
        }
        stage.ticks(1);
        String data = "{'player':'" + ada.id() + "','reason':'mine'}";
        for (Peer stranger : List.of(bob, watching)) {
            stranger.forget();
            stranger.send(action, data);
            stranger.deliver(1, action, data);
            stranger.ask(2, action, data);
            stage.ticks(2);
            assertThat(stranger.refusals()).containsExactly("not_allowed", "not_allowed");
            assertThat(stranger.data("$reply"))
                    .extracting(reply -> reply.path("error").path("code").asString())
                    .containsExactly("not_allowed");
        }
        assertThat(stage.room().paused()).isEqualTo(paused);
        assertThat(ada.closes()).isEmpty();
        assertThat(stage.room().players()).hasSize(2);
        assertThat(host(stage)).isEqualTo(ada.id());
    }

    @Test
    void aStrangersClientIsToldTheCode() {
        Stage stage = play();
        GameClient ada = join(stage, Codec.cbor());
        GameClient bob = join(stage, Codec.cbor());
        List<String> delivered = outcome(bob.deliver(new Host.Close("mine")));
        List<String> asked = outcome(bob.ask(new Host.Kick(String.valueOf(ada.player()), null), Object.class));
        List<String> answered = outcome(ada.ask(new Host.Pause(), Object.class));
        List<String> nobody = outcome(ada.deliver(new Host.Kick("p99", null)));
        stage.ticks(2);
        assertThat(delivered).containsExactly("not_allowed");
        assertThat(asked).containsExactly("not_allowed");
        assertThat(answered).as("what it asks is answered with nothing").containsExactly("done");
        assertThat(nobody).containsExactly("no_such_player");
    }

    @Test
    void whoHostsOneRoomIsAStrangerInAnother() {
        stage = Stage.of(game().maxPlayers(1));
        Peer ada = stage.join();
        Peer bob = stage.join();
        assertThat(stage.server.rooms()).hasSize(2);
        bob.send("host.kick", "{'player':'" + ada.id() + "'}");
        stage.ticks(1);
        assertThat(bob.refusals()).containsExactly("no_such_player");
        assertThat(ada.closes()).isEmpty();
    }

    @Test
    void aGameWithoutTheRoleHasNoHost() {
        stage = Stage.of(Game.named("plain", () -> 0));
        Peer ada = stage.join();
        ada.send("host.close", "{}");
        stage.ticks(2);
        assertThat(ada.refusals()).containsExactly("unknown_action");
        assertThat(host(stage)).isNull();
        assertThat(ada.states().toString()).doesNotContain("host");
        assertThat(stage.server.rooms()).hasSize(1);
    }

    @Test
    void theNamesOfTheRoleAreTaken() {
        assertThatThrownBy(() -> game().run("host.kick", String.class, (player, text) -> {}))
                .hasMessageContaining("'host.kick'");
        assertThatThrownBy(() -> game().view("host", String.class, (steps, player) -> ""))
                .hasMessageContaining("'host'");
        Game<Integer> hosted = game();
        assertThat(hosted.hosted()).isSameAs(hosted);
    }

    @Test
    void aMutableWorldHasAHostToo() {
        stage = Stage.of(Game.simulation("field", () -> new int[1])
                .hosted()
                .onTick((steps, tick) -> steps[0]++)
                .world(Integer.class, steps -> steps[0]));
        Peer ada = stage.join();
        ada.send("host.pause", "null");
        stage.ticks(5);
        assertThat(stage.<int[]>room().state()[0]).isZero();
        assertThat(ada.texts("$state").toString()).contains("{\"player\":\"p1\",\"paused\":true}");
    }

    @Test
    void theRoleOutlivesTheServerAsTheSeatsDo() {
        Store store = Store.memory();
        UnaryOperator<Stage> restart = old -> {
            old.close();
            return Stage.of(spec -> spec.game(game()).store(store));
        };
        Stage first = Stage.of(spec -> spec.game(game()).store(store));
        Peer ada = first.join();
        Peer bob = first.join();
        Peer eve = first.join();
        ada.send("host.pause", "{}");
        first.ticks(2);
        stage = first;
        Stage second = restart.apply(first);
        stage = second;
        Peer eveAgain = second.resume(eve.token(), 0);
        Peer bobAgain = second.resume(bob.token(), 0);
        second.ticks(1);
        assertThat(host(second)).as("away, but kept").isEqualTo("p1");
        assertThat(bobAgain.states().toString()).contains("{\"player\":\"p1\",\"paused\":true}");
        bobAgain.send("host.resume", "{}");
        second.ticks(1);
        assertThat(bobAgain.refusals()).containsExactly("not_allowed");
        Peer adaAgain = second.resume(ada.token(), 0);
        adaAgain.send("host.resume", "{}");
        second.ticks(2);
        assertThat(second.room().paused()).isFalse();
        adaAgain.close();
        second.ticks(1);
        assertThat(host(second)).as("the order of sitting is kept too").isEqualTo("p2");
        assertThat(eveAgain.closes()).isEmpty();
    }
}
