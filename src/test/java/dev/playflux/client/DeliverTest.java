package dev.playflux.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playflux.codec.Codec;
import dev.playflux.connection.Outbox;
import dev.playflux.connection.Questions;
import dev.playflux.message.CloseReason;
import dev.playflux.message.Message;
import dev.playflux.message.NotEncodable;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** What becomes of a client's reliable messages. */
class DeliverTest extends ReliableClient {

    record Buy(String item) {}

    record Steer(int dx) {}

    @Test
    void aMessageIsSentWhenItIsCalledAndItsMonoReplaysTheAcknowledgement() {
        GameClient ada = join();
        Mono<Void> unheard = ada.deliver(new Buy("hat"));
        List<String> heard = fate(ada.deliver("note", 5));
        host.settle();
        assertThat(numbered()).containsExactly("1 buy {\"item\":\"hat\"}", "2 note 5");
        assertThat(heard).isEmpty();
        say("$ack", "{'seq':1}");
        assertThat(heard).isEmpty();
        assertThat(fate(unheard)).containsExactly("complete");
        say("$ack", "{'seq':2}");
        assertThat(heard).containsExactly("complete");
        assertThat(fate(unheard)).containsExactly("complete");
    }

    @Test
    void whatTheServerRefusesFailsWithItsCodeAndIsAnErrorToo() {
        GameClient ada = join();
        List<String> errors = new ArrayList<>();
        ada.errors().subscribe(failure -> errors.add(failure.code() + " " + failure.re()));
        List<String> first = fate(ada.deliver(new Buy("hat")));
        List<String> second = fate(ada.deliver(new Buy("cap")));
        host.settle();
        say("$error", "{'code':'too_poor','message':'no','re':1,'fatal':false}");
        assertThat(first).containsExactly("too_poor");
        say("$ack", "{'seq':2}");
        assertThat(first).hasSize(1);
        assertThat(second).containsExactly("complete");
        assertThat(errors).containsExactly("too_poor 1");
    }

    @Test
    void whatIsSentAndWhatIsDeliveredInOneMomentLeavesInTheOrderOfTheCalls() {
        int calls = 6;
        int sent = 0;
        GameClient ada = join();
        for (int pattern = 1; pattern < 1 << calls; pattern++) {
            int reliable = pattern;
            host.last().forget();
            host.clock.schedule(() -> {
                for (int i = 0; i < calls; i++) {
                    if ((reliable >> i & 1) == 1) {
                        ada.deliver("note", i);
                    } else {
                        assertThat(ada.send("note", i)).isTrue();
                    }
                }
            });
            host.settle();
            assertThat(host.last().data("note"))
                    .as("reliable are " + Integer.toBinaryString(reliable))
                    .extracting(JsonNode::asInt)
                    .containsExactly(0, 1, 2, 3, 4, 5);
            sent += Integer.bitCount(reliable);
            say("$ack", "{'seq':" + sent + "}");
        }
    }

    @ParameterizedTest
    @CsvSource({"5, 256", "16000, 4"})
    void whatIsSentWhileReliableMessagesWaitIsBoundedAsEverAndTakesNothingOfTheirBound(int length, int most) {
        GameClient ada = join();
        List<Boolean> accepted = new ArrayList<>();
        List<Mono<Void>> delivered = new ArrayList<>();
        host.clock.schedule(() -> {
            delivered.add(ada.deliver("note", "first"));
            for (int i = 0; i < most + 2; i++) {
                accepted.add(ada.send("note", "x".repeat(length)));
            }
            delivered.add(ada.deliver("note", "last"));
        });
        host.settle();
        assertThat(accepted)
                .containsSequence(false, false)
                .filteredOn(sent -> sent)
                .hasSize(most);
        assertThat(host.last().data("note")).hasSize(most + 2);
        say("$ack", "{'seq':2}");
        assertThat(delivered).allSatisfy(done -> assertThat(fate(done)).containsExactly("complete"));
    }

    @Test
    void whoHearsNothingForThirtySecondsIsToldSo() {
        GameClient ada = join();
        Mono<Void> buys = ada.deliver(new Buy("hat"));
        for (int i = 0; i < 6; i++) {
            say("$pong", "{'t':0}");
            host.pass(Duration.ofSeconds(5));
        }
        List<String> fate = fate(buys);
        for (int i = 0; i < 6; i++) {
            assertThat(fate).isEmpty();
            say("$pong", "{'t':0}");
            host.pass(Duration.ofSeconds(5));
        }
        assertThat(fate).containsExactly("TIMEOUT");
        say("$ack", "{'seq':1}");
        assertThat(fate(buys)).as("it did arrive").containsExactly("complete");
    }

