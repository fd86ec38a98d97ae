package dev.playflux.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.client.Disconnected.Reason;
import dev.playflux.message.BadData;
import dev.playflux.message.CloseReason;
import dev.playflux.message.Message;
import dev.playflux.message.Refused;
import dev.playflux.room.Game;
import dev.playflux.room.Player;
import dev.playflux.room.Room;
import dev.playflux.testing.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.data.Index;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a game loop's callbacks hear: in order, once, and inside pump. */
class LoopCallbacksTest {
    record Say(int n) {}

    record Rules(String text) {}

    record Wrong() {}

    private final List<Object> heard = new ArrayList<>();
    private @Nullable Stage stage;
    private @Nullable GameClient client;

    @BeforeEach
    void open() {
        stage = Stage.of(Game.named("talk", () -> 0)
                .grace(Duration.ofSeconds(5))
                .onJoin((none, player) -> {
                    player.send(new Rules("be kind"));
                    return none;
                })
                .run(Wrong.class, (player, wrong) -> {
                    throw new Refused("wrong", "not so");
                }));
        client = connect();
    }

    private GameClient connect() {
        AtomicReference<GameClient> joined = new AtomicReference<>();
        stage().client().connect().subscribe(joined::set);
        stage().settle();
        return Objects.requireNonNull(joined.get(), "joined");
    }

    @AfterEach
    void close() {
        stage().close();
    }

    private Stage stage() {
        return Objects.requireNonNull(stage);
    }

    private GameClient client() {
        return Objects.requireNonNull(client);
    }

    private GameLoop loop() {
        return client().loop();
    }

    private GameLoop listening() {
        return loop().onConnected(() -> heard.add("connected"))
                .onResumed(() -> heard.add("resumed"))
                .onDisconnected(heard::add);
    }

    private void broadcast(String action, Object data) {
        Room<Integer> room = stage().room();
        room.broadcast(action, data);
        stage().settle();
    }

    private void cut() {
        stage().network.cut();
        stage().settle();
    }

    private static Disconnected lost(boolean returning) {
        return Disconnected.of(CloseReason.LOST, returning);
    }

    @Test
    void whatTheJoinHookSaidIsHeardByWhoRegistersAfterTheConnect() {
        stage().pass(Duration.ofSeconds(4));
        loop().on(Rules.class, heard::add);
        loop().pump();
        assertThat(heard).containsExactly(new Rules("be kind"));
    }

    @Test
    void theBeginningIsForgottenIfNobodyAsksForTheLoopInTime() {
        stage().pass(Duration.ofSeconds(6));
        loop().on(Rules.class, heard::add).otherwise(heard::add);
        broadcast("say", new Say(1));
        loop().on(Say.class, heard::add).pump();
        assertThat(heard).containsExactly(new Say(1));
    }

    @Test
    void whatNobodyAsksForInTimeIsKeptNoLongerThanToTheNextState() {
        LoopInbox inbox = new LoopInbox(stage().clock);
        inbox.status(new Status.Connected(false));
        inbox.message(Message.of(new Say(1)));
        inbox.state();
        assertThat(inbox.tasks().hasNews()).isTrue();
        stage().pass(Duration.ofSeconds(6));
        inbox.state();
        assertThat(inbox.tasks().hasNews()).isFalse();
    }

    @Test
    void aLoopThatWasAskedForKeepsItsNewsWhateverStatesCome() {
        loop();
        stage().pass(Duration.ofSeconds(6));
        loop().on(Rules.class, heard::add).pump();
        assertThat(heard).containsExactly(new Rules("be kind"));
    }

    @Test
    void withoutALoopAtMost256MessagesAreKept() {
        for (int i = 0; i < 300; i++) {
            broadcast("say", new Say(i));
        }
        loop().on(Say.class, heard::add).pump();
        assertThat(heard).as("the rules are the first of them").hasSize(255).endsWith(new Say(254));
        broadcast("say", new Say(500));
        loop().pump();
        assertThat(heard).endsWith(new Say(500));
    }

    @Test
    void aWelcomeIsHeardOnceByEachHoweverLateItRegisters() {
        listening();
        assertThat(heard).isEmpty();
        assertThat(loop().pump()).isEqualTo(1);
        stage().ticks(40);
        loop().pump();
        assertThat(heard).containsExactly("connected");
        loop().onConnected(() -> heard.add("late"));
        loop().pump();
        loop().pump();
        assertThat(heard).containsExactly("connected", "late");
    }

    @Test
    void whoComesBackIsResumedAndNotConnectedAgain() {
        listening().pump();
        cut();
        loop().pump();
        stage().pass(Duration.ofSeconds(3));
        loop().pump();
        assertThat(heard).containsExactly("connected", lost(true), "resumed");
        assertThat(loop().status()).isEqualTo(new Status.Connected(true));
    }

