package dev.playflux.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playflux.message.NotEncodable;
import dev.playflux.message.Refused;
import dev.playflux.message.Undelivered;
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
import tools.jackson.databind.JsonNode;

/** Reliable messages on one connection: PROTOCOL 5. */
class ReliableTest {
    record Say(String text) {}

    record Look(int depth) {}

    record Buy(String item) {}

    record Wait(String who) {}

    private final List<String> handled = new ArrayList<>();
    private @Nullable Stage stage;

    @AfterEach
    void close() {
        if (stage != null) {
            stage.close();
        }
    }

    private Game<String> game() {
        return Game.named("shop", () -> "-")
                .on(Say.class, (state, player, say) -> {
                    handled.add(say.text());
                    Refused.unless(!say.text().equals("no"), "mute", "not that");
                    if (say.text().equals("bug")) {
                        throw new IllegalStateException("bug");
                    }
                    return say.text();
                })
                .answer(Buy.class, (state, player, buy) -> {
                    Refused.unless(!buy.item().equals("moon"), "sold_out", "there is one moon");
                    return Reply.of("sold " + buy.item(), buy.item().length());
                })
                .answer(Look.class, (player, look) -> switch (look.depth()) {
                    case 0 -> "a wall";
                    case 1 -> Mono.delay(Duration.ofSeconds(2)).thenReturn("a well");
                    case 2 -> Mono.empty();
                    case 3 -> Mono.error(new Refused("too_dark", "bring a light"));
                    case 4 -> Mono.error(new IllegalStateException("secret"));
                    case 5 -> Mono.never();
                    default ->
                        new Object() {
                            @SuppressWarnings("unused")
                            public String getSelf() {
                                throw new IllegalStateException("secret");
                            }
                        };
                });
    }

    private Stage play(UnaryOperator<Game<String>> more) {
        stage = Stage.of(more.apply(game()));
        return stage;
    }

    private Stage play() {
        return play(game -> game);
    }

    private static List<Long> acks(Peer peer) {
        return peer.data("$ack").stream().map(ack -> ack.path("seq").asLong()).toList();
    }

    @Test
    void reliableMessagesAreHandledInOrderAndAcknowledgedTogetherAtTheTick() {
        Stage stage = play();
        Peer ada = stage.join();
        ada.deliver(1, "say", "{'text':'a'}").deliver(2, "say", "{'text':'b'}").deliver(3, "say", "{'text':'c'}");
        stage.ticks(1);
        assertThat(handled).containsExactly("a", "b", "c");
        assertThat(acks(ada)).containsExactly(3L);
        assertThat(ada.refusals()).isEmpty();
    }

    @Test
    void oneThatComesAgainIsAcknowledgedAgainAndNotHandled() {
        Stage stage = play();
        Peer ada = stage.join();
        ada.deliver(1, "say", "{'text':'a'}");
        stage.ticks(1);
        ada.deliver(1, "say", "{'text':'a'}");
        stage.ticks(1);
        assertThat(handled).containsExactly("a");
        assertThat(acks(ada)).containsExactly(1L, 1L);
    }

    @Test
    void aGapClosesAndNothingBehindItIsHandled() {
        Stage stage = play();
        Peer ada = stage.join();
        ada.deliver(1, "say", "{'text':'a'}").deliver(3, "say", "{'text':'c'}").deliver(2, "say", "{'text':'b'}");
        stage.ticks(1);
        assertThat(handled).containsExactly("a");
        assertThat(ada.closes()).containsExactly(1002);
    }

