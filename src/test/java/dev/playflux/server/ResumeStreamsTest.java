package dev.playflux.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.action.Actions;
import dev.playflux.codec.Codec;
import dev.playflux.connection.Connection;
import dev.playflux.connection.Identity;
import dev.playflux.message.CloseReason;
import dev.playflux.message.Limits;
import dev.playflux.message.Message;
import dev.playflux.message.Refused;
import dev.playflux.message.Undelivered;
import dev.playflux.testing.Peer;
import dev.playflux.testing.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks.EmitResult;
import tools.jackson.databind.JsonNode;

/** Coming back to a connection without a room: PROTOCOL 6. */
@ParameterizedClass
@ValueSource(booleans = {false, true})
class ResumeStreamsTest {
    private static final Duration GRACE = Duration.ofSeconds(20);

    record Say(String text) {}

    private final List<String> heard = new ArrayList<>();
    private final boolean binary;
    private Stage stage;

    ResumeStreamsTest(boolean binary) {
        this.binary = binary;
    }

    @BeforeEach
    void serve() {
        Stage.peers(binary ? Codec.cbor() : Codec.json());
        stage = stage(server -> server.grace(GRACE));
    }

    private Stage again(UnaryOperator<GameServer> more) {
        stage.close();
        heard.clear();
        stage = stage(more);
        return stage;
    }

    private Stage stage(UnaryOperator<GameServer> more) {
        Stage stage = Stage.of(server -> more.apply(server.handle(actions())));
        stage.server.connections().joined().subscribe(connection -> heard.add("joined " + connection.id()));
        stage.server.connections().left().subscribe(connection -> heard.add("left " + connection.id()));
        return stage;
    }

    @AfterEach
    void close() {
        stage.close();
        Stage.peers(Codec.json());
    }

    private Actions<Connection> actions() {
        return Actions.on(
                Say.class,
                (connection, says) -> says.index()
                        .doOnNext(say -> {
                            heard.add(say.getT1() + say.getT2().text());
                            Refused.unless(!say.getT2().text().startsWith("no"), "mute", "not that");
                        })
                        .doOnComplete(() -> heard.add("end " + connection.id())));
    }

    private Connection connection() {
        return stage.server.connections().open().iterator().next();
    }

    private static JsonNode welcome(Peer peer) {
        return peer.data("$welcome").get(0);
    }

    private static boolean resumed(Peer peer) {
        return welcome(peer).path("resumed").asBoolean();
    }

    @Test
    void whoComesBackInTimeHasTheConnectionItsPipelinesAndTheNumbers() {
        Peer ada = stage.join();
        Connection connection = connection();
        connection
                .inbound()
                .map(Message::seq)
                .subscribe(seq -> heard.add("in " + seq), lost -> {}, () -> heard.add("over"));
        ada.deliver(1, "say", "{'text':'one'}").send("say", "{'text':'two'}");
        stage.settle();
        ada.cut();
        stage.pass(Duration.ofSeconds(5));
        Peer again = stage.resume(ada.token(), 0);
        assertThat(resumed(again)).isTrue();
        assertThat(welcome(again).path("session")).isEqualTo(welcome(ada).path("session"));
        assertThat(welcome(again).path("seq").asLong()).isEqualTo(1);
        assertThat(welcome(again).path("resume").path("graceMs").asLong()).isEqualTo(20_000);
        assertThat(again.token()).isNotEqualTo(ada.token()).matches("[A-Za-z0-9_-]{22}");
        again.deliver(2, "say", "{'text':'three'}");
        stage.settle();
        assertThat(connection()).isSameAs(connection);
        assertThat(connection.send(new Say("hello"))).isTrue();
        stage.settle();
        assertThat(again.texts("say")).containsExactly("{\"text\":\"hello\"}");
        again.close();
        stage.settle();
        assertThat(heard)
                .containsExactly(
                        "joined c1", "0one", "in 1", "1two", "in 0", "2three", "in 2", "end c1", "over", "left c1");
    }

