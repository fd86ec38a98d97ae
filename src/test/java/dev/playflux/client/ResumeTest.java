package dev.playflux.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.message.CloseReason;
import dev.playflux.testing.Peer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** A session over many connections. */
class ResumeTest extends ReliableClient {

    record Steer(int dx) {}

    private static final String RESUMED =
            "{'player':'p1','resume':{'token':'t2','graceMs':20000},'resumed':true,'seq':%d}";
    private static final String ANEW =
            "{'player':'p2','resume':{'token':'u1','graceMs':20000},'resumed':false,'seq':0}";

    // What comes in.

    @Test
    void whatCameBeforeIsDroppedAndAcknowledgedAgain() {
        List<Integer> heard = new ArrayList<>();
        join().on("n", Integer.class).subscribe(heard::add);
        write("[{'action':'n','seq':1,'data':1},{'action':'n','seq':2,'data':2}]");
        host.pass(ACK);
        assertThat(host.last().texts("$ack")).containsExactly("{\"seq\":2}");
        write("{'action':'n','seq':1,'data':1}");
        host.pass(ACK);
        assertThat(heard).containsExactly(1, 2);
        assertThat(host.last().texts("$ack")).containsExactly("{\"seq\":2}", "{\"seq\":2}");
    }

    @Test
    void aGapBreaksTheProtocol() {
        List<Integer> heard = new ArrayList<>();
        join().on("n", Integer.class).subscribe(heard::add);
        write("{'action':'n','seq':2,'data':1}");
        assertThat(host.last().closes()).containsExactly(1002);
        assertThat(heard).isEmpty();
        assertThat(status).last().isInstanceOf(Status.Closed.class);
    }

    @Test
    void eightMessagesAreAcknowledgedAtOnceFewerWithinFiftyMilliseconds() {
        join();
        host.pass(Duration.ofSeconds(1));
        write("{'action':'n','seq':1}");
        assertThat(host.last().texts("$ack")).hasSize(1);
        for (int i = 2; i <= 8; i++) {
            write("{'action':'n','seq':" + i + "}");
        }
        assertThat(host.last().texts("$ack")).hasSize(1);
        write("{'action':'n','seq':9}");
        assertThat(host.last().texts("$ack")).containsExactly("{\"seq\":1}", "{\"seq\":9}");
        write("{'action':'n','seq':10}");
        host.pass(ACK);
        assertThat(host.last().texts("$ack")).hasSize(3);
    }

    @Test
    void aTickAndANumberShareAnAcknowledgement() {
        join();
        write("[{'action':'n','seq':1},{'action':'$state','data':{'tick':7,'time':1,'base':0}}]");
        host.pass(ACK);
        assertThat(host.last().texts("$ack")).containsExactly("{\"tick\":7,\"seq\":1}");
    }

    // Coming back.

    @Test
    void theSessionGoesOnAndWhatTheServerHasNotHadIsSentAgainInOrder() {
        GameClient ada = join();
        List<String> one = fate(ada.deliver("n", 1));
        List<String> two = fate(ada.deliver("n", 2));
        List<String> three = fate(ada.deliver("n", 3));
        write("[{'action':'m','seq':1},{'action':'m','seq':2}]");
        say("$ack", "{'seq':1}");
        host.network.cut();
        host.settle();
        List<String> four = fate(ada.deliver("n", 4));
        Peer back = cut();
        ada.deliver("n", 5);
        host.settle();
        assertThat(hello(back).path("resume")).hasToString("{\"token\":\"t1\",\"seq\":2}");
        assertThat(numbered()).as("nothing numbered before the welcome").isEmpty();
        welcome(RESUMED.formatted(2));
        assertThat(one).containsExactly("complete");
        assertThat(two).containsExactly("complete");
        assertThat(numbered()).containsExactly("3 n 3", "4 n 4", "5 n 5");
        say("$ack", "{'seq':5}");
        assertThat(three).containsExactly("complete");
        assertThat(four).containsExactly("complete");
        assertThat(status).last().isEqualTo(new Status.Connected(true));
        write("{'action':'m','seq':3}");
        assertThat(hello(cut()).path("resume")).hasToString("{\"token\":\"t2\",\"seq\":3}");
    }

