package dev.playflux.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playflux.action.Actions;
import dev.playflux.codec.Codec;
import dev.playflux.connection.Connection;
import dev.playflux.message.BadData;
import dev.playflux.message.CloseReason;
import dev.playflux.message.NotEncodable;
import dev.playflux.message.Refused;
import dev.playflux.message.Undelivered;
import dev.playflux.testing.Peer;
import dev.playflux.testing.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Reliable messages on a connection without a room: PROTOCOL 5. */
@ParameterizedClass
@ValueSource(booleans = {false, true})
class ReliableStreamsTest {
    record Say(String text) {}

    record Look(int depth) {}

    private final List<String> handled = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final boolean binary;
    private Stage stage;

    ReliableStreamsTest(boolean binary) {
        this.binary = binary;
    }

    @BeforeEach
    void serve() {
        Stage.peers(binary ? Codec.cbor() : Codec.json());
        stage = Stage.of(server -> server.handle(actions()));
    }

    @AfterEach
    void close() {
        stage.close();
        Stage.peers(Codec.json());
    }

    private Actions<Connection> actions() {
        return Actions.on(
                        Say.class,
                        (connection, says) -> says.doOnNext(say -> {
                            handled.add(say.text());
                            Refused.unless(!say.text().equals("no"), "mute", "not that");
                            if (say.text().equals("bug")) {
                                throw new IllegalStateException("bug");
                            }
                            if (say.text().equals("enough")) {
                                connection.deliver("farewell", handled.size());
                                connection.close(new CloseReason(4003, "out"));
                            }
                        }))
                .and("once", Integer.class, (connection, ones) -> ones.take(1))
                .andAnswer(Look.class, (connection, look) -> answer(look));
    }

    private static Object answer(Look look) {
        return switch (look.depth()) {
            case 0 -> "a wall";
            case 1 -> Mono.delay(Duration.ofSeconds(2)).thenReturn("a well");
            case 2 -> Mono.empty();
            case 3 -> Mono.error(new Refused("too_dark", "bring a light"));
            case 4 -> throw new IllegalStateException("secret");
            case 5 -> Mono.never();
            case 6 -> throw new Refused("too_deep", "no");
            default ->
                new Object() {
                    @SuppressWarnings("unused")
                    public String getSelf() {
                        throw new IllegalStateException("secret");
                    }
                };
        };
    }

    private Connection connection() {
        return stage.server.connections().open().iterator().next();
    }

    private static List<Long> acks(Peer peer) {
        return peer.data("$ack").stream().map(ack -> ack.path("seq").asLong()).toList();
    }

    private void note(String name, Mono<?> outcome) {
        outcome.subscribe(
                value -> told.add(name + " " + value),
                thrown -> told.add(name + " "
                        + (thrown instanceof Undelivered lost
                                ? lost.reason()
                                : thrown.getClass().getSimpleName())),
                () -> told.add(name + " done"));
    }

    @Test
    void theyAreHandledInOrderAndAcknowledgedTogetherWithinTheTurn() {
        Peer ada = stage.join();
        ada.write("[{'action':'say','data':{'text':'a'},'seq':1},{'action':'say','data':{'text':'b'},'seq':2},"
                + "{'action':'say','data':{'text':'c'},'seq':3}]");
        stage.settle();
        assertThat(handled).containsExactly("a", "b", "c");
        assertThat(acks(ada)).containsExactly(3L);
        assertThat(ada.refusals()).isEmpty();
    }

    @Test
    void oneThatComesAgainIsAcknowledgedAgainAndNotHandled() {
        Peer ada = stage.join();
        ada.deliver(1, "say", "{'text':'a'}");
        stage.settle();
        ada.deliver(1, "say", "{'text':'a'}");
        stage.settle();
        assertThat(handled).containsExactly("a");
        assertThat(acks(ada)).containsExactly(1L, 1L);
    }

    @Test
    void aGapClosesAndNothingBehindItIsHandled() {
        Peer ada = stage.join();
        ada.deliver(1, "say", "{'text':'a'}").deliver(3, "say", "{'text':'c'}").deliver(2, "say", "{'text':'b'}");
        stage.settle();
        assertThat(handled).containsExactly("a");
        assertThat(ada.closes()).containsExactly(1002);
        assertThat(stage.server.connections().open()).isEmpty();
    }

