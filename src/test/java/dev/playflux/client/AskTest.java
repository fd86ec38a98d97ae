package dev.playflux.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.message.Refused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Questions and answers, both ways. */
class AskTest extends ReliableClient {

    record Buy(String item) {}

    record Receipt(int coins) {}

    record Choose(List<String> of) {}

    // The client asks.

    @Test
    void theReplyIsTheAnswerForWhoeverSubscribes() {
        GameClient ada = join();
        Mono<Receipt> receipt = ada.ask(new Buy("hat"), Receipt.class);
        host.settle();
        assertThat(host.last().received())
                .last()
                .isEqualTo("{\"action\":\"buy\",\"seq\":1,\"ask\":true,\"data\":{\"item\":\"hat\"}}");
        write("[{'action':'$ack','data':{'seq':1}},{'action':'$reply','seq':1,'data':{'re':1,'ok':{'coins':3}}}]");
        assertThat(fate(receipt)).containsExactly("value " + new Receipt(3), "complete");
        assertThat(fate(receipt)).hasSize(2);
    }

    @Test
    void aReplyWithoutAValueIsEmpty() {
        GameClient ada = join();
        List<String> fate = fate(ada.ask("n", null, Receipt.class));
        host.settle();
        write("{'action':'$reply','seq':1,'data':{'re':1,'ok':null}}");
        assertThat(fate).containsExactly("complete");
    }

    @Test
    void aRefusalFailsWithItsCode() {
        GameClient ada = join();
        List<String> replied = fate(ada.ask("n", 1, Receipt.class));
        List<String> refused = fate(ada.ask("n", 2, Receipt.class));
        host.settle();
        write("{'action':'$reply','seq':1,'data':{'re':1,'error':{'code':'too_poor','message':'no'}}}");
        say("$error", "{'code':'rate_limited','message':'no','re':2,'fatal':false}");
        assertThat(replied).containsExactly("too_poor");
        assertThat(refused).containsExactly("rate_limited");
    }

    @Test
    void anAnswerThatDoesNotFitSaysSo() {
        GameClient ada = join();
        List<String> fate = fate(ada.ask("n", 1, Receipt.class));
        host.settle();
        write("{'action':'$reply','seq':1,'data':{'re':1,'ok':{'coins':'many'}}}");
        assertThat(fate).containsExactly("BadData");
    }

    @Test
    void anAnswerThatDoesNotComeIsWaitedForAsLongAsTheConnectorSays() {
        GameClient ada = join();
        List<String> fate = fate(ada.ask("n", 1, Receipt.class));
        host.pass(Duration.ofMillis(9_999));
        assertThat(fate).isEmpty();
        host.pass(Duration.ofMillis(1));
        assertThat(fate).containsExactly("TIMEOUT");
        host.close(1000);
        GameClient bob = join(host.client().timeout(Duration.ofSeconds(1)));
        List<String> sooner = fate(bob.ask("n", 1, Receipt.class));
        host.pass(Duration.ofSeconds(1));
        assertThat(sooner).containsExactly("TIMEOUT");
    }

    @Test
    void aReplyToNothingMeansNothing() {
        GameClient ada = join();
        write("{'action':'$reply','seq':1,'data':{'re':7,'ok':1}}");
        List<String> fate = fate(ada.ask("n", 1, Integer.class));
        host.settle();
        write("{'action':'$reply','seq':2,'data':{'re':1,'ok':1}}");
        assertThat(fate).containsExactly("value 1", "complete");
    }

    @Test
    void moreQuestionsThanMayWaitFailAndOldOnesMakeRoom() {
        GameClient ada = join();
        for (int i = 1; i <= 256; i++) {
            fate(ada.ask("n", i, Integer.class));
            host.settle();
            say("$ack", "{'seq':" + i + "}");
        }
        List<String> over = fate(ada.ask("n", 0, Integer.class));
        host.settle();
        assertThat(over).containsExactly("OVERFLOW");
        for (int i = 0; i < 2; i++) {
            say("$pong", "{'t':0}");
            host.pass(Duration.ofSeconds(5));
        }
        List<String> later = fate(ada.ask("n", 0, Integer.class));
        host.settle();
        assertThat(later).isEmpty();
    }