    @Test
    void aLostSessionFailsWhatWasUnacknowledgedAndBeginsAnew() {
        GameClient ada = join();
        List<String> sent = fate(ada.deliver("n", 1));
        List<String> asked = fate(ada.ask("n", 2, String.class));
        write("{'action':'m','seq':1}");
        long input = ada.input(new Steer(1));
        host.network.cut();
        host.settle();
        List<String> waiting = fate(ada.deliver("n", 3));
        ada.input(new Steer(8));
        cut();
        List<String> again = new ArrayList<>();
        ada.deliver("unused", 0)
                .onErrorResume(lost -> ada.deliver("n", "again"))
                .subscribe(done -> {}, thrown -> again.add("failed"), () -> again.add("complete"));
        welcome(ANEW);
        assertThat(sent).containsExactly("SESSION_LOST");
        assertThat(asked).containsExactly("SESSION_LOST");
        assertThat(waiting).containsExactly("SESSION_LOST");
        assertThat(status).last().isEqualTo(new Status.Connected(false));
        assertThat(ada.player()).isEqualTo("p2");
        assertThat(numbered()).as("who is told may send it again").containsExactly("1 n \"again\"");
        write("{'action':'m','seq':1}");
        assertThat(host.last().closes()).isEmpty();
        assertThat(ada.input(new Steer(2))).isEqualTo(input + 2);
        host.pass(Duration.ofSeconds(1));
        assertThat(host.last().texts("steer"))
                .as("what was steered there is not for another seat")
                .containsExactly("{\"dx\":2}");
        say("$ack", "{'seq':1}");
        assertThat(again).containsExactly("complete");
    }

    @Test
    void whatWasSteeredMeanwhileGoesOutWhenTheSessionGoesOn() {
        GameClient ada = join();
        host.network.cut();
        host.settle();
        ada.input(new Steer(7));
        ada.input(new Steer(8));
        cut();
        welcome(RESUMED.formatted(0));
        host.pass(Duration.ofSeconds(1));
        assertThat(host.last().texts("steer")).containsExactly("{\"dx\":8}");
    }

