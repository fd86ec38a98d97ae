package dev.playflux.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.message.Refused;
import dev.playflux.testing.Logged;
import dev.playflux.testing.Peer;
import dev.playflux.testing.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/**
 * What PROTOCOL 3 and 5 to 9 forbid or leave open about sessions. Whatever it is, one who plays by the rules hears nothing of
 * it, the next one who comes is served, and nothing of it is an error in the log.
 */
class WrongSessionsTest {
    record Say(String text) {}

    record Look(String at) {}

    private final List<String> handled = new ArrayList<>();
    private final Logged log = new Logged();
    private @Nullable Stage stage;
    private @Nullable Peer witness;
    private long witnessed;

    private Stage play() {
        stage = Stage.of(Game.named("shop", () -> "-")
                .on(Say.class, (state, player, say) -> {
                    handled.add(say.text());
                    Refused.unless(!say.text().equals("no"), "mute", "not that");
                    return say.text();
                })
                .answer(Look.class, (player, look) -> look.at().equals("never") ? Mono.never() : look.at()));
        return stage;
    }

    /** Somebody plays on, a fresh client is served, and nothing was an error. */
    private void nobodyElseIsHarmed(Stage stage) {
        Peer fresh = stage.join();
        fresh.deliver(1, "say", "{'text':'fresh'}");
        witness().deliver(++witnessed, "say", "{'text':'witness'}");
        stage.ticks(2);
        assertThat(handled).endsWith("fresh", "witness");
        assertThat(acks(fresh)).containsExactly(1L);
        assertThat(acks(witness())).endsWith(witnessed);
        assertThat(witness().refusals()).isEmpty();
        assertThat(witness().closes()).isEmpty();
        assertThat(stage.faults).isEmpty();
        assertThat(log.lines("ERROR")).isEmpty();
    }

    private Peer witness() {
        return Objects.requireNonNull(witness);
    }

    @AfterEach
    void close() {
        log.close();
        if (stage != null) {
            stage.close();
        }
    }

    private Peer attacker(Stage stage) {
        witness = stage.join();
        return stage.join();
    }

    private static List<Long> acks(Peer peer) {
        return peer.data("$ack").stream().map(ack -> ack.path("seq").asLong()).toList();
    }