    @Test
    void aRefusalIsToldBeforeTheAcknowledgementThatCoversItAndCountsAsHandled() {
        Peer ada = stage.join();
        ada.deliver(1, "say", "{'text':'no'}")
                .deliver(2, "say", "{'text':'bug'}")
                .deliver(3, "say", "{'text':7}")
                .deliver(4, "nonsense", "null")
                .deliver(5, "$welcome", "null")
                .deliver(6, "once", "1")
                .deliver(7, "once", "2")
                .deliver(8, "say", "{'text':'fine'}");
        stage.settle();
        long refused = 0;
        for (JsonNode envelope : ada.envelopes()) {
            refused = Math.max(refused, envelope.path("data").path("re").asLong(0));
            if (envelope.path("action").asString().equals("$ack") && refused < 7) {
                assertThat(envelope.path("data").path("seq").asLong()).isBetween(refused, 6L);
            }
        }
        assertThat(ada.data("$error"))
                .extracting(error ->
                        error.path("re").asLong() + " " + error.path("code").asString())
                .containsExactly(
                        "1 mute",
                        "2 handler_failed",
                        "3 bad_data",
                        "4 unknown_action",
                        "5 reserved_action",
                        "7 not_allowed");
        assertThat(acks(ada)).endsWith(8L);
        assertThat(handled).containsExactly("no", "bug", "fine");
        assertThat(ada.closes()).isEmpty();
    }

    @Test
    void overTheRateARefusedOneCountsAsHandled() {
        Peer ada = stage.join();
        for (int i = 1; i <= 245; i++) {
            ada.deliver(i, "say", "{'text':'" + i + "'}");
        }
        stage.pass(Duration.ofSeconds(2));
        assertThat(ada.refusals()).isNotEmpty().containsOnly("rate_limited");
        assertThat(handled.size() + ada.refusals().size()).isEqualTo(245);
        assertThat(acks(ada)).endsWith(245L);
        ada.deliver(246, "say", "{'text':'later'}");
        stage.settle();
        assertThat(handled).endsWith("later");
    }

    @Test
    void aQuestionIsAnsweredNowOrLaterOrInItsOwnWayNot() {
        Peer ada = stage.join();
        for (int depth = 0; depth <= 7; depth++) {
            ada.ask(depth + 1, "look", "{'depth':" + depth + "}");
        }
        ada.ask(9, "say", "{'text':'taken'}")
                .ask(10, "say", "{'text':'no'}")
                .ask(11, "nonsense", "1")
                .ask(12, "look", "{'depth':'x'}");
        stage.settle();
        assertThat(acks(ada)).endsWith(12L);
        stage.pass(Duration.ofSeconds(3));
        assertThat(ada.data("$reply").stream().map(ReliableStreamsTest::outcome))
                .containsExactlyInAnyOrder(
                        "1 a wall",
                        "3 null",
                        "4 too_dark",
                        "5 handler_failed",
                        "7 too_deep",
                        "8 handler_failed",
                        "9 null",
                        "10 mute",
                        "11 unknown_action",
                        "12 bad_data",
                        "2 a well");
        stage.pass(Duration.ofSeconds(28));
        assertThat(ada.data("$reply").stream().map(ReliableStreamsTest::outcome))
                .endsWith("6 handler_failed");
        assertThat(ada.envelopes())
                .filteredOn(envelope -> envelope.path("action").asString().equals("$reply"))
                .extracting(envelope -> envelope.path("seq").asInt())
                .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
        assertThat(ada.received()).noneMatch(text -> text.contains("secret"));
        assertThat(ada.refusals()).isEmpty();
        assertThat(stage.faults).anyMatch(fault -> fault.startsWith("the answer to 'look'"));
    }

    private static String outcome(JsonNode reply) {
        JsonNode error = reply.path("error");
        String said = error.isMissingNode()
                ? reply.path("ok").asString("null")
                : error.path("code").asString();
        return reply.path("re").asLong() + " " + said;
    }

    @Test
    void theServersMessageIsDoneWhenItIsAcknowledged() {
        Peer ada = stage.join();
        note("one", connection().deliver(new Say("one")));
        note("two", connection().deliver("hint", "two"));
        stage.settle();
        assertThat(told).isEmpty();
        assertThat(ada.envelopes())
                .filteredOn(envelope -> envelope.has("seq"))
                .extracting(envelope -> envelope.path("seq").asLong() + " "
                        + envelope.path("action").asString())
                .containsExactly("1 say", "2 hint");
        ada.send("$ack", "{'seq':1}");
        stage.settle();
        assertThat(told).containsExactly("one done");
        ada.send("$ack", "{'seq':2}");
        stage.settle();
        assertThat(told).containsExactly("one done", "two done");
        ada.send("$ack", "{'seq':3}");
        stage.settle();
        assertThat(ada.closes()).containsExactly(1002);
    }

    @Test
    void aDeliveryToAllCountsThoseThatHaveIt() {
        Peer ada = stage.join();
        Peer bob = stage.join();
        Peer eve = stage.join();
        note("all", stage.server.connections().deliver(new Say("all")));
        stage.settle();
        ada.send("$ack", "{'seq':1}");
        bob.send("$ack", "{'seq':1}");
        stage.settle();
        assertThat(told).isEmpty();
        eve.close();
        stage.settle();
        assertThat(told).containsExactly("all 2", "all done");
    }