    // The server asks.

    private List<String> replies() {
        return numbered().stream().filter(reply -> reply.contains("$reply")).toList();
    }

    private void ask(int seq, String action, String data) {
        write("{'action':'" + action + "','seq':" + seq + ",'ask':true,'data':" + data + "}");
    }

    @Test
    void whatTheGameAnswersIsReplied() {
        GameClient ada = join();
        ada.answer(Choose.class, choose -> choose.of().get(0));
        ask(1, "choose", "{'of':['a','b']}");
        assertThat(replies()).containsExactly("1 $reply {\"re\":1,\"ok\":\"a\"}");
        host.pass(ACK);
        assertThat(host.last().texts("$ack")).containsExactly("{\"seq\":1}");
    }

    @Test
    void anAnswerMayComeLaterAndMayBeNone() {
        GameClient ada = join();
        Sinks.One<Integer> later = Sinks.one();
        ada.answer(Choose.class, choose -> choose.of().isEmpty() ? null : later.asMono());
        ask(1, "choose", "{'of':['a']}");
        ask(2, "choose", "{'of':[]}");
        later.tryEmitValue(5);
        host.settle();
        assertThat(replies()).containsExactly("1 $reply {\"re\":2,\"ok\":null}", "2 $reply {\"re\":1,\"ok\":5}");
    }

    @Test
    void whatGoesWrongIsACodeAndNeverAnInsight() {
        GameClient ada = join();
        ada.answer(Choose.class, choose -> {
            switch (choose.of().get(0)) {
                case "refused" -> throw new Refused("not_now", "later");
                case "bad" -> throw new IllegalStateException("secret");
                case "big" -> {
                    return "x".repeat(20_000);
                }
                default -> {
                    return Mono.error(new IllegalStateException("secret"));
                }
            }
        });
        ask(1, "choose", "{'of':['refused']}");
        ask(2, "choose", "{'of':['bad']}");
        ask(3, "choose", "{'of':['big']}");
        ask(4, "choose", "{'of':['error']}");
        ask(5, "choose", "{'of':7}");
        ask(6, "other", "null");
        assertThat(host.last().data("$reply"))
                .extracting(reply -> reply.path("re").asInt() + " "
                        + reply.path("error").path("code").asString())
                .containsExactly(
                        "1 not_now",
                        "2 handler_failed",
                        "3 handler_failed",
                        "4 handler_failed",
                        "5 bad_data",
                        "6 unknown_action");
        assertThat(host.last().received()).noneMatch(text -> text.contains("secret"));
    }

    @Test
    void whoStopsAnsweringAnswersNoMore() {
        GameClient ada = join();
        Disposable first = ada.answer(Choose.class, choose -> "first");
        Disposable second = ada.answer(Choose.class, choose -> "second");
        first.dispose();
        ask(1, "choose", "{'of':[]}");
        second.dispose();
        ask(2, "choose", "{'of':[]}");
        assertThat(replies().get(0)).contains("second");
        assertThat(replies().get(1)).contains("unknown_action");
    }

    @Test
    void anAnswerToAnotherSessionIsVoid() {
        GameClient ada = join();
        Sinks.One<Integer> later = Sinks.one();
        ada.answer(Choose.class, choose -> later.asMono());
        ask(1, "choose", "{'of':[]}");
        cut();
        welcome("{'player':'p2','resumed':false,'seq':0}");
        later.tryEmitValue(5);
        host.settle();
        assertThat(replies()).isEmpty();
    }

    @Test
    void questionsAreNoMessages() {
        GameClient ada = join();
        List<Object> heard = new ArrayList<>();
        ada.on(Choose.class).subscribe(heard::add);
        ask(1, "choose", "{'of':[]}");
        write("{'action':'choose','seq':2,'data':{'of':[]}}");
        assertThat(heard).hasSize(1);
    }
}
