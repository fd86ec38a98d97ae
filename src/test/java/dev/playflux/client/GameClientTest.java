package dev.playflux.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playflux.message.CloseReason;
import dev.playflux.message.Failure;
import dev.playflux.message.PlayfluxException;
import dev.playflux.message.Refused;
import dev.playflux.room.Game;
import dev.playflux.room.Leave;
import dev.playflux.room.Room;
import dev.playflux.server.GameServer;
import dev.playflux.testing.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.StepVerifier;

/** The JVM client, against a server on a network in memory, in virtual time. */
class GameClientTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    record Say(String text) {}

    record Steer(int dx) {}

    record Aim(int at) {}

    private final List<String> handled = new ArrayList<>();
    private @Nullable Stage stage;

    @AfterEach
    void close() {
        if (stage != null) {
            stage.close();
        }
    }

    private Game<String> game() {
        return Game.named("room", () -> "")
                .onJoin((state, player) -> {
                    handled.add("joined " + player.id());
                    return state;
                })
                .onLeave((state, player, why) -> {
                    handled.add("left " + player.id() + " " + why);
                    return state;
                })
                .on(Say.class, (state, player, say) -> {
                    Refused.unless(!say.text.equals("bad"), "bad_word", "No bad words");
                    handled.add(say.text);
                    player.room().broadcast(say);
                    return say.text;
                })
                .on(Steer.class, (state, player, steer) -> {
                    handled.add("dx " + steer.dx);
                    return state;
                })
                .on(Aim.class, (state, player, aim) -> {
                    handled.add("at " + aim.at);
                    return state;
                })
                .view("mine", Integer.class, (state, player) -> state.isEmpty() ? null : state.length());
    }

    private Stage play() {
        return play(game());
    }

    private Stage play(Game<String> game) {
        stage = Stage.of(game);
        return stage;
    }

    private static GameClient join(Stage stage) {
        return join(stage, stage.client());
    }

    private static GameClient join(Stage stage, GameConnector connector) {
        AtomicReference<GameClient> client = new AtomicReference<>();
        connector.connect().subscribe(client::set);
        stage.settle();
        return Objects.requireNonNull(client.get(), "welcomed");
    }

    @Test
    void aMessageSentRightAfterTheConnectAndOneRightBeforeTheCloseBothArrive() {
        Stage stage = play();
        stage.client().connect().subscribe(client -> {
            client.send(new Say("first"));
            client.send(new Say("last"));
            client.close();
        });
        stage.ticks(1);
        assertThat(handled).containsExactly("joined p1", "first", "last", "left p1 BYE");
    }

    @Test
    void anInputGivenRightBeforeTheCloseArrives() {
        Stage stage = play();
        GameClient ada = join(stage);
        ada.input(new Steer(1));
        stage.settle();
        ada.input(new Steer(2));
        ada.close();
        stage.ticks(2);
        assertThat(handled).containsExactly("joined p1", "dx 1", "dx 2", "left p1 BYE");
    }

    @Test
    void statesAndViewsFollowTheServerReplayTheLatestAndCompleteWithTheClient() {
        Stage stage = play();
        GameClient ada = join(stage);
        assertThat(ada.player()).isEqualTo("p1");
        assertThat(ada.room()).isEqualTo(stage.<String>room().id());
        assertThat(ada.state(String.class)).isNull();
        stage.ticks(1);
        assertThat(ada.state(String.class)).isEmpty();
        StepVerifier.create(ada.states(String.class))
                .expectNext("")
                .then(() -> {
                    ada.send(new Say("hello"));
                    stage.ticks(1);
                })
                .expectNext("hello")
                .then(() -> {
                    ada.close();
                    stage.settle();
                })
                .expectComplete()
                .verify(SOON);
        StepVerifier.create(ada.view("mine", Integer.class))
                .expectNext(5)
                .expectComplete()
                .verify(SOON);
        StepVerifier.create(ada.frames())
                .expectNextMatches(frame -> frame.views().size() == 2 && frame.tick() == 2)
                .expectComplete()
                .verify(SOON);
    }

    @Test
    void whoIsSlowGetsTheLatestState() {
        Stage stage = play(game().onTick((state, tick) -> "tick " + tick.number()));
        GameClient ada = join(stage);
        stage.ticks(1);
        StepVerifier.create(ada.states(String.class), 1)
                .expectNext("tick 1")
                .then(() -> stage.ticks(500))
                .thenRequest(1)
                .expectNext("tick 501")
                .thenCancel()
                .verify(SOON);
    }

    @Test
    void aWorldThatDoesNotFitItsTypeIsAnErrorOfThatFluxAlone() {
        Stage stage = play();
        GameClient ada = join(stage);
        stage.ticks(1);
        StepVerifier.create(ada.states(Integer.class))
                .expectErrorMatches(error -> error.getMessage().contains("view 'world' is no Integer"))
                .verify(SOON);
        StepVerifier.create(ada.states(String.class))
                .expectNext("")
                .thenCancel()
                .verify(SOON);
    }

    @Test
    void messagesReachWhoeverListensUnderTheirName() {
        Stage stage = play();
        GameClient ada = join(stage);
        GameClient bob = join(stage);
        List<Object> heard = new ArrayList<>();
        bob.on(Say.class).subscribe(heard::add);
        bob.on("say", Say.class).map(Say::text).subscribe(heard::add);
        bob.on(Steer.class).subscribe(heard::add);
        ada.send("say", new Say("hello"));
        stage.ticks(1);
        assertThat(heard).containsExactly(new Say("hello"), "hello");
    }

    @Test
    void whatTheServerRefusesIsHeard() {
        Stage stage = play();
        GameClient ada = join(stage);
        List<Failure> failures = new ArrayList<>();
        ada.errors().subscribe(failures::add);
        ada.send(new Say("bad"));
        long number = ada.input(new Say("bad"));
        stage.ticks(1);
        assertThat(failures).hasSize(2).allMatch(failure -> failure.code().equals("bad_word"));
        assertThat(failures.get(1).input()).isEqualTo(number);
    }

    @Test
    void theFirstInputGoesOutAtOnceAndThenTheLatestOfEachActionInEachTick() {
        Stage stage = play();
        GameClient ada = join(stage);
        stage.ticks(1);
        for (int i = 1; i <= 10; i++) {
            assertThat(ada.input(new Steer(i))).isEqualTo(2 * i - 1);
            assertThat(ada.input(new Aim(i))).isEqualTo(2 * i);
            stage.pass(Duration.ofMillis(10));
        }
        stage.ticks(2);
        assertThat(handled).containsExactly("joined p1", "dx 1", "dx 5", "at 5", "dx 10", "at 10");
        StepVerifier.create(ada.frames().map(frame -> frame.input()))
                .expectNext(20L)
                .thenCancel()
                .verify(SOON);
    }

    @Test
    void inputsAtTimeZeroAreCoalescedToo() {
        Stage stage = play();
        GameClient ada = join(stage);
        for (int i = 1; i <= 5; i++) {
            ada.input(new Steer(i));
            stage.settle();
        }
        stage.ticks(3);
        assertThat(handled).containsExactly("joined p1", "dx 1", "dx 5");
    }

    @Test
    void aPingMeasuresTheRoundTripAndFailsWithoutAnAnswer() {
        Stage stage = play();
        stage.network.latency(Duration.ofMillis(40));
        GameClient ada = slowJoin(stage);
        StepVerifier.create(ada.ping())
                .then(() -> stage.pass(Duration.ofMillis(80)))
                .expectNext(Duration.ofMillis(80))
                .expectComplete()
                .verify(SOON);
        stage.network.stalled(true);
        StepVerifier.create(ada.ping())
                .then(() -> stage.pass(Duration.ofSeconds(6)))
                .expectError()
                .verify(SOON);
    }

    private static GameClient slowJoin(Stage stage) {
        AtomicReference<GameClient> client = new AtomicReference<>();
        stage.client().connect().subscribe(client::set);
        stage.pass(Duration.ofSeconds(1));
        return Objects.requireNonNull(client.get(), "welcomed");
    }

    @Test
    void aRefusedConnectSaysWhatTheServerRefused() {
        Stage stage = play();
        StepVerifier.create(stage.client().game("chess").connect())
                .then(stage::settle)
                .expectErrorMatches(error -> error instanceof ConnectFailed failed
                        && failed.reason().code() == 4005
                        && failed.failure() != null
                        && failed.failure().code().equals("room_not_found")
                        && failed.getMessage().contains("chess"))
                .verify(SOON);
        StepVerifier.create(stage.client().uri("ws://memory:2/play").connect())
                .then(stage::settle)
                .expectErrorMatches(error ->
                        error instanceof PlayfluxException && error.getMessage().contains("port 2"))
                .verify(SOON);
        assertThatThrownBy(() -> stage.client().uri("no uri")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatCannotTravelThrowsInTheCaller() {
        Stage stage = play();
        GameClient ada = join(stage);
        assertThatThrownBy(() -> ada.send("say", Collections.singletonMap("__proto__", 1)))
                .isInstanceOf(PlayfluxException.class);
        stage.ticks(1);
        assertThat(ada.send(new Say("still there"))).isTrue();
    }

    @Test
    void aClientComesBackByItselfAfterALostConnection() {
        Stage stage = play(game().grace(Duration.ZERO));
        GameClient ada = join(stage);
        List<Status> status = new ArrayList<>();
        ada.status().subscribe(status::add);
        stage.network.cut();
        stage.settle();
        assertThat(ada.send(new Say("lost"))).isFalse();
        stage.pass(Duration.ofMillis(250));
        assertThat(status)
                .containsExactly(
                        new Status.Connected(false),
                        new Status.Reconnecting(CloseReason.LOST, 1),
                        new Status.Connected(false));
        assertThat(ada.player()).isEqualTo("p2");
        ada.send(new Say("back"));
        stage.ticks(2);
        assertThat(ada.state(String.class)).isEqualTo("back");
        assertThat(handled).containsExactly("joined p1", "left p1 LOST", "joined p2", "back");
    }

    @Test
    void attemptsAreSpreadWithFullJitterWithinTheirBounds() {
        Stage stage = play();
        List<Long> lost = new ArrayList<>();
        List<Long> delays = new ArrayList<>();
        GameClient ada = join(stage);
        ada.status().subscribe(status -> {
            if (status instanceof Status.Reconnecting) {
                long now = stage.clock.now(java.util.concurrent.TimeUnit.MILLISECONDS);
                if (!lost.isEmpty()) {
                    delays.add(now - lost.get(lost.size() - 1));
                }
                lost.add(now);
            }
        });
        stage.server.dispose();
        stage.pass(Duration.ofMinutes(10));
        assertThat(delays.size()).isGreaterThan(60);
        for (int i = 0; i < delays.size(); i++) {
            assertThat(delays.get(i)).as("attempt " + (i + 1)).isBetween(0L, Math.min(8000L, 250L << Math.min(i, 5)));
        }
        List<Long> late = delays.subList(10, delays.size());
        assertThat(late)
                .as("spread over all of it")
                .anyMatch(delay -> delay < 2000)
                .anyMatch(delay -> delay > 6000);
        double mean = late.stream().mapToLong(Long::longValue).average().orElseThrow();
        assertThat(mean).isBetween(3000.0, 5000.0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1002, 1003, 1007, 1008, 1009, 4001, 4003, 4004, 4005, 4006, 4009, 4010, 4011})
    void afterAFinalCodeNobodyComesBack(int code) {
        expectEnd(code, true);
    }

    @ParameterizedTest
    @ValueSource(ints = {1001, 1011, 1012, 1013, 4000, 4007, 4008})
    void afterAnyOtherCodeTheClientComesBack(int code) {
        expectEnd(code, false);
    }

    private void expectEnd(int code, boolean last) {
        stage = Stage.of(server -> server.handle(dev.playflux.action.Actions.on(
                "end",
                Integer.class,
                (connection, codes) -> codes.doOnNext(end -> connection.close(new CloseReason(end, "end"))))));
        GameClient ada = join(stage);
        List<Status> status = new ArrayList<>();
        ada.status().subscribe(status::add);
        ada.send("end", code);
        stage.pass(Duration.ofSeconds(1));
        CloseReason end = new CloseReason(code, "end");
        assertThat(status)
                .startsWith(
                        new Status.Connected(false), last ? new Status.Closed(end) : new Status.Reconnecting(end, 1))
                .hasSize(last ? 2 : 3);
    }

    @Test
    void aClientThatMayNotReconnectEnds() {
        Stage stage = play();
        GameClient ada = join(stage, stage.client().reconnect(false));
        stage.network.cut();
        StepVerifier.create(ada.onClose())
                .then(stage::settle)
                .expectNext(CloseReason.LOST)
                .expectComplete()
                .verify(SOON);
    }

    @Test
    void aKickedClientHearsWhy() {
        Stage stage = play();
        GameClient ada = join(stage);
        stage.<String>room().player("p1").orElseThrow().kick("Get out");
        StepVerifier.create(ada.onClose())
                .then(stage::settle)
                .expectNext(new CloseReason(4003, "Get out"))
                .expectComplete()
                .verify(SOON);
        assertThat(handled).containsExactly("joined p1", "left p1 " + Leave.KICKED);
    }

    @Test
    void aClientThatWaitsForItsNextAttemptClosesAtOnce() {
        Stage stage = play();
        GameClient ada = join(stage);
        stage.server.dispose();
        stage.pass(Duration.ofSeconds(60));
        StepVerifier.create(ada.close()).then(stage::settle).expectComplete().verify(SOON);
        StepVerifier.create(ada.status())
                .expectNext(new Status.Closed(CloseReason.DONE))
                .expectComplete()
                .verify(SOON);
        stage.pass(Duration.ofSeconds(60));
    }

    @Test
    void aClientThatIsConnectingAgainWhenItIsClosedEnds() {
        Stage stage = play(game().grace(Duration.ZERO));
        GameClient ada = join(stage);
        stage.network.latency(Duration.ofMillis(200));
        stage.network.cut();
        stage.pass(Duration.ofMillis(400));
        ada.close();
        stage.pass(Duration.ofSeconds(3));
        StepVerifier.create(ada.onClose()).expectNextCount(1).expectComplete().verify(SOON);
        Room<String> room = stage.room();
        assertThat(room.players()).isEmpty();
    }

    @Test
    void aConnectThatIsCancelledLeavesNobodyInTheRoom() {
        Stage stage = play();
        stage.network.latency(Duration.ofMillis(100));
        var connecting = stage.client().connect().subscribe();
        stage.pass(Duration.ofMillis(250));
        connecting.dispose();
        stage.pass(Duration.ofSeconds(3));
        assertThat(stage.server.rooms()).allMatch(room -> room.players().isEmpty());
    }

    @Test
    void theServersStateIsTheClientsStateAfterAReconnect() {
        Stage stage = play(game().onTick((state, tick) -> state + "."));
        GameClient ada = join(stage);
        for (int i = 0; i < 20; i++) {
            stage.network.cut();
            stage.pass(Duration.ofSeconds(5));
            assertThat(ada.state(String.class)).isEqualTo(stage.<String>room().state());
        }
    }

    @Test
    void aSilentServerIsAskedAndThenGivenUp() {
        Stage stage = Stage.of(server ->
                server.handle(dev.playflux.action.Actions.on("none", Integer.class, (connection, none) -> none)));
        this.stage = stage;
        GameClient ada = join(stage);
        List<Status> status = new ArrayList<>();
        ada.status().subscribe(status::add);
        stage.pass(Duration.ofSeconds(60));
        assertThat(status).as("pings are answered").hasSize(1);
        stage.network.stalled(true);
        stage.pass(Duration.ofSeconds(21));
        assertThat(status.get(1)).isInstanceOf(Status.Reconnecting.class);
    }

    @Test
    void aServerOnItsWayOutTellsItsClientsToComeBackLater() {
        Stage stage = play();
        GameClient ada = join(stage);
        List<Status> status = new ArrayList<>();
        ada.status().subscribe(status::add);
        stage.server.dispose();
        stage.settle();
        assertThat(status.get(1)).isEqualTo(new Status.Reconnecting(CloseReason.GOING_AWAY, 1));
        GameServer.create()
                .port(1)
                .transport(stage.network)
                .schedulers(List.of(stage.clock))
                .game(game())
                .bindNow();
        stage.pass(Duration.ofSeconds(8));
        assertThat(status.get(status.size() - 1)).isEqualTo(new Status.Connected(false));
    }
}