    @Test
    void whoComesTooLateIsNew() {
        Peer ada = stage.join();
        Connection connection = connection();
        List<CloseReason> closed = new ArrayList<>();
        connection.closed().subscribe(closed::add);
        ada.cut();
        stage.pass(GRACE.minusMillis(1));
        assertThat(heard).containsExactly("joined c1");
        assertThat(closed).isEmpty();
        stage.pass(Duration.ofMillis(2));
        assertThat(heard).containsExactly("joined c1", "left c1");
        assertThat(closed).extracting(CloseReason::code).containsExactly(1006);
        Peer again = stage.resume(ada.token(), 0);
        assertThat(resumed(again)).isFalse();
        assertThat(welcome(again).path("seq").asLong()).isZero();
    }

    @Test
    void withoutAGraceAConnectionIsItsSocket() {
        Stage stage = again(server -> server);
        Peer ada = stage.join();
        assertThat(welcome(ada).path("resume").path("graceMs").asLong(-1)).isZero();
        Peer thief = stage.resume(ada.token(), 0);
        assertThat(resumed(thief)).isFalse();
        assertThat(ada.closes()).isEmpty();
        ada.cut();
        stage.settle();
        assertThat(heard).containsExactly("joined c1", "joined c2", "left c1");
        assertThat(resumed(stage.resume(ada.token(), 0))).isFalse();
    }

    @Test
    void aTokenOrANumberThatCannotBeIsNoResume() {
        Peer ada = stage.join();
        ada.cut();
        stage.settle();
        assertThat(resumed(stage.resume("AAAAAAAAAAAAAAAAAAAAAA", 0))).isFalse();
        assertThat(resumed(stage.resume(ada.token(), 1))).isFalse();
        assertThat(resumed(stage.resume(ada.token(), -1))).isFalse();
        assertThat(resumed(stage.resume(ada.token(), 0))).isTrue();
    }

    @Test
    void aTokenIsGoodUntilItsSuccessorIsUsed() {
        Peer ada = stage.join();
        ada.cut();
        Peer lost = stage.resume(ada.token(), 0);
        lost.cut();
        stage.settle();
        Peer third = stage.resume(ada.token(), 0);
        assertThat(resumed(third)).isTrue();
        assertThat(resumed(stage.resume(lost.token(), 0))).isFalse();
        third.send("say", "{'text':'here'}");
        stage.settle();
        assertThat(resumed(stage.resume(ada.token(), 0))).isFalse();
        assertThat(resumed(stage.resume(third.token(), 0))).isTrue();
    }

    @Test
    void theNewestSocketWinsAndTheOlderIsNotHeardAnyMore() {
        Peer ada = stage.join();
        ada.send("say", "{'text':'before'}");
        stage.settle();
        Peer newer = stage.connect();
        stage.atOnce(() -> {
            newer.write("[{'action':'$hello','data':{'resume':{'token':'" + ada.token()
                    + "','seq':0}}},{'action':'say','data':{'text':'hasty'}}]");
            ada.send("say", "{'text':'never'}");
        });
        stage.settle();
        assertThat(ada.closes()).containsExactly(4004);
        assertThat(resumed(newer)).isTrue();
        assertThat(newer.envelopes().get(0).path("action").asString()).isEqualTo("$welcome");
        assertThat(heard).containsExactly("joined c1", "0before", "1hasty");
        stage.pass(GRACE.plusSeconds(1));
        newer.send("$ping", "{'t':1}");
        assertThat(heard).doesNotContain("left c1");
    }

    @Test
    void twoThatComeAtOnceLeaveOne() {
        Peer ada = stage.join();
        ada.cut();
        stage.settle();
        Peer one = stage.connect();
        Peer two = stage.connect();
        stage.atOnce(() -> {
            one.send("$hello", "{'resume':{'token':'" + ada.token() + "','seq':0}}");
            two.send("$hello", "{'resume':{'token':'" + ada.token() + "','seq':0}}");
        });
        assertThat(one.closes()).containsExactly(4004);
        assertThat(two.closes()).isEmpty();
        assertThat(resumed(two)).isTrue();
        assertThat(stage.server.connections().open()).hasSize(1);
    }

