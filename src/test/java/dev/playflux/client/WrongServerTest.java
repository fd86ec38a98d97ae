package dev.playflux.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.testing.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** A server that breaks the rules of sessions and reliable messages, or bends them: PROTOCOL 3, 5 and 6. */
class WrongServerTest extends ReliableClient {
    record Riddle(String text) {}

    private List<Long> acks() {
        return host.last().data("$ack").stream()
                .map(ack -> ack.path("seq").asLong())
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            a gap                     | {'action':'deal','seq':2}
            the highest number        | {'action':'deal','seq':9007199254740991}
            a second welcome          | {'action':'$welcome','data':{}}
            a numbered second welcome | {'action':'$welcome','data':{},'seq':1}
            an ack of nothing sent    | {'action':'$ack','data':{'seq':1}}
            an ack of a text          | {'action':'$ack','data':{'seq':'1'}}
            a reply of null           | {'action':'$reply','data':null,'seq':1}
            a reply to nothing named  | {'action':'$reply','data':{'ok':1},'seq':1}
            a question of no number   | {'action':'deal','ask':true}
            """)
    void whatBreaksTheProtocolCloses(String what, String message) {
        join();
        write(message);
        assertThat(host.last().closes()).containsExactly(1002);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            an unknown $ name              | {'action':'$future','data':5,'seq':1}
            an unknown $ name that asks    | {'action':'$future','seq':1,'ask':true}
            an error                       | {'action':'$error','data':{'code':'a','message':'b','fatal':false},'seq':1}
            an error of another's message  | {'action':'$error','data':{'code':'a','message':'b','re':77,'fatal':false},'seq':1}
            a ping                         | {'action':'$ping','data':{'t':1},'seq':1}
            a move                         | {'action':'$move','data':null,'seq':1}
            a reply to nobody              | {'action':'$reply','data':{'re':77,'ok':1},'seq':1}
            a reply that is both           | {'action':'$reply','data':{'re':77,'ok':1,'error':{'code':'X'}},'seq':1}
            """)
    void whatHasANumberCounts(String what, String message) {
        GameClient ada = join();
        write(message);
        write("{'action':'deal','data':1,'seq':2}");
        host.pass(ACK);
        assertThat(host.last().closes()).isEmpty();
        assertThat(acks()).last().isEqualTo(2L);
        List<String> fate = fate(ada.deliver("still", 1));
        host.settle();
        say(
                "$ack",
                "{'seq':"
                        + host.last().envelopes().stream()
                                .filter(e -> e.has("seq"))
                                .count() + "}");
        assertThat(fate).containsExactly("complete");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'action':'$ack','data':{'seq':0}}",
                "{'action':'$reply','data':{'re':1},'seq':1}",
                "{'action':'$reply','data':{'re':1}}",
                "{'action':'$future','seq':1}",
                "{'action':'deal','seq':1}",
                "{'action':'$welcome','data':{},'seq':1}"
            })
    void whatComesBeforeTheWelcomeCloses(String message) {
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        host.client().reconnect(false).connect().subscribe(client -> {}, failure::set);
        host.settle();
        write(message);
        assertThat(failure.get()).isInstanceOf(ConnectFailed.class);
        assertThat(host.last().closes()).containsExactly(1002);
    }

    @Test
    void nothingIsAcknowledgedBeforeTheWelcome() {
        join();
        write("{'action':'deal','seq':1}");
        Peer again = cut();
        host.settle();
        write("{'action':'$error','data':{'code':'a','message':'b','fatal':false}}");
        host.pass(ACK);
        assertThat(again.data("$hello")).hasSize(1);
        assertThat(again.data("$ack")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'resume':{'token':'t','graceMs':-1}",
                "'resume':{'token':'t','graceMs':9007199254740991}",
                "'resume':{'token':''}",
                "'seq':-1",
                "'seq':9007199254740991",
                "'limits':{'messageBytes':0}",
                "'limits':{'messageBytes':-1}",
                "'tickMs':1e300",
                "'tickMs':-5"
            })
    void anAbsurdWelcomeHarmsNobody(String data) {
        List<GameClient> joined = new ArrayList<>();
        host.client().connect().subscribe(joined::add);
        host.settle();
        welcome("{'resumed':false," + data + "}");
        assertThat(joined).hasSize(1);
        joined.get(0).send("a", 1);
        joined.get(0).input(new Riddle("?"));
        host.settle();
        assertThat(host.last().closes()).isEmpty();
    }

    @Test
    void questionsWithoutEndAreAnsweredAsFarAsTheServerAcknowledges() {
        GameClient ada = join();
        ada.answer(Riddle.class, riddle -> Mono.never());
        for (int i = 1; i <= 2000; i++) {
            host.last().ask(i, "riddle", "{'text':'?'}");
        }
        host.settle();
        assertThat(numbered()).hasSize(256).allMatch(reply -> reply.contains("rate_limited"));
        assertThat(host.last().closes()).isEmpty();
        say("$ack", "{'seq':256}");
        List<String> fate = fate(ada.deliver("still", 1));
        host.settle();
        say("$ack", "{'seq':257}");
        assertThat(fate).containsExactly("complete");
    }
}