    @Test
    void whatIsNotAcknowledgedFailsInTimeOrWithTheConnection() {
        Peer ada = stage.join();
        Connection connection = connection();
        note("slow", connection.deliver(new Say("slow")));
        for (int i = 0; i < 30; i++) {
            stage.pass(Duration.ofSeconds(1));
            ada.send("$ping", "{'t':1}");
        }
        stage.settle();
        assertThat(told).containsExactly("slow TIMEOUT");
        note("lost", connection.deliver(new Say("lost")));
        note("asked", connection.ask(new Say("asked"), String.class));
        stage.settle();
        ada.cut();
        stage.settle();
        note("late", connection.deliver(new Say("late")));
        assertThat(told)
                .containsExactly("slow TIMEOUT", "lost SESSION_LOST", "asked SESSION_LOST", "late SESSION_LOST");
    }

    @Test
    void whatAHandlerSendsBeforeItClosesGoesOutFirstAndNothingMoreIsHeard() {
        Peer ada = stage.join();
        ada.write("[{'action':'look','data':{'depth':0},'seq':1,'ask':true},"
                + "{'action':'say','data':{'text':'enough'},'seq':2,'ask':true},"
                + "{'action':'say','data':{'text':'wait'},'seq':3}]");
        stage.settle();
        assertThat(ada.texts("farewell")).containsExactly("1");
        assertThat(ada.data("$reply").stream().map(ReliableStreamsTest::outcome))
                .containsExactly("1 a wall", "2 null");
        assertThat(acks(ada)).containsExactly(2L);
        assertThat(ada.closes()).containsExactly(4003);
        assertThat(handled).containsExactly("enough");
        assertThat(stage.server.connections().open()).isEmpty();
    }

    @Test
    void anAnswerLeavesBeforeTheCloseThatAGoodbyeBehindItAsksFor() {
        Peer ada = stage.join();
        ada.write("[{'action':'look','data':{'depth':0},'seq':1,'ask':true},{'action':'$bye','data':null}]");
        stage.settle();
        assertThat(ada.data("$reply").stream().map(ReliableStreamsTest::outcome))
                .containsExactly("1 a wall");
        assertThat(acks(ada)).containsExactly(1L);
        assertThat(ada.closes()).containsExactly(1000);
    }

    @Test
    void moreThanMayBeUnacknowledgedEndsTheConnection() {
        Peer ada = stage.join();
        Connection connection = connection();
        for (int i = 0; i < 257; i++) {
            note(String.valueOf(i), connection.deliver(new Say("x")));
        }
        stage.settle();
        assertThat(ada.closes()).containsExactly(4007);
        assertThat(told).hasSize(257).contains("0 SESSION_LOST", "255 SESSION_LOST", "256 OVERFLOW");
        assertThat(stage.server.connections().open()).isEmpty();
    }

    @Test
    void whatCannotTravelIsRefusedAtTheCall() {
        stage.join();
        assertThatThrownBy(() -> connection().deliver("big", "x".repeat(300_000)))
                .isInstanceOf(NotEncodable.class);
        assertThatThrownBy(() -> connection().ask(answer(new Look(7)), String.class))
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void aClientAnswersOrRefusesOrDoesNotFit() {
        Peer ada = stage.join();
        Connection connection = connection();
        note("fine", connection.ask(new Say("how"), String.class));
        note("none", connection.ask(new Say("none"), String.class));
        note("refused", connection.ask(new Say("why"), String.class));
        note("unfit", connection.ask(new Say("what"), Integer.class));
        note("silent", connection.ask(new Say("hm"), String.class));
        stage.settle();
        assertThat(ada.envelopes())
                .filteredOn(envelope -> envelope.path("ask").asBoolean(false))
                .hasSize(5);
        ada.deliver(1, "$reply", "{'re':1,'ok':'well'}")
                .deliver(2, "$reply", "{'re':2,'ok':null}")
                .deliver(3, "$reply", "{'re':3,'error':{'code':'shy','message':'no'}}")
                .deliver(4, "$reply", "{'re':4,'ok':'text'}")
                .deliver(5, "$reply", "{'re':77,'ok':1}")
                .deliver(6, "$reply", "7");
        stage.settle();
        assertThat(told)
                .containsExactly(
                        "fine well",
                        "fine done",
                        "none done",
                        "refused Refused",
                        "unfit " + BadData.class.getSimpleName());
        assertThat(ada.refusals()).containsExactly("bad_data");
        assertThat(acks(ada)).endsWith(6L);
        stage.pass(Duration.ofSeconds(10));
        assertThat(told).endsWith("silent TIMEOUT");
    }
}