    @Test
    void whatIsUnacknowledgedComesAgainInOrderWithTheSameNumbersAndWhatIsSentAtMostOnceIsRefused() {
        Peer ada = stage.join();
        Connection connection = connection();
        List<String> done = new ArrayList<>();
        for (String text : List.of("a", "b", "c")) {
            connection.deliver(new Say(text)).subscribe(none -> {}, lost -> {}, () -> done.add(text));
        }
        stage.settle();
        ada.cut();
        stage.settle();
        connection.deliver(new Say("d")).subscribe(none -> {}, lost -> {}, () -> done.add("d"));
        assertThat(connection.outbound().tryEmitNext(Message.of(new Say("gone"))))
                .isEqualTo(EmitResult.FAIL_OVERFLOW);
        assertThat(stage.server.connections().broadcast("all", 1)).isZero();
        stage.pass(Duration.ofSeconds(1));
        Peer again = stage.resume(ada.token(), 1);
        assertThat(done).containsExactly("a");
        connection.deliver(new Say("e")).subscribe(none -> {}, lost -> {}, () -> done.add("e"));
        stage.settle();
        assertThat(again.envelopes())
                .filteredOn(envelope -> envelope.path("action").asString().equals("say"))
                .extracting(envelope -> envelope.path("seq").asLong()
                        + envelope.path("data").path("text").asString())
                .containsExactly("2b", "3c", "4d", "5e");
        assertThat(again.envelopes().get(0).path("action").asString()).isEqualTo("$welcome");
        again.send("$ack", "{'seq':5}");
        stage.settle();
        assertThat(done).containsExactly("a", "b", "c", "d", "e");
    }

    @Test
    void aRefusalThatIsLostIsToldAgain() {
        Peer ada = stage.join();
        ada.deliver(1, "say", "{'text':'a'}").deliver(2, "say", "{'text':'no'}").deliver(3, "say", "{'text':'b'}");
        stage.settle();
        ada.cut();
        stage.settle();
        Peer again = stage.resume(ada.token(), 0);
        assertThat(welcome(again).path("seq").asLong()).isEqualTo(1);
        again.deliver(2, "say", "{'text':'no'}")
                .deliver(3, "say", "{'text':'b'}")
                .deliver(4, "say", "{'text':'c'}");
        stage.settle();
        assertThat(again.data("$error"))
                .extracting(error -> error.path("re").asLong())
                .containsExactly(2L);
        assertThat(heard).containsExactly("joined c1", "0a", "1no", "0b", "1c");
        assertThat(again.data("$ack"))
                .extracting(ack -> ack.path("seq").asLong())
                .endsWith(4L);
    }

    @Test
    void ofTwoLostRefusalsNeitherIsAcknowledgedBeforeItIsTold() {
        Peer ada = stage.join();
        for (int i = 1; i <= 4; i++) {
            ada.deliver(i, "say", i % 2 == 0 ? "{'text':'no'}" : "{'text':'yes'}");
        }
        stage.settle();
        ada.cut();
        stage.settle();
        Peer again = stage.resume(ada.token(), 0);
        assertThat(welcome(again).path("seq").asLong()).isEqualTo(1);
        again.deliver(2, "say", "null");
        stage.settle();
        assertThat(again.data("$error"))
                .extracting(error -> error.path("re").asLong())
                .containsExactly(2L);
        assertThat(again.data("$ack"))
                .extracting(ack -> ack.path("seq").asLong())
                .allMatch(seq -> seq < 4)
                .isNotEmpty();
        again.deliver(3, "say", "null").deliver(4, "say", "null");
        stage.settle();
        assertThat(again.data("$error"))
                .extracting(error -> error.path("re").asLong())
                .containsExactly(2L, 4L);
    }

