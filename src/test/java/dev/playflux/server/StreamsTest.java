package dev.playflux.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playflux.action.Actions;
import dev.playflux.connection.Connection;
import dev.playflux.message.CloseReason;
import dev.playflux.message.Limits;
import dev.playflux.message.Message;
import dev.playflux.message.Refused;
import dev.playflux.room.Game;
import dev.playflux.testing.Peer;
import dev.playflux.testing.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Sinks.EmitResult;
import reactor.test.StepVerifier;

/** A server without rooms: connections as streams, messages in pipelines by their action. */
class StreamsTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    record Chat(String text) {}

    private final List<String> heard = new ArrayList<>();
    private @Nullable Stage stage;

    @AfterEach
    void close() {
        if (stage != null) {
            stage.close();
        }
    }

    private Stage serve(Actions<Connection> actions) {
        return serve(actions, Limits.DEFAULTS);
    }

    private Stage serve(Actions<Connection> actions, Limits limits) {
        stage = Stage.of(server -> server.handle(actions).limits(limits));
        return stage;
    }

    private Actions<Connection> chat() {
        return Actions.on(
                "chat",
                Chat.class,
                (connection, chats) -> chats.doOnNext(chat -> {
                    heard.add(connection.id() + " " + chat.text);
                    if (chat.text.equals("bad")) {
                        throw new IllegalStateException("bad");
                    }
                    Refused.unless(!chat.text.equals("no"), "no_way", "No way");
                    connection.server().broadcast("chat", chat);
                }));
    }

    private static void say(Stage stage, Peer peer, String... words) {
        for (String word : words) {
            peer.send("chat", "{'text':'" + word + "'}");
            stage.settle();
        }
    }

    @Test
    void theWelcomeTellsTheSessionAndTheLimitsAndNothingOfRooms() {
        Stage stage = serve(chat());
        Peer ada = stage.join();
        assertThat(ada.data("$welcome").get(0).propertyNames())
                .containsExactlyInAnyOrder("session", "resume", "resumed", "seq", "time", "limits");
    }

    @Test
    void aBroadcastReachesEverybodyAndAllButOne() {
        Stage stage = serve(chat().and(
                        "whisper",
                        Chat.class,
                        (connection, chats) -> chats.doOnNext(
                                chat -> connection.server().broadcastExcept(connection, Message.of("whisper", chat)))));
        Peer ada = stage.join();
        Peer bob = stage.join();
        say(stage, ada, "hello");
        ada.send("whisper", "{'text':'psst'}");
        stage.settle();
        for (Peer peer : List.of(ada, bob)) {
            assertThat(peer.texts("chat")).containsExactly("{\"text\":\"hello\"}");
        }
        assertThat(ada.data("whisper")).isEmpty();
        assertThat(bob.texts("whisper")).containsExactly("{\"text\":\"psst\"}");
        assertThat(stage.server.connections().broadcast("all", 1)).isEqualTo(2);
    }

    @Test
    void eachConnectionJoinsOnceBeforeItsFirstMessageAndLeavesOnce() {
        Stage stage = serve(chat());
        stage.server.connections().joined().subscribe(connection -> heard.add("joined " + connection.id()));
        stage.server.connections().left().subscribe(connection -> heard.add("left " + connection.id()));
        Peer ada = stage.connect();
        ada.send("$hello", "{}").send("chat", "{'text':'first'}");
        stage.settle();
        Peer bob = stage.join();
        assertThat(stage.server.connections().open()).extracting(Connection::id).containsExactlyInAnyOrder("c1", "c2");
        ada.send("$bye", "null");
        stage.settle();
        stage.network.cut();
        stage.settle();
        bob.close();
        stage.pass(Duration.ofSeconds(10));
        assertThat(heard).containsExactly("joined c1", "c1 first", "joined c2", "left c1", "left c2");
        assertThat(stage.server.connections().open()).isEmpty();
    }

    @Test
    void whoNeverSaidHelloNeverJoinsNorLeaves() {
        Stage stage = serve(chat());
        stage.server.connections().joined().subscribe(connection -> heard.add("joined"));
        stage.server.connections().left().subscribe(connection -> heard.add("left"));
        Peer ada = stage.connect();
        stage.pass(Duration.ofMillis(5001));
        assertThat(ada.closes()).containsExactly(4000);
        Peer bob = stage.connect();
        bob.send("chat", "{'text':'x'}");
        stage.settle();
        assertThat(bob.closes()).containsExactly(1002);
        assertThat(heard).isEmpty();
    }

    @Test
    void theAnnouncementsEndWithTheServer() {
        Stage stage = serve(chat());
        StepVerifier.create(stage.server.connections().left())
                .then(() -> {
                    stage.join();
                    stage.server.dispose();
                    stage.pass(Duration.ofSeconds(1));
                })
                .expectNextCount(1)
                .expectComplete()
                .verify(SOON);
    }

    @Test
    void aHandlerThatThrowsLosesItsMessageAndNothingOfAnybodyElse() {
        Stage stage = serve(chat());
        Peer ada = stage.join();
        Peer bob = stage.join();
        say(stage, ada, "bad", "1", "no", "2");
        say(stage, bob, "3");
        assertThat(bob.texts("chat")).containsExactly("{\"text\":\"1\"}", "{\"text\":\"2\"}", "{\"text\":\"3\"}");
        assertThat(ada.refusals()).containsExactly("handler_failed", "no_way");
        assertThat(bob.refusals()).isEmpty();
        assertThat(stage.faults).containsExactly("the pipeline of 'chat': bad");
    }

    @Test
    void aStackOverflowInAHandlerLosesItsMessageOnly() {
        Stage stage = serve(Actions.on(
                "deep",
                Integer.class,
                (connection, deep) -> deep.map(StreamsTest::sum).doOnNext(sum -> heard.add("sum " + sum))));
        Peer ada = stage.join();
        ada.send("deep", "100000000").send("deep", "3");
        stage.settle();
        assertThat(heard).containsExactly("sum 6");
        assertThat(ada.refusals()).containsExactly("handler_failed");
    }

    private static int sum(int n) {
        return n == 0 ? 0 : n + sum(n - 1);
    }

    @Test
    void theFirstMessageThatThrowsAndTheNextThousandAreHandled() {
        Stage stage = serve(chat());
        Peer ada = stage.join();
        say(stage, ada, "bad");
        for (int i = 0; i < 1000; i++) {
            say(stage, ada, "m" + i);
            stage.pass(Duration.ofMillis(9));
        }
        assertThat(heard).hasSize(1001);
        assertThat(ada.data("chat")).hasSize(1000);
    }

    @Test
    void oneFluxForEachConnectionAndActionCompletesWhenItLeaves() {
        AtomicInteger assembled = new AtomicInteger();
        Stage stage = serve(Actions.on("chat", Chat.class, (connection, chats) -> {
            assembled.incrementAndGet();
            return chats.map(Chat::text)
                    .buffer(2)
                    .doOnNext(pair -> heard.add(connection.id() + pair))
                    .doOnComplete(() -> heard.add("end " + connection.id()));
        }));
        Peer ada = stage.join();
        Peer bob = stage.join();
        assertThat(assembled).hasValue(0);
        say(stage, ada, "a");
        say(stage, bob, "1");
        say(stage, ada, "b");
        say(stage, bob, "2", "3");
        ada.close();
        bob.close();
        stage.settle();
        assertThat(assembled).hasValue(2);
        assertThat(heard).containsExactly("c1[a, b]", "c2[1, 2]", "end c1", "c2[3]", "end c2");
    }

    @Test
    void aPipelineThatCompletesDropsAndCountsWhatComes() {
        Stage stage = serve(Actions.on("chat", Chat.class, (connection, chats) -> chats.take(1)));
        Peer ada = stage.join();
        say(stage, ada, "1", "2", "3");
        assertThat(stage.tally.dropped).containsExactly("chat", "chat");
        assertThat(ada.refusals()).isEmpty();
    }

    @Test
    void whatHasNoPipelineIsUnknownOrGoesToOtherwise() {
        Stage stage = serve(chat());
        Peer ada = stage.join();
        ada.send("jump", "1").send("chat", "7").send("chat", "null").send("$state", "{}");
        stage.settle();
        assertThat(ada.refusals()).containsExactly("unknown_action", "bad_data", "bad_data", "reserved_action");
        stage.close();

        Stage other = serve(chat().otherwise((connection, unknown) ->
                unknown.doOnNext(message -> heard.add(message.action() + " " + message.as(Integer.class)))));
        Peer bob = other.join();
        bob.send("jump", "1").send("dance", "2");
        other.settle();
        assertThat(heard).containsExactly("jump 1", "dance 2");
        assertThat(bob.refusals()).isEmpty();
    }

    @Test
    void inboundIsHotForAnyNumberOfSubscribersAndCompletesWithTheConnection() {
        Stage stage = serve(chat());
        List<String> first = new ArrayList<>();
        List<String> second = new ArrayList<>();
        List<String> slow = new ArrayList<>();
        stage.server.connections().joined().subscribe(connection -> {
            connection
                    .inbound()
                    .map(Message::action)
                    .doOnComplete(() -> first.add("end"))
                    .subscribe(first::add);
            connection.inbound().take(1).map(Message::action).subscribe(second::add);
            connection.inbound().map(Message::action).subscribe(new reactor.core.publisher.BaseSubscriber<>() {
                @Override
                protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {
                    subscription.request(1);
                }

                @Override
                protected void hookOnNext(String action) {
                    slow.add(action);
                }
            });
        });
        Peer ada = stage.join();
        say(stage, ada, "1", "2");
        ada.send("jump", "1");
        stage.settle();
        ada.close();
        stage.settle();
        assertThat(first).containsExactly("chat", "chat", "jump", "end");
        assertThat(second).containsExactly("chat");
        assertThat(slow)
                .as("who does not ask misses messages, and holds up nobody")
                .containsExactly("chat");
    }

    private static Connection only(Stage stage) {
        return stage.server.connections().open().iterator().next();
    }

    @Test
    void completingTheOutboundClosesTheConnectionAfterWhatWasAccepted() {
        Stage stage = serve(chat());
        Peer ada = stage.join();
        Connection connection = only(stage);
        List<CloseReason> closed = new ArrayList<>();
        connection.closed().subscribe(closed::add);
        List<EmitResult> results = new ArrayList<>();
        stage.atOnce(() -> {
            for (int i = 0; i < 100; i++) {
                connection.send("n", i);
            }
            results.add(connection.outbound().tryEmitComplete());
            results.add(connection.outbound().tryEmitNext(Message.of("n", 100)));
        });
        assertThat(results).containsExactly(EmitResult.OK, EmitResult.FAIL_TERMINATED);
        assertThat(ada.data("n")).hasSize(100);
        assertThat(ada.closes()).containsExactly(1000);
        assertThat(closed).containsExactly(CloseReason.DONE);
        assertThat(connection.outbound().tryEmitNext(Message.of("n", 101))).isEqualTo(EmitResult.FAIL_CANCELLED);
        assertThat(connection.send("n", 102)).isFalse();
    }

    @Test
    void anErrorOfTheOutboundIsAnInternalOne() {
        Stage stage = serve(chat());
        Peer ada = stage.join();
        only(stage).outbound().tryEmitError(new IllegalStateException("secret"));
        stage.settle();
        assertThat(ada.closes()).containsExactly(1011);
        assertThat(ada.received()).noneMatch(text -> text.contains("secret"));
    }

    @Test
    void aCloseSendsWhatWasAcceptedFirst() {
        Stage stage = serve(chat());
        Peer ada = stage.join();
        Connection connection = only(stage);
        stage.atOnce(() -> {
            connection.send(new Chat("last"));
            connection.close(new CloseReason(4003, "out"));
            connection.close(CloseReason.DONE);
        });
        assertThat(connection.send(new Chat("too late"))).isFalse();
        assertThat(ada.texts("chat")).containsExactly("{\"text\":\"last\"}");
        assertThat(ada.closes()).containsExactly(4003);
    }

    @Test
    void aSlowConnectionRefusesWhatIsTooMuchAndTheOthersGetEverything() {
        Stage stage = serve(chat(), Limits.DEFAULTS.withOutboundMessages(16));
        Peer ada = stage.join();
        Connection slow = only(stage);
        String big = "x".repeat(1000);
        stage.atOnce(() -> {
            for (int i = 0; i < 32; i++) {
                slow.send("n", i);
            }
        });
        assertThat(ada.data("n")).as("bounded by count").hasSize(16);
        stage.network.stalled(true);
        int accepted = 0;
        for (int i = 0; i < 300; i++) {
            accepted += slow.send("big", big) ? 1 : 0;
            stage.settle();
        }
        assertThat(accepted)
                .as("by bytes: 64 KiB wait here, and as much in the network")
                .isBetween(64, 140);
        assertThat(ada.closes()).isEmpty();
        stage.network.stalled(false);
        stage.settle();
        assertThat(ada.data("big")).hasSize(accepted);
        assertThat(slow.send("n", 1)).isTrue();
    }

    @Test
    void contradictionsAreRefusedAtTheBind() {
        assertThatThrownBy(() -> GameServer.create().bind())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nothing to serve");
        assertThatThrownBy(() -> GameServer.create()
                        .game(Game.named("one", () -> 1))
                        .handle(chat())
                        .bind())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("two servers");
        assertThatThrownBy(() -> GameServer.create()
                        .game(Game.named("one", () -> 1))
                        .grace(SOON)
                        .bind())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("game.grace");
        assertThatThrownBy(() -> GameServer.create().grace(SOON.negated()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Actions.answer("chat", Chat.class, (connection, chat) -> chat)
                        .and("chat", Chat.class, (connection, chats) -> chats))
                .hasMessage("the action 'chat' has an answer already");
        assertThatThrownBy(() -> chat().and("chat", Chat.class, (connection, chats) -> chats))
                .hasMessage("the action 'chat' has a pipeline already");
        assertThatThrownBy(() -> GameServer.create().port(70_000)).isInstanceOf(IllegalArgumentException.class);
    }
}