    @Test
    void aRefusalIsToldBeforeTheAcknowledgementThatCoversIt() {
        Stage stage = play();
        Peer ada = stage.join();
        ada.forget();
        ada.deliver(1, "say", "{'text':'no'}")
                .deliver(2, "say", "{'text':'bug'}")
                .deliver(3, "say", "{'text':7}")
                .deliver(4, "nonsense", "null")
                .deliver(5, "say", "null")
                .deliver(6, "say", "{'text':'fine'}");
        stage.ticks(1);
        long refused = 0;
        for (JsonNode envelope : ada.envelopes()) {
            refused = Math.max(refused, envelope.path("data").path("re").asLong(0));
            if (envelope.path("action").asString().equals("$ack") && refused < 5) {
                assertThat(envelope.path("data").path("seq").asLong()).isLessThanOrEqualTo(refused);
            }
        }
        assertThat(ada.data("$error"))
                .extracting(error ->
                        error.path("re").asLong() + " " + error.path("code").asString())
                .containsExactly("1 mute", "2 handler_failed", "3 bad_data", "4 unknown_action", "5 bad_data");
        assertThat(acks(ada)).endsWith(6L);
        assertThat(handled).containsExactly("no", "bug", "fine");
    }

    @Test
    void aQuestionTooManyIsRefusedWhoeverAnswersIt() {
        Stage stage = play(game -> game.answer(Wait.class, (state, player, wait) -> Reply.of(state, Mono.never())));
        Peer ada = stage.join();
        for (int i = 1; i <= 257; i++) {
            ada.ask(i, "wait", "{'who':'x'}");
            stage.ticks(i % 100 == 0 ? 20 : 0);
        }
        stage.ticks(1);
        ada.ask(258, "buy", "{'item':'hat'}");
        stage.ticks(1);
        assertThat(ada.data("$reply"))
                .extracting(reply -> reply.path("re").asInt() + " "
                        + reply.path("error").path("code").asString("")
                        + reply.path("ok").asString(""))
                .containsExactly("257 rate_limited", "258 3");
        assertThat(acks(ada)).endsWith(258L);
        assertThat(stage.faults).isEmpty();
    }

    @Test
    void refusalsThatAreTooManyForASecondHoldTheAcknowledgementBack() {
        Stage stage = play();
        Peer ada = stage.join();
        for (int i = 1; i <= 25; i++) {
            ada.deliver(i, "nonsense", "null");
        }
        stage.ticks(1);
        assertThat(ada.refusals()).hasSize(10);
        assertThat(acks(ada)).isSorted().endsWith(10L);
        stage.pass(Duration.ofMillis(1100));
        assertThat(ada.refusals()).hasSize(20);
        stage.pass(Duration.ofMillis(1100));
        assertThat(ada.data("$error"))
                .extracting(error -> error.path("re").asLong())
                .hasSize(25)
                .isSorted();
        assertThat(acks(ada)).endsWith(25L).isSorted();
    }

    @Test
    void overTheRateARefusedReliableMessageCountsAsHandled() {
        Stage stage = play();
        Peer ada = stage.join();
        for (int i = 1; i <= 245; i++) {
            ada.deliver(i, "say", "{'text':'" + i + "'}");
        }
        stage.pass(Duration.ofSeconds(2));
        assertThat(ada.closes()).isEmpty();
        assertThat(ada.refusals()).isNotEmpty().containsOnly("rate_limited");
        assertThat(handled.size() + ada.refusals().size()).isEqualTo(245);
        assertThat(acks(ada)).endsWith(245L);
        ada.deliver(246, "say", "{'text':'later'}");
        stage.ticks(1);
        assertThat(handled).endsWith("later");
    }

    @Test
    void aQuestionIsAnsweredWithTheNextState() {
        Stage stage = play();
        Peer ada = stage.join();
        ada.ask(1, "buy", "{'item':'hat'}");
        stage.settle();
        assertThat(ada.data("$reply")).hasSize(1);
        assertThat(ada.data("$reply").get(0).toString()).contains("\"re\":1").contains("\"ok\":3");
        assertThat(stage.<String>room().state()).isEqualTo("sold hat");
        JsonNode reply = ada.envelopes().stream()
                .filter(envelope -> envelope.path("action").asString().equals("$reply"))
                .findFirst()
                .orElseThrow();
        assertThat(reply.path("seq").asLong()).isEqualTo(1);
        assertThat(acks(ada)).containsExactly(1L);
    }