    @Test
    void whatHappenedBetweenTwoPumpsIsToldInItsOrder() {
        listening().on(Say.class, heard::add);
        broadcast("say", new Say(1));
        cut();
        stage().pass(Duration.ofSeconds(3));
        broadcast("say", new Say(2));
        loop().pump();
        assertThat(heard).containsExactly("connected", new Say(1), lost(true), "resumed", new Say(2));
    }

    @Test
    void aLossIsToldBehindAllThatCameBeforeItHoweverLittleAPumpTakes() {
        listening().on(Say.class, heard::add).pump();
        broadcast("say", new Say(1));
        broadcast("say", new Say(2));
        cut();
        loop().pump(1);
        assertThat(heard).containsExactly("connected", new Say(1));
        loop().pump();
        assertThat(heard).containsExactly("connected", new Say(1), new Say(2), lost(true));
    }

    @Test
    void manyLossesBetweenTwoPumpsAreToldAsOne() {
        listening().pump();
        for (int i = 0; i < 3; i++) {
            cut();
            stage().pass(Duration.ofSeconds(4));
        }
        loop().pump();
        assertThat(heard).containsExactly("connected", lost(true), "resumed");
    }

    @Test
    void anotherSessionIsAnotherBeginning() {
        listening().pump();
        String before = client().player();
        stage().network.latency(Duration.ofSeconds(2));
        cut();
        stage().pass(Duration.ofSeconds(15));
        loop().pump();
        assertThat(client().player()).isNotEqualTo(before);
        assertThat(heard).containsExactly("connected", lost(true), "connected");
    }

    @Test
    void aSessionThatBeginsAndEndsBetweenTwoPumpsIsHeardOfInThatOrder() {
        listening();
        cut();
        loop().pump();
        assertThat(heard).containsExactly("connected", lost(true));
        client().close();
        stage().settle();
        loop().pump();
        loop().onConnected(() -> heard.add("late")).pump();
        assertThat(heard).hasSize(4).endsWith(Disconnected.of(CloseReason.DONE, false), "late");
    }

    @Test
    void newsThatFindsNoRoomIsAnErrorOnceForAll() {
        loop().on(Say.class, heard::add).onError((where, thrown) -> {
            heard.add(where);
            heard.add(thrown);
        });
        loop().pump();
        for (int i = 0; i < 1027; i++) {
            broadcast("say", new Say(i));
        }
        loop().pump();
        assertThat(heard)
                .hasSize(1026)
                .contains(new Say(1023), Index.atIndex(1023))
                .contains("loop", Index.atIndex(1024));
        assertThat(heard.get(1025)).isInstanceOfSatisfying(NewsDropped.class, dropped -> {
            assertThat(dropped.count()).isEqualTo(3);
            assertThat(dropped).hasMessageStartingWith("3 messages were dropped");
        });
        assertThat(loop().pump()).as("it is told once").isZero();
    }

    @Test
    void aKickHasItsReasonAndWhatWasSaidBeforeItIsHeardBeforeIt() {
        listening().on(Say.class, heard::add);
        Player<Integer> player = stage().<Integer>room().players().iterator().next();
        stage().atOnce(() -> {
            player.send("say", new Say(1));
            player.kick("spoilt the game");
        });
        loop().pump();
        Disconnected kicked = new Disconnected(Reason.KICKED, new CloseReason(4003, "spoilt the game"), false);
        assertThat(heard).containsExactly("connected", new Say(1), kicked);
        assertThat(kicked.text()).isEqualTo("spoilt the game");
        stage().pass(Duration.ofSeconds(60));
        loop().onDisconnected(late -> heard.add(late.reason())).pump();
        assertThat(heard).as("who comes later hears why").hasSize(4).endsWith(Reason.KICKED);
    }

    @Test
    void whoLeavesWhileItTriesToComeBackHearsTheEndToo() {
        listening().pump();
        stage().server.dispose();
        stage().pass(Duration.ofSeconds(30));
        loop().pump();
        assertThat(loop().status())
                .as("what keeps it from coming back is another matter")
                .isInstanceOfSatisfying(
                        Status.Reconnecting.class,
                        trying -> assertThat(trying.why().code()).isEqualTo(1006));
        client().close();
        stage().settle();
        loop().pump();
        assertThat(heard)
                .containsExactly(
                        "connected",
                        Disconnected.of(CloseReason.GOING_AWAY, true),
                        Disconnected.of(CloseReason.DONE, false));
    }