    @Test
    void aRefusalIsRememberedForAsLongAsTheClientIsAway() {
        Stage stage = again(server -> server.grace(Duration.ofMinutes(10)));
        Peer ada = stage.join();
        ada.deliver(1, "say", "{'text':'no'}");
        stage.settle();
        ada.cut();
        stage.pass(Duration.ofMinutes(5));
        Peer again = stage.resume(ada.token(), 0);
        assertThat(welcome(again).path("seq").asLong()).isZero();
        again.deliver(1, "say", "{'text':'no'}").deliver(2, "say", "{'text':'no'}");
        stage.settle();
        again.cut();
        stage.settle();
        assertThat(welcome(stage.resume(again.token(), 0)).path("seq").asLong()).isZero();
    }

    @Test
    void whatIsSentAgainDoesNotCountForTheRate() {
        Stage stage = again(server -> server.grace(GRACE).limits(Limits.DEFAULTS.withRate(10, 10)));
        Peer ada = stage.join();
        ada.cut();
        stage.settle();
        Peer again = stage.resume(ada.token(), 0);
        for (int i = 1; i <= 256; i++) {
            again.deliver(i, "say", "{'text':'x'}");
        }
        stage.settle();
        assertThat(again.refusals()).isEmpty();
        for (int i = 257; i <= 270; i++) {
            again.deliver(i, "say", "{'text':'y'}");
        }
        stage.settle();
        assertThat(again.refusals()).isNotEmpty().containsOnly("rate_limited");
    }

    @Test
    void aGoodbyeABreachAndAKickEndTheConnectionAtOnce() {
        Peer polite = stage.join();
        Peer rude = stage.join();
        Peer done = stage.join();
        polite.send("$bye", "null");
        rude.send("$hello", "null");
        done.close();
        stage.settle();
        assertThat(stage.server.connections().open()).isEmpty();
        Peer kicked = stage.join();
        connection().close(new CloseReason(4003, "out"));
        stage.settle();
        Peer away = stage.join();
        Connection connection = connection();
        away.cut();
        stage.settle();
        connection.close(new CloseReason(4003, "out"));
        stage.settle();
        assertThat(stage.server.connections().open()).isEmpty();
        for (Peer peer : List.of(polite, rude, done, kicked, away)) {
            assertThat(resumed(stage.resume(peer.token(), 0))).isFalse();
        }
    }

    @Test
    void aCompletedOutboundEndsTheConnectionThereOrAway() {
        Peer ada = stage.join();
        Connection connection = connection();
        stage.atOnce(() -> {
            connection.send(new Say("last"));
            assertThat(connection.outbound().tryEmitComplete()).isEqualTo(EmitResult.OK);
            assertThat(connection.outbound().tryEmitComplete()).isEqualTo(EmitResult.FAIL_TERMINATED);
        });
        assertThat(ada.data("say")).hasSize(1);
        assertThat(ada.closes()).containsExactly(1000);
        assertThat(connection.outbound().tryEmitNext(Message.of("x", 1))).isEqualTo(EmitResult.FAIL_CANCELLED);
        Peer bob = stage.join();
        Connection away = connection();
        bob.cut();
        stage.settle();
        assertThat(away.outbound().tryEmitError(new IllegalStateException("broken")))
                .isEqualTo(EmitResult.OK);
        stage.settle();
        assertThat(stage.server.connections().open()).isEmpty();
        assertThat(resumed(stage.resume(bob.token(), 0))).isFalse();
    }

    @Test
    void whoeverEndsItWhileItsClientComesBackEndsIt() {
        List<Function<Connection, Object>> ends = List.of(
                connection -> connection.outbound().tryEmitComplete(),
                connection -> connection.outbound().tryEmitError(new IllegalStateException("broken")),
                connection -> {
                    connection.close(new CloseReason(4003, "out"));
                    return EmitResult.OK;
                });
        for (int moment = 0; moment < 30; moment++) {
            again(server -> server.grace(GRACE));
            Function<Connection, Object> end = ends.get(moment % 3);
            Peer ada = stage.join();
            Connection connection = connection();
            ada.cut();
            stage.settle();
            Peer back = stage.connect();
            int hops = moment / 3;
            stage.atOnce(() -> {
                back.send("$hello", "{'resume':{'token':'" + ada.token() + "','seq':0}}");
                stage.after(hops, () -> assertThat(end.apply(connection)).isEqualTo(EmitResult.OK));
            });
            assertThat(stage.server.connections().open()).as("moment " + moment).doesNotContain(connection);
        }
    }