    @Test
    void aWelcomeThatIsLostDoesNotLoseTheSession() {
        GameClient ada = join();
        List<String> fate = fate(ada.deliver("n", 1));
        host.settle();
        Peer first = cut();
        host.network.stalled(true);
        host.pass(Duration.ofSeconds(11));
        assertThat(first.envelopes())
                .as("an envelope would say that the welcome has come")
                .hasSize(1);
        host.network.stalled(false);
        Peer second = cut();
        assertThat(hello(second).path("resume").path("token").asString()).isEqualTo("t1");
        welcome(RESUMED.formatted(1));
        assertThat(fate).containsExactly("complete");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aServerThatHasHadLessThanItAcknowledgedIsBelieved(int seq) {
        GameClient ada = join();
        ada.deliver("n", 1);
        ada.deliver("n", 2);
        host.settle();
        say("$ack", "{'seq':1}");
        cut();
        welcome(RESUMED.formatted(seq));
        assertThat(numbered()).containsExactly("2 n 2");
    }

    @Test
    void aServerThatHasHadMoreThanWasSentBreaksTheProtocol() {
        List<String> fate = fate(join().deliver("n", 1));
        cut();
        welcome(RESUMED.formatted(2));
        assertThat(host.last().closes()).containsExactly(1002);
        assertThat(fate).containsExactly("SESSION_LOST");
    }

    @Test
    void whatWasNeverBegunCannotGoOn() {
        List<String> fate = fate(host.client().connect());
        host.settle();
        welcome(RESUMED.formatted(0));
        assertThat(host.last().closes()).containsExactly(1002);
        assertThat(fate).containsExactly("ConnectFailed");
    }

    @Test
    void aServerThatKeepsNoSessionsIsGreetedAnew() {
        List<String> fates = fate(host.client().connect());
        host.settle();
        welcome("{}");
        assertThat(fates).hasSize(2);
        assertThat(hello(cut()).has("resume")).isFalse();
    }

    // How it comes back.

    @Test
    void whoeverDropsWhomItWelcomesIsTriedLessAndLessOften() {
        join();
        List<Long> times = new ArrayList<>();
        host.accepting(peer -> {
            times.add(host.clock.now(TimeUnit.MILLISECONDS));
            peer.send("$welcome", ANEW);
            host.clock.schedule(() -> peer.close(new CloseReason(1001, "")), 10, TimeUnit.MILLISECONDS);
        });
        host.network.cut();
        host.pass(Duration.ofMinutes(5));
        assertThat(times.size()).isBetween(60, 90);
        assertThat(status).filteredOn(Status.Connected.class::isInstance).hasSizeGreaterThan(50);
    }

    @Test
    void aConnectionThatHeldMakesUpForTheAttemptsBeforeIt() {
        join();
        for (int i = 0; i < 5; i++) {
            cut();
            welcome(ANEW);
        }
        assertThat(attempt()).isGreaterThan(3);
        host.pass(Duration.ofSeconds(3));
        cut();
        assertThat(attempt()).isEqualTo(1);
    }

    private int attempt() {
        return status.stream()
                .filter(Status.Reconnecting.class::isInstance)
                .map(Status.Reconnecting.class::cast)
                .reduce((before, last) -> last)
                .orElseThrow()
                .attempt();
    }

    @Test
    void credentialsAreInEachHelloAndNowhereElse() {
        AtomicInteger count = new AtomicInteger();
        GameConnector fresh = host.client().token(Mono.fromSupplier(() -> "secret" + count.incrementAndGet()));
        GameConnector constant = host.client().token("secret");
        assertThat(fresh.toString() + constant).doesNotContain("secret");
        join(fresh);
        assertThat(hello(host.last()).path("token").asString()).isEqualTo("secret1");
        assertThat(hello(cut()).path("token").asString()).isEqualTo("secret2");
        host.close(1000);
        join(constant);
        assertThat(hello(host.last()).path("token").asString()).isEqualTo("secret");
    }

    @Test
    void credentialsThatCannotBeHadFailTheConnectOrTheAttempt() {
        List<String> fate = fate(
                host.client().token(Mono.error(new IllegalStateException())).connect());
        host.settle();
        assertThat(fate).containsExactly("IllegalStateException");
        AtomicInteger count = new AtomicInteger();
        join(host.client()
                .token(Mono.defer(() -> count.incrementAndGet() == 2
                        ? Mono.error(new IllegalStateException("expired"))
                        : Mono.just("s"))));
        cut();
        assertThat(attempt()).isEqualTo(2);
        assertThat(hello(host.last()).path("token").asString()).isEqualTo("s");
    }

    @Test
    void theRoundTripIsMeasuredAtTheStartAndEveryFiveSeconds() {
        host.network.latency(Duration.ofMillis(40));
        List<GameClient> clients = new ArrayList<>();
        host.accepting(peer -> peer.send("$welcome", ANEW));
        host.client().connect().subscribe(clients::add);
        host.pass(Duration.ofMillis(500));
        GameClient ada = clients.get(0);
        assertThat(ada.roundTrip().least()).isEqualTo(Duration.ofMillis(80));
        assertThat(ada.roundTrip().smoothed()).isEqualTo(Duration.ofMillis(80));
        assertThat(ada.roundTrip().jitter()).isZero();
        host.network.latency(Duration.ofMillis(80));
        host.pass(Duration.ofMillis(5_000));
        assertThat(ada.roundTrip().least()).isEqualTo(Duration.ofMillis(80));
        assertThat(ada.roundTrip().smoothed()).isEqualTo(Duration.ofMillis(90));
        assertThat(ada.roundTrip().jitter()).isEqualTo(Duration.ofMillis(20));
        host.network.cut();
        host.settle();
        assertThat(ada.roundTrip().least()).isZero();
    }

    /** What is in the hello, for those who read this test. */
    @Test
    void aFirstHelloHasNoSession() {
        join(host.client().game("tag").room("r1").options(List.of(1)).spectate());
        JsonNode hello = hello(host.last());
        assertThat(hello)
                .hasToString("{\"acks\":true,\"client\":\"playflux-java\",\"game\":\"tag\",\"room\":\"r1\","
                        + "\"options\":[1],\"spectate\":true}");
    }
}