    @Test
    void aCancelUnsendsNothing() {
        GameClient ada = join();
        ada.deliver(new Buy("hat")).subscribe().dispose();
        host.settle();
        assertThat(numbered()).hasSize(1);
    }

    @Test
    void beyond256UnacknowledgedMessagesOneFailsAndTheSessionGoesOn() {
        GameClient ada = join();
        List<List<String>> fates = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            fates.add(fate(ada.deliver("n", i)));
        }
        host.settle();
        assertThat(numbered()).hasSize(256);
        assertThat(fates.subList(0, 256)).allMatch(List::isEmpty);
        assertThat(fates.subList(256, 300)).allMatch(fate -> fate.equals(List.of("OVERFLOW")));
        say("$ack", "{'seq':10}");
        List<String> next = fate(ada.deliver("n", 300));
        host.settle();
        assertThat(numbered()).last().isEqualTo("257 n 300");
        say("$ack", "{'seq':257}");
        assertThat(next).containsExactly("complete");
    }

    @Test
    void beyond256KilobytesOneFailsToo() {
        GameClient ada = join();
        String text = "x".repeat(7_000);
        List<List<String>> fates = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            fates.add(fate(ada.deliver("n", text)));
            host.settle();
        }
        assertThat(fates).filteredOn(fate -> fate.equals(List.of("OVERFLOW"))).hasSize(40 - 256 * 1024 / 7_050);
        assertThat(status).hasSize(1);
    }

    @Test
    void whatTheServerWouldNotReadThrowsInTheCallerAndTakesNoNumber() {
        GameClient ada = join();
        Object deep = List.of();
        for (int i = 0; i < 31; i++) {
            deep = List.of(deep);
        }
        for (Object bad : List.of(
                Collections.singletonMap("__proto__", 1),
                "x".repeat(20_000),
                "x".repeat(9_000),
                Map.of("x".repeat(200), 1),
                "\ud800",
                deep)) {
            assertThatThrownBy(() -> ada.deliver("n", bad)).isInstanceOf(NotEncodable.class);
            assertThatThrownBy(() -> ada.ask("n", bad, String.class)).isInstanceOf(NotEncodable.class);
        }
        ada.deliver("n", 1);
        host.settle();
        assertThat(numbered()).containsExactly("1 n 1");
    }

    @Test
    void theServersOwnLimitCounts() {
        GameClient ada = join();
        cut();
        welcome("{'resumed':false,'seq':0,'limits':{'messageBytes':100,'messagesPerSecond':1,'burst':1}}");
        ada.deliver("n", "x".repeat(40));
        assertThatThrownBy(() -> ada.deliver("n", "x".repeat(100)))
                .isInstanceOf(NotEncodable.class)
                .hasMessageContaining("the server takes 100");
    }

    @Test
    void whatIsTooMuchForAReliableMessageThrowsInTheCallerWhateverTheServerTakes() {
        GameClient ada = join();
        cut();
        welcome("{'resumed':false,'seq':0,'limits':{'messageBytes':1048576,'messagesPerSecond':1,'burst':1}}");
        String text = "x".repeat(Outbox.BYTES);
        assertThatThrownBy(() -> ada.deliver("n", text))
                .isInstanceOf(NotEncodable.class)
                .hasMessageContaining("a reliable message at most 262144");
        assertThatThrownBy(() -> ada.ask("n", text, String.class)).isInstanceOf(NotEncodable.class);
        assertThatCode(() -> ada.deliver("n", text.substring(100))).doesNotThrowAnyException();
    }

    /** The codec of the connection may need more bytes than the client's own, by which a message is checked. */
    @Test
    void whatDoesNotFitAConnectionsCodecFailsAtOnce() {
        Session session = new Session(refusing(), new Questions(host.clock, 1));
        Courier courier = new Courier(session, Runnable::run, ConnectorSpec.DEFAULTS, host.clock);
        List<String> delivery = fate(courier.deliver(Message.of("n", 1)));
        List<String> answer = fate(courier.ask(Message.of("n", 2), String.class));
        assertThat(delivery).containsExactly("NotEncodable");
        assertThat(answer).containsExactly("NotEncodable");
    }

    private static Codec refusing() {
        return (Codec) Proxy.newProxyInstance(
                Codec.class.getClassLoader(), new Class<?>[] {Codec.class}, (proxy, method, arguments) -> {
                    throw new NotEncodable("too much here", null);
                });
    }

    @Test
    void whatChangesAfterwardsIsSentAsItWas() {
        GameClient ada = join();
        List<Integer> numbers = new ArrayList<>(List.of(1));
        ada.deliver("n", numbers);
        numbers.add(2);
        host.settle();
        cut();
        welcome("{'resume':{'token':'t2','graceMs':20000},'resumed':true,'seq':0}");
        assertThat(numbered(host.connections().get(0))).containsExactly("1 n [1]");
        assertThat(numbered()).containsExactly("1 n [1]");
    }

    @Test
    void aMessageBehindAnotherOfAnyKindArrivesBehindIt() {
        GameClient ada = join();
        ada.send("a", null);
        ada.deliver("b", null);
        ada.send("c", null);
        host.settle();
        assertThat(host.last().envelopes())
                .extracting(envelope -> envelope.path("action").asString())
                .endsWith("a", "b", "c");
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1002, 4001, 4003, 4004, 4009})
    void withTheFinalEndOfTheConnectionAllFail(int code) {
        GameClient ada = join();
        List<String> delivery = fate(ada.deliver("n", 1));
        List<String> answer = fate(ada.ask("n", 2, String.class));
        host.settle();
        host.close(code);
        assertThat(delivery).containsExactly("SESSION_LOST");
        assertThat(answer).containsExactly("SESSION_LOST");
        assertThat(fate(ada.deliver("n", 3))).containsExactly("SESSION_LOST");
        assertThat(fate(ada.ask("n", 4, String.class))).containsExactly("SESSION_LOST");
        assertThat(status).last().isEqualTo(new Status.Closed(new CloseReason(code, "end")));
    }

    @Test
    void whoLeavesHearsNoMoreOfWhatWasNotAcknowledged() {
        GameClient ada = join();
        List<String> fate = fate(ada.deliver("n", 1));
        ada.close();
        List<String> late = fate(ada.deliver("n", 2));
        host.settle();
        assertThat(host.last().envelopes()).last().asString().contains("$bye");
        assertThat(late).containsExactly("SESSION_LOST");
        host.close(1000);
        assertThat(fate).containsExactly("SESSION_LOST");
    }

    @Test
    void whoLeavesWhileThereIsNoConnectionHearsItAtOnce() {
        GameClient ada = join();
        List<String> fate = fate(ada.deliver("n", 1));
        host.network.cut();
        host.settle();
        List<String> waiting = fate(ada.deliver("n", 2));
        ada.close();
        assertThat(fate).containsExactly("SESSION_LOST");
        assertThat(waiting).containsExactly("SESSION_LOST");
    }

    @Test
    void whoDoesNotComeBackHearsItAtOnce() {
        GameClient ada = join(host.client().reconnect(false));
        List<String> fate = fate(ada.deliver("n", 1));
        host.network.cut();
        host.settle();
        assertThat(fate).containsExactly("SESSION_LOST");
    }

    @Test
    void anAcknowledgementOfWhatWasNeverSentBreaksTheProtocol() {
        GameClient ada = join();
        List<String> fate = fate(ada.deliver("n", 1));
        host.settle();
        say("$ack", "{'seq':2}");
        assertThat(host.last().closes()).containsExactly(1002);
        assertThat(fate).containsExactly("SESSION_LOST");
    }

    @Test
    void severalShareAMessageUpToAPacketAndNeverBeyondTheServersLimit() {
        GameClient ada = join();
        for (int i = 0; i < 30; i++) {
            ada.deliver("n", "x".repeat(i % 10 == 0 ? 5_000 : 150));
            ada.send("m", "x".repeat(100));
        }
        host.settle();
        assertThat(numbered()).hasSize(30);
        cut();
        welcome("{'resume':{'token':'t2','graceMs':20000},'resumed':true,'seq':0}");
        assertThat(numbered()).hasSize(30);
        assertThat(host.connections())
                .allSatisfy(peer ->
                        assertThat(peer.received()).allMatch(text -> text.length() < 1_100 || text.startsWith("{")));
        assertThat(host.last().received()).as("and several do share one").hasSizeLessThan(15);
        cut();
        welcome("{'resume':{'token':'t3','graceMs':20000},'resumed':true,'seq':0,"
                + "'limits':{'messageBytes':400,'messagesPerSecond':1,'burst':1}}");
        assertThat(host.last().received()).allMatch(text -> text.length() < 420 || text.startsWith("{"));
    }
}