    @Test
    void aQuestionThatIsRefusedHearsSoInItsReply() {
        Stage stage = play();
        Peer ada = stage.join();
        ada.ask(1, "buy", "{'item':'moon'}").ask(2, "buy", "{'item':1}").ask(3, "nonsense", "null");
        stage.ticks(1);
        assertThat(ada.data("$reply"))
                .extracting(reply -> reply.path("re").asLong() + " "
                        + reply.path("error").path("code").asString())
                .containsExactly("1 sold_out", "2 bad_data", "3 unknown_action");
        assertThat(ada.refusals()).isEmpty();
        assertThat(acks(ada)).endsWith(3L);
    }

    @Test
    void aQuestionToAnActionWithoutAnAnswerIsAnsweredWithNull() {
        Stage stage = play();
        Peer ada = stage.join();
        ada.ask(1, "say", "{'text':'a'}");
        stage.ticks(1);
        assertThat(ada.data("$reply")).hasSize(1);
        assertThat(ada.data("$reply").get(0).path("ok").isNull()).isTrue();
    }

    @Test
    void whatIsAskedMayTakeItsTimeAndFailInItsOwnWays() {
        Stage stage = play();
        Peer ada = stage.join();
        for (int depth = 0; depth <= 6; depth++) {
            ada.ask(depth + 1, "look", "{'depth':" + depth + "}");
        }
        stage.settle();
        stage.pass(Duration.ofSeconds(3));
        assertThat(ada.data("$reply").stream().map(ReliableTest::outcome))
                .containsExactlyInAnyOrder(
                        "1 a wall", "3 null", "4 too_dark", "5 handler_failed", "7 handler_failed", "2 a well");
        stage.pass(Duration.ofSeconds(28));
        assertThat(ada.data("$reply").stream().map(ReliableTest::outcome)).endsWith("6 handler_failed");
        assertThat(ada.received()).noneMatch(text -> text.contains("secret"));
    }

    @Test
    void onlySoManyAnswersAreThoughtAboutAtATime() {
        Stage stage = play();
        Peer ada = stage.join();
        for (int i = 1; i <= 260; i++) {
            ada.ask(i, "look", "{'depth':5}");
            stage.ticks(1);
        }
        assertThat(ada.data("$reply").stream().map(ReliableTest::outcome))
                .containsExactly("257 rate_limited", "258 rate_limited", "259 rate_limited", "260 rate_limited");
        for (int i = 0; i < 40; i++) {
            ada.send("$ack", "{'seq':" + ada.data("$reply").size() + "}");
            stage.pass(Duration.ofSeconds(1));
        }
        assertThat(ada.data("$reply")).hasSize(260);
        ada.ask(261, "look", "{'depth':1}");
        stage.pass(Duration.ofSeconds(3));
        assertThat(ada.data("$reply").stream().map(ReliableTest::outcome)).endsWith("261 a well");
    }

    @Test
    void anAnswerThatNobodyWaitsForAnyMoreIsCancelled() {
        Stage stage = play(game ->
                game.answer(Wait.class, (player, wait) -> Mono.never().doOnCancel(() -> handled.add("cancelled"))));
        Peer ada = stage.join();
        ada.ask(1, "wait", "{'who':'bob'}");
        stage.ticks(1);
        assertThat(handled).isEmpty();
        ada.send("$bye", "null");
        stage.settle();
        assertThat(handled).containsExactly("cancelled");
    }

    private static String outcome(JsonNode reply) {
        JsonNode error = reply.path("error");
        String said = error.isMissingNode()
                ? reply.path("ok").asString("null")
                : error.path("code").asString();
        return reply.path("re").asLong() + " " + said;
    }

    // From the server.

    private static final class Outcomes {
        private final List<String> told = new ArrayList<>();

        void add(String name, Mono<?> outcome) {
            outcome.subscribe(
                    value -> told.add(name + " " + value),
                    thrown -> told.add(name + " "
                            + (thrown instanceof Undelivered lost
                                    ? lost.reason()
                                    : thrown.getClass().getSimpleName())),
                    () -> told.add(name + " done"));
        }
    }