    @Test
    void aSocketThatClosesIsNotTheEndOfItsConnectionForWhoSends() {
        Peer ada = stage.join();
        Connection connection = connection();
        Message say = Message.of(new Say("hello"));
        stage.network.stalled(true);
        assertThat(connection.outbound().tryEmitNext(say)).isEqualTo(EmitResult.OK);
        connection.close(new CloseReason(1012, "come again"));
        stage.settle();
        assertThat(connection.outbound().tryEmitNext(say)).isEqualTo(EmitResult.FAIL_OVERFLOW);
        stage.network.stalled(false);
        stage.settle();
        Peer again = stage.resume(ada.token(), 0);
        assertThat(connection.outbound().tryEmitNext(say)).isEqualTo(EmitResult.OK);
        stage.settle();
        assertThat(again.data("say")).hasSize(1);
        stage.network.stalled(true);
        assertThat(connection.outbound().tryEmitNext(say)).isEqualTo(EmitResult.OK);
        connection.close(new CloseReason(4003, "out"));
        stage.settle();
        assertThat(connection.outbound().tryEmitNext(say)).isEqualTo(EmitResult.FAIL_CANCELLED);
    }

    @Test
    void moreThanMayBeUnacknowledgedEndsTheConnectionInItsGraceToo() {
        Peer ada = stage.join();
        Connection connection = connection();
        ada.cut();
        stage.settle();
        List<Undelivered.Cause> causes = new ArrayList<>();
        for (int i = 0; i < 257; i++) {
            connection
                    .deliver(new Say("x"))
                    .subscribe(none -> {}, thrown -> causes.add(((Undelivered) thrown).reason()));
        }
        stage.settle();
        assertThat(causes).hasSize(257).contains(Undelivered.Cause.OVERFLOW, Undelivered.Cause.SESSION_LOST);
        assertThat(heard).endsWith("left c1");
        assertThat(resumed(stage.resume(ada.token(), 0))).isFalse();
    }

    @Test
    void anAddressHasOnlySoManySessionsAndMayStillComeBack() {
        Stage stage = again(server -> server.grace(GRACE).limits(Limits.DEFAULTS.withSessionsPerAddress(2)));
        Peer ada = stage.join();
        Peer bob = stage.join();
        ada.cut();
        stage.settle();
        Peer eve = stage.join();
        assertThat(eve.refusals()).containsExactly("not_allowed");
        assertThat(eve.closes()).containsExactly(1013);
        assertThat(resumed(stage.resume(ada.token(), 0))).isTrue();
        bob.send("$bye", "null");
        stage.settle();
        assertThat(stage.join().closes()).isEmpty();
    }

    @Test
    void aStolenTokenIsNoTokenForAnotherIdentity() {
        Stage stage = again(server -> server.grace(GRACE)
                .authenticate(hello -> Mono.justOrEmpty(hello.token()).map(Identity::of)));
        Peer ada = stage.hello("{'token':'ada'}");
        assertThat(connection().identity(String.class)).isEqualTo("ada");
        ada.cut();
        stage.settle();
        assertThat(resumed(stage.hello("{'token':'eve','resume':{'token':'" + ada.token() + "','seq':0}}")))
                .isFalse();
        assertThat(resumed(stage.hello("{'token':'ada','resume':{'token':'" + ada.token() + "','seq':0}}")))
                .isTrue();
    }

    @Test
    void aServerThatEndsKeepsNobody() {
        stage.join().cut();
        stage.join();
        stage.settle();
        stage.server.dispose();
        stage.pass(Duration.ofSeconds(1));
        assertThat(heard).containsExactlyInAnyOrder("joined c1", "joined c2", "left c1", "left c2");
        assertThat(stage.server.isDisposed()).isTrue();
    }
}