    private static String say(long seq) {
        return "{'action':'say','data':{'text':'" + seq + "'},'seq':" + seq + "}";
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            a gap at the start                | 1002 | "" | 0 | {'action':'say','data':{'text':'x'},'seq':2}
            a gap behind one                  | 1002 | "" | 0 | [{'action':'say','data':{'text':'x'},'seq':1},{'action':'say','data':{'text':'x'},'seq':3}]
            the highest number                | 1002 | "" | 0 | {'action':'say','data':{'text':'x'},'seq':9007199254740991}
            a number three times              | 0 | "" | 1 | [{'action':'say','data':{'text':'x'},'seq':1},{'action':'say','data':{'text':'x'},'seq':1},{'action':'say','data':{'text':'x'},'seq':1}]
            a refused number three times      | 0 | mute 1 | 1 | [{'action':'say','data':{'text':'no'},'seq':1},{'action':'say','data':{'text':'no'},'seq':1},{'action':'say','data':{'text':'no'},'seq':1}]
            a number of another message       | 0 | "" | 1 | [{'action':'say','data':{'text':'x'},'seq':1},{'action':'$bye','data':null,'seq':1}]
            $resync with a number             | 0 | "" | 1 | {'action':'$resync','data':null,'seq':1}
            $resync that asks                 | 0 | "" | 1 | {'action':'$resync','data':null,'seq':1,'ask':true}
            $bye with a number                | 1000 | "" | 0 | {'action':'$bye','data':null,'seq':1}
            $bye behind a gap                 | 1002 | "" | 0 | {'action':'$bye','data':null,'seq':7}
            $hello with a number              | 1002 | "" | 0 | {'action':'$hello','data':null,'seq':1}
            $state with a number              | 0 | reserved_action 1 | 1 | {'action':'$state','data':null,'seq':1}
            $welcome that asks                | 0 | "" | 1 | {'action':'$welcome','data':null,'seq':1,'ask':true}
            an unknown $ name with a number   | 0 | reserved_action 1 | 2 | [{'action':'$nope','data':null,'seq':1},{'action':'say','data':{'text':'x'},'seq':2}]
            no data                           | 0 | bad_data 1 | 1 | {'action':'say','seq':1}
            an unknown action                 | 0 | unknown_action 1 | 1 | {'action':'nope','seq':1}
            an unknown action that asks       | 0 | "" | 1 | {'action':'nope','seq':1,'ask':true}
            a reply to nothing                | 0 | "" | 1 | {'action':'$reply','data':{'re':77,'ok':1},'seq':1}
            a reply to -1                     | 0 | "" | 1 | {'action':'$reply','data':{'re':-1,'ok':1},'seq':1}
            a reply without a number          | 0 | "" | 0 | {'action':'$reply','data':{'re':1,'ok':1}}
            a reply that is null              | 0 | bad_data 1 | 1 | {'action':'$reply','data':null,'seq':1}
            a reply that is a text            | 0 | bad_data 1 | 1 | {'action':'$reply','data':'x','seq':1}
            a reply that is empty             | 0 | bad_data 1 | 1 | {'action':'$reply','data':{},'seq':1}
            a reply to a text                 | 0 | bad_data 1 | 1 | {'action':'$reply','data':{'re':'1'},'seq':1}
            a reply to a fraction             | 0 | bad_data 1 | 1 | {'action':'$reply','data':{'re':1.5},'seq':1}
            a reply to 2^70                   | 0 | bad_data 1 | 1 | {'action':'$reply','data':{'re':1180591620717411303424},'seq':1}
            a reply whose error is a text     | 0 | bad_data 1 | 1 | {'action':'$reply','data':{'re':1,'error':'x'},'seq':1}
            a reply that asks                 | 0 | "" | 1 | {'action':'$reply','data':{'re':1,'ok':1},'seq':1,'ask':true}
            an ack of a number never sent     | 1002 | "" | 0 | {'action':'$ack','data':{'seq':1}}
            an ack of a tick never sent       | 1002 | "" | 0 | {'action':'$ack','data':{'tick':1000}}
            an ack of nothing                 | 0 | "" | 0 | {'action':'$ack','data':{}}
            """)
    void aMessageThatIsWrong(String what, int closes, String refused, long acks, String message) {
        Stage stage = play();
        Peer peer = attacker(stage);
        stage.ticks(1);
        peer.write(message);
        stage.ticks(3);
        List<String> told = new ArrayList<>();
        peer.data("$error").forEach(error -> told.add(error.path("code").asString() + " " + error.path("re")));
        assertThat(peer.closes()).isEqualTo(closes == 0 ? List.of() : List.of(closes));
        assertThat(told).allMatch(refused::equals).hasSizeBetween(refused.isEmpty() ? 0 : 1, 3);
        assertThat(acks(peer)).isEqualTo(acks == 0 ? List.of() : List.of(acks));
        nobodyElseIsHarmed(stage);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            null                            | new
            'x'                             | 1002
            5                               | 1002
            []                              | 1002
            {}                              | 1002
            {'token':'T'}                   | 1002
            {'seq':0}                       | 1002
            {'token':null,'seq':0}          | 1002
            {'token':5,'seq':0}             | 1002
            {'token':['T'],'seq':0}         | 1002
            {'token':'T','seq':'0'}         | 1002
            {'token':'T','seq':0.5}         | 1002
            {'token':'T','seq':null}        | 1002
            {'token':'T','seq':true}        | 1002
            {'token':'T','seq':1180591620717411303424} | 1002
            {'token':'T','seq':-1}          | new
            {'token':'T','seq':-9223372036854775808} | new
            {'token':'T','seq':1}           | new
            {'token':'T','seq':9007199254740991} | new
            {'token':'T','seq':9223372036854775807} | new
            {'token':'T ','seq':0}          | new
            {'token':'','seq':0}            | new
            {'token':'L','seq':0}           | new
            {'token':'T','seq':0,'graceMs':5,'token2':[1]} | resumed
            {'seq':0,'token':'T'}           | resumed
            """)
    void aResumeThatIsWrong(String resume, String becomes) {
        Stage stage = play();
        Peer ada = attacker(stage);
        ada.cut();
        stage.settle();
        String data = resume.replace("'T", "'" + ada.token()).replace("'L'", "'" + "x".repeat(8000) + "'");
        Peer again = stage.hello("{'resume':" + data + "}");
        stage.ticks(1);
        if (becomes.equals("1002")) {
            assertThat(again.refusals()).containsExactly("bad_data");
            assertThat(again.closes()).containsExactly(1002);
        } else {
            assertThat(again.closes()).isEmpty();
            assertThat(resumed(again)).isEqualTo(becomes.equals("resumed"));
        }
        nobodyElseIsHarmed(stage);
    }

    private static boolean resumed(Peer peer) {
        List<JsonNode> welcomes = peer.data("$welcome");
        assertThat(welcomes).hasSize(1);
        return welcomes.get(0).path("resumed").asBoolean();
    }

    @Test
    void aRefusalOfLongAgoDoesNotHoldBackWhoComesBack() {
        Stage stage = play();
        Peer ada = attacker(stage);
        ada.deliver(1, "say", "{'text':'no'}");
        for (int i = 2; i <= 700; i++) {
            ada.write(say(i));
            stage.pass(Duration.ofMillis(10));
        }
        stage.ticks(2);
        assertThat(acks(ada)).endsWith(700L);
        ada.cut();
        stage.settle();
        Peer again = stage.resume(ada.token(), 0);
        assertThat(resumed(again)).isTrue();
        assertThat(again.data("$welcome").get(0).path("seq").asLong()).isEqualTo(700);
        again.write(say(701));
        stage.ticks(2);
        assertThat(again.closes()).isEmpty();
        assertThat(acks(again)).endsWith(701L);
        nobodyElseIsHarmed(stage);
    }

    @Test
    void aRefusedMessageThatComesAgainAndAgainIsToldAsOftenAsMayBeAndNoMoreAfterwards() {
        Stage stage = play();
        Peer eve = attacker(stage);
        for (int i = 0; i < 3000; i++) {
            eve.deliver(1, "say", "{'text':'no'}");
            stage.pass(Duration.ofMillis(10));
        }
        assertThat(eve.closes()).isEmpty();
        assertThat(eve.refusals().size()).isBetween(1, 310);
        stage.pass(Duration.ofSeconds(1));
        eve.forget();
        stage.pass(Duration.ofSeconds(5));
        assertThat(eve.refusals()).isEmpty();
        nobodyElseIsHarmed(stage);
    }
}