    @Test
    void theServersMessageIsDoneWhenItIsAcknowledged() {
        Stage stage = play();
        Peer ada = stage.join();
        Outcomes outcomes = new Outcomes();
        Player<?> player = stage.room().players().iterator().next();
        outcomes.add("one", player.deliver(new Say("one")));
        outcomes.add("two", player.deliver("hint", "two"));
        stage.settle();
        assertThat(outcomes.told).isEmpty();
        assertThat(ada.envelopes())
                .filteredOn(envelope -> envelope.has("seq"))
                .extracting(envelope -> envelope.path("seq").asLong() + " "
                        + envelope.path("action").asString())
                .containsExactly("1 say", "2 hint");
        ada.send("$ack", "{'seq':1}");
        stage.ticks(1);
        assertThat(outcomes.told).containsExactly("one done");
        ada.send("$ack", "{'tick':1,'seq':2}");
        stage.ticks(1);
        assertThat(outcomes.told).containsExactly("one done", "two done");
    }

    @Test
    void anAcknowledgementOfWhatWasNeverSentCloses() {
        Stage stage = play();
        Peer ada = stage.join();
        ada.send("$ack", "{'seq':1}");
        stage.ticks(1);
        assertThat(ada.closes()).containsExactly(1002);
    }

    @Test
    void toSomeToAllAndToAllButOne() {
        Stage stage = play();
        Peer ada = stage.join();
        Peer bob = stage.join();
        Peer eve = stage.join();
        Room<String> room = stage.room();
        List<Player<String>> players = List.copyOf(room.players());
        Outcomes outcomes = new Outcomes();
        outcomes.add("all", room.deliver(new Say("all")));
        outcomes.add("but", room.deliverExcept(players.get(1), new Say("but")));
        outcomes.add("some", room.deliverTo(players.subList(0, 1), new Say("some")));
        stage.settle();
        assertThat(ada.texts("say")).containsExactly("{\"text\":\"all\"}", "{\"text\":\"but\"}", "{\"text\":\"some\"}");
        assertThat(bob.texts("say")).containsExactly("{\"text\":\"all\"}");
        assertThat(eve.texts("say")).containsExactly("{\"text\":\"all\"}", "{\"text\":\"but\"}");
        ada.send("$ack", "{'seq':3}");
        bob.send("$ack", "{'seq':1}");
        stage.ticks(1);
        assertThat(outcomes.told).containsExactly("some 1", "some done");
        eve.send("$bye", "null");
        stage.ticks(1);
        assertThat(outcomes.told)
                .containsExactlyInAnyOrder("some 1", "some done", "all 2", "all done", "but 1", "but done");
    }

    @Test
    void whatAReducerThatThrowsHasSentFailsAsDiscarded() {
        Outcomes outcomes = new Outcomes();
        Stage stage = play(game -> game.on("trap", Say.class, (state, player, say) -> {
            outcomes.add("trap", player.deliver(say));
            throw new Refused("no", "no");
        }));
        Peer ada = stage.join();
        ada.send("trap", "{'text':'a'}");
        stage.ticks(1);
        assertThat(outcomes.told).containsExactly("trap DISCARDED");
        assertThat(ada.data("say")).isEmpty();
    }

    @Test
    void moreThanMayBeUnacknowledgedEndsTheSession() {
        List<String> left = new ArrayList<>();
        Stage stage = play(game -> game.onLeave((state, player, why) -> {
            left.add(player.id() + " " + why);
            return state;
        }));
        Peer ada = stage.join();
        Player<?> player = stage.room().players().iterator().next();
        Outcomes outcomes = new Outcomes();
        for (int i = 0; i < 257; i++) {
            outcomes.add(String.valueOf(i), player.deliver(new Say("x")));
        }
        stage.settle();
        assertThat(ada.closes()).containsExactly(4007);
        assertThat(left).containsExactly("p1 LOST");
        assertThat(outcomes.told).hasSize(257).contains("0 SESSION_LOST", "255 SESSION_LOST", "256 OVERFLOW");
        outcomes.add("late", player.deliver(new Say("x")));
        stage.settle();
        assertThat(outcomes.told).endsWith("late SESSION_LOST");
    }