    @Test
    void whoRegistersAfterTheConnectionIsBackHearsNothingOld() {
        loop().onConnected(() -> {}).pump();
        cut();
        loop().pump();
        stage().pass(Duration.ofSeconds(3));
        loop().pump();
        loop().onDisconnected(heard::add).onResumed(() -> heard.add("resumed")).pump();
        assertThat(heard).isEmpty();
        cut();
        stage().pass(Duration.ofSeconds(3));
        loop().pump();
        assertThat(heard).containsExactly(lost(true), "resumed");
    }

    @ParameterizedTest
    @CsvSource({
        "1000, CLOSED",
        "4009, CLOSED",
        "4003, KICKED",
        "4008, TIMEOUT",
        "4000, TIMEOUT",
        "4007, TIMEOUT",
        "1001, SHUTDOWN",
        "1012, SHUTDOWN",
        "1013, SHUTDOWN",
        "4004, REPLACED",
        "1005, LOST",
        "1006, LOST",
        "1011, LOST",
        "1002, REFUSED",
        "1008, REFUSED",
        "1009, REFUSED",
        "4001, REFUSED",
        "4005, REFUSED",
        "4006, REFUSED"
    })
    void everyCloseCodeIsAReason(int code, Reason reason) {
        assertThat(Disconnected.of(new CloseReason(code, ""), false).reason()).isEqualTo(reason);
    }

    @Test
    void otherwiseHearsWhatNobodyElseDoes() {
        loop().on(Say.class, heard::add)
                .on("note", String.class, heard::add)
                .otherwise(message -> heard.add(message.action()));
        broadcast("say", new Say(1));
        broadcast("news", 2);
        broadcast("note", "three");
        assertThat(loop().pump()).isEqualTo(4);
        assertThat(heard).containsExactly("rules", new Say(1), "news", "three");
    }

    @Test
    void messagesThatNobodyHearsAreNoWork() {
        loop().pump();
        broadcast("say", new Say(1));
        assertThat(loop().pump()).isZero();
        loop().on(Say.class, heard::add).pump();
        assertThat(heard).as("it waited for one pump, not for a listener").isEmpty();
    }

    @Test
    void severalHearTheSameAndOneThatThrowsKeepsItFromNobody() {
        loop().on(Say.class, say -> {
                    throw new IllegalStateException("first");
                })
                .on(Say.class, heard::add)
                .onConnected(() -> {
                    throw new IllegalStateException("second");
                })
                .onConnected(() -> heard.add("connected"))
                .onError((where, thrown) -> {
                    throw new IllegalStateException("third");
                })
                .onError((where, thrown) -> heard.add(where + ": " + thrown.getMessage()));
        broadcast("say", new Say(1));
        loop().schedule(() -> {
            throw new IllegalStateException("fourth");
        });
        loop().pump();
        assertThat(heard).containsExactly("onConnected: second", "connected", "say: first", new Say(1), "task: fourth");
    }

    @Test
    void refusalsAndMessagesThatDoNotFitAreErrors() {
        loop().on(Say.class, heard::add).onError((where, thrown) -> {
            heard.add(where);
            heard.add(thrown);
        });
        client().send(new Wrong());
        stage().settle();
        broadcast("say", "no number");
        stage().room().broadcast("say", null);
        stage().settle();
        assertThat(loop().pump()).isEqualTo(3);
        assertThat(heard).hasSize(6);
        assertThat(heard.get(0)).isEqualTo("wrong");
        assertThat(heard.get(1)).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.code()).isEqualTo("wrong");
            assertThat(refused).hasMessage("not so");
        });
        assertThat(heard.get(2)).isEqualTo("say");
        assertThat(heard.get(3)).isInstanceOf(BadData.class);
        assertThat((Throwable) heard.get(5)).isInstanceOf(BadData.class).hasMessage("expected Say, was null");
    }

    @Test
    void whatTheLoopSendsIsTheClients() {
        loop().onError((where, thrown) -> heard.add(where));
        assertThat(loop().send(new Wrong())).isTrue();
        assertThat(loop().send("nobodyKnows", null)).isTrue();
        assertThat(loop().input(new Say(1))).isEqualTo(1);
        assertThat(loop().input(new Say(2))).isEqualTo(2);
        stage().ticks(3);
        loop().pump();
        assertThat(heard).containsExactlyInAnyOrder("wrong", "nobodyKnows", "say", "say");
    }

    @Test
    void aFrameOfTheLastPumpStaysUntilTheNext() {
        assertThat(loop().frame()).isNull();
        stage().ticks(1);
        loop().pump();
        long tick = Objects.requireNonNull(loop().frame()).tick();
        stage().ticks(20);
        assertThat(Objects.requireNonNull(loop().frame()).tick()).isEqualTo(tick);
        loop().pump();
        assertThat(Objects.requireNonNull(loop().frame()).tick()).isGreaterThan(tick);
    }
}