    @Test
    void whatIsAcknowledgedWeighsNothingAnyMore() {
        Stage stage = play();
        Peer ada = stage.join();
        Player<?> player = stage.room().players().iterator().next();
        for (int i = 1; i <= 5; i++) {
            player.deliver(new Say("x".repeat(100_000))).subscribe(none -> {}, lost -> {});
            stage.settle();
            assertThat(ada.forget().closes()).isEmpty();
            ada.send("$ack", "{'seq':" + i + "}");
            stage.settle();
        }
        player.deliver(new Say("x".repeat(130_000))).subscribe(none -> {}, lost -> {});
        player.deliver(new Say("x".repeat(131_900))).subscribe(none -> {}, lost -> {});
        stage.settle();
        assertThat(ada.closes()).isEmpty();
        player.deliver(new Say("x".repeat(1000))).subscribe(none -> {}, lost -> {});
        stage.settle();
        assertThat(ada.closes()).containsExactly(4007);
    }

    @Test
    void whatIsTooBigEverToBeDeliveredIsRefusedAtTheCall() {
        Stage stage = play();
        stage.join();
        Player<?> player = stage.room().players().iterator().next();
        assertThatThrownBy(() -> player.deliver(new Say("x".repeat(300_000)))).isInstanceOf(NotEncodable.class);
    }

    @Test
    void aDeliveryOfWhichNothingIsHeardTimesOut() {
        Stage stage = play();
        stage.join();
        Player<?> player = stage.room().players().iterator().next();
        Outcomes outcomes = new Outcomes();
        outcomes.add("slow", player.deliver(new Say("x")));
        stage.pass(Duration.ofSeconds(29));
        assertThat(outcomes.told).isEmpty();
        stage.pass(Duration.ofSeconds(2));
        assertThat(outcomes.told).containsExactly("slow TIMEOUT");
    }

    @Test
    void theServerAsksAClientToo() {
        Stage stage = play();
        Peer ada = stage.join();
        Player<?> player = stage.room().players().iterator().next();
        Outcomes outcomes = new Outcomes();
        outcomes.add("a", player.ask(new Look(1), String.class));
        outcomes.add("b", player.ask(new Look(2), String.class));
        outcomes.add("c", player.ask(new Look(3), String.class));
        outcomes.add("d", player.ask(new Look(4), String.class));
        stage.settle();
        assertThat(ada.envelopes())
                .filteredOn(envelope -> envelope.path("ask").asBoolean(false))
                .hasSize(4);
        ada.deliver(1, "$reply", "{'re':1,'ok':'wall'}")
                .deliver(2, "$reply", "{'re':2,'error':{'code':'blind','message':'no eyes'}}")
                .deliver(3, "$reply", "{'re':3,'ok':{'x':1}}")
                .deliver(4, "$reply", "{'re':77,'ok':1}")
                .deliver(5, "$reply", "7");
        stage.settle();
        assertThat(outcomes.told).containsExactly("a wall", "a done", "b Refused", "c BadData");
        assertThat(acks(ada)).endsWith(5L);
        assertThat(ada.refusals()).containsExactly("bad_data");
        stage.pass(Duration.ofSeconds(11));
        assertThat(outcomes.told).endsWith("d TIMEOUT");
    }

    @Test
    void questionsOfTheProtocolsOwnNamesAreAnsweredWithNull() {
        Stage stage = play();
        Peer ada = stage.join();
        ada.ask(1, "$resync", "null").ask(2, "$ping", "{'t':7}").deliver(3, "say", "{'text':'on'}");
        stage.ticks(1);
        assertThat(ada.data("$reply").stream().map(ReliableTest::outcome)).containsExactly("1 null", "2 null");
        assertThat(ada.data("$pong").get(0).path("t").asInt()).isEqualTo(7);
        assertThat(handled).containsExactly("on");
        assertThat(acks(ada)).endsWith(3L);
    }

    @Test
    void whatAQuestionIsRefusedWithIsCounted() {
        Stage stage = play();
        Peer ada = stage.join();
        ada.ask(1, "buy", "{'item':'moon'}");
        stage.ticks(1);
        assertThat(stage.tally.refused).containsExactly("sold_out");
    }
}
