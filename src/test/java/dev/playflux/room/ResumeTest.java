package dev.playflux.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.codec.Codec;
import dev.playflux.connection.Identity;
import dev.playflux.message.Limits;
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

/** Coming back to a seat: PROTOCOL 6. */
class ResumeTest {
    record Say(String text) {}

    private final List<String> heard = new ArrayList<>();
    private @Nullable Stage stage;

    @AfterEach
    void close() {
        if (stage != null) {
            stage.close();
        }
        Stage.peers(Codec.json());
    }

    private Game<String> game() {
        return Game.named("kept", () -> "-")
                .onJoin((state, player) -> note(state, "join " + player.id()))
                .onAway((state, player) -> note(state, "away " + player.id() + " " + player.away()))
                .onBack((state, player) -> note(state, "back " + player.id() + " " + player.away()))
                .onLeave((state, player, why) -> note(state, why + " " + player.id()))
                .on(Say.class, (state, player, say) -> {
                    heard.add(say.text());
                    dev.playflux.message.Refused.unless(!say.text().startsWith("no"), "mute", "not that");
                    return say.text();
                });
    }

    private String note(String state, String what) {
        heard.add(what);
        return state;
    }

    private Stage play() {
        return play(game -> game);
    }

    private Stage play(UnaryOperator<Game<String>> more) {
        stage = Stage.of(more.apply(game()));
        return stage;
    }

    private static JsonNode welcome(Peer peer) {
        return peer.data("$welcome").get(0);
    }

    private static boolean resumed(Peer peer) {
        return welcome(peer).path("resumed").asBoolean();
    }

    @Test
    void whoComesBackInTimeHasTheSeatTheNumbersAndAWholeState() {
        Stage stage = play();
        Peer ada = stage.join();
        ada.deliver(1, "say", "{'text':'one'}").input(7, "say", "{'text':'two'}");
        stage.ticks(1);
        ada.cut();
        stage.pass(Duration.ofSeconds(5));
        Peer again = stage.resume(ada.token(), 0);
        stage.ticks(1);
        assertThat(resumed(again)).isTrue();
        assertThat(welcome(again).path("player").asString()).isEqualTo(ada.id());
        assertThat(welcome(again).path("session")).isEqualTo(welcome(ada).path("session"));
        assertThat(welcome(again).path("room")).isEqualTo(welcome(ada).path("room"));
        assertThat(welcome(again).path("seq").asLong()).isEqualTo(1);
        assertThat(again.token()).isNotEqualTo(ada.token()).matches("[A-Za-z0-9_-]{22}");
        assertThat(again.states().get(0).path("base").asLong()).isZero();
        assertThat(again.states().get(0).path("input").asLong()).isEqualTo(7);
        assertThat(heard).containsExactly("join p1", "one", "two", "away p1 true", "back p1 false");
        again.deliver(2, "say", "{'text':'three'}");
        stage.ticks(1);
        assertThat(heard).endsWith("three");
    }

    @Test
    void whatIsSentBecauseSomethingArrivedComesBehindWhatIsSentAgain() {
        Stage stage = play();
        Peer ada = stage.join();
        Player<String> player = stage.<String>room().players().iterator().next();
        player.deliver("told", 1)
                .then(Mono.defer(() -> player.deliver("told", 3)))
                .subscribe(none -> {}, lost -> {});
        player.deliver("told", 2).subscribe(none -> {}, lost -> {});
        stage.ticks(1);
        assertThat(ada.texts("told")).containsExactly("1", "2");
        ada.cut();
        stage.settle();
        Peer again = stage.resume(ada.token(), 1);
        stage.ticks(1);
        assertThat(again.texts("told")).containsExactly("2", "3");
    }

    @Test
    void whoComesTooLateIsNew() {
        Stage stage = play();
        Peer ada = stage.join();
        ada.cut();
        stage.pass(Duration.ofSeconds(21));
        Peer again = stage.resume(ada.token(), 0);
        assertThat(resumed(again)).isFalse();
        assertThat(welcome(again).path("seq").asLong()).isZero();
        assertThat(heard).containsExactly("join p1", "away p1 true", "LOST p1", "join p2");
    }

    @Test
    void theGraceIsTheGames() {
        Stage stage = play(game -> game.grace(Duration.ofSeconds(2)));
        Peer ada = stage.join();
        assertThat(welcome(ada).path("resume").path("graceMs").asLong()).isEqualTo(2000);
        ada.cut();
        stage.pass(Duration.ofMillis(1900));
        assertThat(heard).doesNotContain("LOST p1");
        stage.pass(Duration.ofMillis(200));
        assertThat(heard).endsWith("LOST p1");
    }

    @Test
    void aTokenThatNobodyGaveIsNoToken() {
        Stage stage = play();
        stage.join();
        assertThat(resumed(stage.resume("AAAAAAAAAAAAAAAAAAAAAA", 0))).isFalse();
        assertThat(resumed(stage.resume("", 0))).isFalse();
        assertThat(heard).containsExactly("join p1", "join p2", "join p3");
    }

    @Test
    void numbersThatCannotBeAreNoResume() {
        Stage stage = play();
        Peer ada = stage.join();
        ada.cut();
        stage.settle();
        assertThat(resumed(stage.resume(ada.token(), 1))).isFalse();
        assertThat(resumed(stage.resume(ada.token(), -1))).isFalse();
        assertThat(resumed(stage.resume(ada.token(), 0))).isTrue();
    }

    @Test
    void aTokenIsGoodUntilItsSuccessorIsUsed() {
        Stage stage = play();
        Peer ada = stage.join();
        ada.cut();
        // The welcome is lost: nothing is ever sent on the second connection.
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
    void whatCameWithTheGreetingProvesNothingAboutTheWelcome() {
        Stage stage = play();
        Peer ada = stage.join();
        ada.cut();
        stage.settle();
        Peer hasty = stage.connect();
        hasty.write("[{'action':'$hello','data':{'resume':{'token':'" + ada.token()
                + "','seq':0}}},{'action':'say','data':{'text':'hasty'}}]");
        stage.ticks(1);
        assertThat(resumed(hasty)).isTrue();
        assertThat(heard).endsWith("hasty");
        assertThat(resumed(stage.resume(ada.token(), 0))).isTrue();
    }

    @Test
    void theNewestConnectionWinsAndTheOlderIsNotHeardAnyMore() {
        Stage stage = play();
        Peer ada = stage.join();
        ada.send("say", "{'text':'before'}");
        stage.ticks(1);
        Peer newer = stage.connect();
        stage.atOnce(() -> {
            newer.send("$hello", "{'resume':{'token':'" + ada.token() + "','seq':0}}");
            ada.send("say", "{'text':'never'}");
        });
        stage.ticks(2);
        assertThat(ada.closes()).containsExactly(4004);
        assertThat(resumed(newer)).isTrue();
        assertThat(heard).containsExactly("join p1", "before");
    }

    @Test
    void twoThatComeAtOnceLeaveOne() {
        Stage stage = play();
        Peer ada = stage.join();
        ada.cut();
        stage.settle();
        Peer one = stage.connect();
        Peer two = stage.connect();
        stage.atOnce(() -> {
            one.send("$hello", "{'resume':{'token':'" + ada.token() + "','seq':0}}");
            two.send("$hello", "{'resume':{'token':'" + ada.token() + "','seq':0}}");
        });
        stage.ticks(1);
        assertThat(one.closes()).containsExactly(4004);
        assertThat(two.closes()).isEmpty();
        assertThat(resumed(two)).isTrue();
        assertThat(stage.room().players()).hasSize(1);
    }

    @Test
    void whatIsUnacknowledgedComesAgainInOrderWithTheSameNumbersBeforeAnythingNew() {
        Stage stage = play();
        Peer ada = stage.join();
        Player<?> player = stage.room().players().iterator().next();
        List<String> done = new ArrayList<>();
        for (String text : List.of("a", "b", "c")) {
            player.deliver(new Say(text)).subscribe(none -> {}, lost -> {}, () -> done.add(text));
        }
        stage.settle();
        ada.cut();
        stage.settle();
        player.deliver(new Say("d")).subscribe(none -> {}, lost -> {}, () -> done.add("d"));
        player.send(new Say("at most once"));
        stage.pass(Duration.ofSeconds(1));
        Peer again = stage.resume(ada.token(), 1);
        stage.ticks(1);
        assertThat(done).containsExactly("a");
        assertThat(again.envelopes())
                .filteredOn(envelope -> envelope.path("action").asString().equals("say"))
                .extracting(envelope -> envelope.path("seq").asLong()
                        + envelope.path("data").path("text").asString())
                .containsExactly("2b", "3c", "4d");
        assertThat(again.envelopes().get(0).path("action").asString()).isEqualTo("$welcome");
        again.send("$ack", "{'seq':4}");
        stage.ticks(1);
        assertThat(done).containsExactly("a", "b", "c", "d");
    }

    @Test
    void aRefusalThatIsLostIsToldAgain() {
        Stage stage = play();
        Peer ada = stage.join();
        ada.deliver(1, "say", "{'text':'a'}").deliver(2, "say", "{'text':'no'}").deliver(3, "say", "{'text':'b'}");
        stage.ticks(1);
        ada.cut();
        stage.settle();
        Peer again = stage.resume(ada.token(), 0);
        assertThat(welcome(again).path("seq").asLong()).isEqualTo(1);
        again.deliver(2, "say", "{'text':'no'}")
                .deliver(3, "say", "{'text':'b'}")
                .deliver(4, "say", "{'text':'c'}");
        stage.ticks(1);
        assertThat(again.data("$error"))
                .extracting(error -> error.path("re").asLong())
                .containsExactly(2L);
        assertThat(heard).containsExactly("join p1", "a", "no", "b", "away p1 true", "back p1 false", "c");
        List<JsonNode> told = again.envelopes().stream()
                .filter(envelope -> List.of("$error", "$ack")
                        .contains(envelope.path("action").asString()))
                .toList();
        assertThat(told.get(0).path("action").asString()).isEqualTo("$error");
        assertThat(again.data("$ack"))
                .extracting(ack -> ack.path("seq").asLong())
                .endsWith(4L);
    }

    @Test
    void whatIsSentAgainDoesNotCountForTheRate() {
        Stage stage = Stage.of(spec -> spec.game(game()).limits(Limits.DEFAULTS.withRate(10, 10)));
        this.stage = stage;
        Peer ada = stage.join();
        ada.cut();
        stage.settle();
        Peer again = stage.resume(ada.token(), 0);
        for (int i = 1; i <= 256; i++) {
            again.deliver(i, "say", "{'text':'x'}");
        }
        stage.ticks(2);
        assertThat(again.refusals()).isEmpty();
        assertThat(heard.stream().filter("x"::equals)).hasSize(256);
        for (int i = 257; i <= 270; i++) {
            again.deliver(i, "say", "{'text':'y'}");
        }
        stage.ticks(1);
        assertThat(again.refusals()).isNotEmpty().containsOnly("rate_limited");
    }

    @Test
    void aGoodbyeAKickAndABreachEndTheSessionAtOnce() {
        Stage stage = play(game -> game.on("out", Say.class, (state, player, say) -> {
            player.kick("out");
            return state;
        }));
        Peer polite = stage.join();
        Peer kicked = stage.join();
        Peer rude = stage.join();
        Peer done = stage.join();
        polite.send("$bye", "null");
        kicked.send("out", "{'text':''}");
        rude.send("$hello", "null");
        done.close();
        stage.ticks(2);
        assertThat(heard)
                .contains("BYE p1", "KICKED p2", "LOST p3", "BYE p4")
                .noneMatch(text -> text.startsWith("away"));
        for (Peer peer : List.of(polite, kicked, rude, done)) {
            assertThat(resumed(stage.resume(peer.token(), 0))).isFalse();
        }
    }

    @Test
    void aSeatInGraceKeepsItsRoomAndItsPlace() {
        Stage stage = play(game -> game.maxPlayers(1).keepEmpty(Duration.ZERO));
        Peer ada = stage.join();
        ada.cut();
        stage.pass(Duration.ofSeconds(10));
        assertThat(stage.server.rooms()).hasSize(1);
        Peer bob = stage.join();
        assertThat(welcome(bob).path("room")).isNotEqualTo(welcome(ada).path("room"));
        assertThat(resumed(stage.resume(ada.token(), 0))).isTrue();
    }

    @Test
    void aRoomThatClosesLeavesNothingToComeBackTo() {
        Stage stage = play();
        Peer ada = stage.join();
        ada.cut();
        stage.settle();
        stage.room().close("over");
        stage.ticks(2);
        assertThat(heard).endsWith("CLOSED p1");
        Peer again = stage.resume(ada.token(), 0);
        assertThat(resumed(again)).isFalse();
    }

    @Test
    void aSpectatorMayComeBackToo() {
        Stage stage = play();
        stage.join();
        Peer guest = stage.hello("{'spectate':true}");
        guest.cut();
        stage.settle();
        Peer again = stage.resume(guest.token(), 0);
        stage.ticks(1);
        assertThat(resumed(again)).isTrue();
        assertThat(welcome(again).has("player")).isFalse();
        assertThat(again.states()).isNotEmpty();
        assertThat(heard).containsExactly("join p1");
    }

    @Test
    void anAddressHasOnlySoManySessionsAndMayStillComeBack() {
        Stage stage = Stage.of(spec -> spec.game(game()).limits(Limits.DEFAULTS.withSessionsPerAddress(2)));
        this.stage = stage;
        Peer ada = stage.join();
        Peer bob = stage.join();
        ada.cut();
        stage.settle();
        Peer eve = stage.join();
        assertThat(eve.refusals()).containsExactly("not_allowed");
        assertThat(eve.closes()).containsExactly(1013);
        assertThat(resumed(stage.resume(ada.token(), 0))).isTrue();
        bob.send("$bye", "null");
        stage.ticks(1);
        assertThat(resumed(stage.join())).isFalse();
    }

    @Test
    void aStolenTokenIsNoTokenForAnotherIdentity() {
        Stage stage = Stage.of(spec -> spec.game(game())
                .authenticate(hello -> Mono.justOrEmpty(hello.token()).map(Identity::of)));
        this.stage = stage;
        Peer ada = stage.hello("{'token':'ada'}");
        assertThat(stage.room().players().iterator().next().identity(String.class))
                .isEqualTo("ada");
        ada.cut();
        stage.settle();
        Peer thief = stage.hello("{'token':'eve','resume':{'token':'" + ada.token() + "','seq':0}}");
        assertThat(resumed(thief)).isFalse();
        Peer nobody = stage.hello("{'resume':{'token':'" + ada.token() + "','seq':0}}");
        assertThat(nobody.refusals()).containsExactly("auth_failed");
        assertThat(nobody.closes()).containsExactly(4001);
        Peer again = stage.hello("{'token':'ada','resume':{'token':'" + ada.token() + "','seq':0}}");
        assertThat(resumed(again)).isTrue();
    }

    @Test
    void ofTwoLostRefusalsNeitherIsAcknowledgedBeforeItIsTold() {
        Stage stage = play();
        Peer ada = stage.join();
        for (int i = 1; i <= 6; i++) {
            ada.deliver(i, "say", i % 2 == 0 ? "{'text':'no'}" : "{'text':'yes'}");
        }
        stage.ticks(1);
        ada.cut();
        stage.pass(Duration.ofSeconds(19));
        Peer again = stage.resume(ada.token(), 0);
        assertThat(welcome(again).path("seq").asLong()).isEqualTo(1);
        for (int i = 2; i <= 6; i++) {
            again.deliver(i, "say", "null");
        }
        stage.ticks(1);
        long refused = 0;
        for (JsonNode envelope : again.envelopes()) {
            refused = Math.max(refused, envelope.path("data").path("re").asLong(0));
            if (envelope.path("action").asString().equals("$ack")) {
                assertThat(envelope.path("data").path("seq").asLong()).isLessThan(refused + 2);
            }
        }
        assertThat(again.data("$error"))
                .extracting(error -> error.path("re").asLong())
                .containsExactly(2L, 4L, 6L);
        assertThat(again.data("$ack"))
                .extracting(ack -> ack.path("seq").asLong())
                .endsWith(6L);
        assertThat(heard.stream().filter("no"::equals)).hasSize(3);
    }

    @Test
    void aRefusalIsRememberedForAsLongAsTheClientIsAway() {
        Stage stage = play(game -> game.grace(Duration.ofMinutes(10)));
        Peer ada = stage.join();
        ada.deliver(1, "say", "{'text':'no'}");
        stage.ticks(1);
        ada.cut();
        stage.pass(Duration.ofMinutes(5));
        Peer again = stage.resume(ada.token(), 0);
        assertThat(welcome(again).path("seq").asLong()).isZero();
        again.deliver(1, "say", "{'text':'no'}").deliver(2, "say", "{'text':'no'}");
        stage.ticks(1);
        again.cut();
        stage.settle();
        Peer third = stage.resume(again.token(), 0);
        assertThat(welcome(third).path("seq").asLong()).isZero();
    }

    @Test
    void whatIsSentAgainTravelsInSmallMessages() {
        Stage stage = play();
        Peer ada = stage.join();
        Player<?> player = stage.room().players().iterator().next();
        for (int i = 0; i < 50; i++) {
            player.deliver(new Say("x".repeat(100))).subscribe(none -> {}, lost -> {});
        }
        stage.settle();
        ada.cut();
        stage.settle();
        Peer again = stage.resume(ada.token(), 0);
        stage.settle();
        assertThat(again.data("say")).hasSize(50);
        assertThat(again.received()).allMatch(message -> message.length() < 1100);
    }

    @Test
    void whoComesAndGoesOftenLeavesNothingBehind() {
        Stage stage = play();
        Peer ada = stage.join();
        for (int i = 0; i < 50; i++) {
            ada.cut();
            stage.pass(Duration.ofMillis(100));
            ada = stage.resume(ada.token(), 0);
            stage.pass(Duration.ofMillis(100));
        }
        ada.cut();
        stage.pass(Duration.ofMillis(19_900));
        assertThat(heard).doesNotContain("LOST p1");
        stage.pass(Duration.ofMillis(300));
        assertThat(heard).endsWith("LOST p1");
    }

    @Test
    void whatWasSentToAnotherCodecIsWrittenAnew() {
        Stage stage = play();
        Peer ada = stage.join();
        stage.room().players().iterator().next().deliver(new Say("kept")).subscribe(none -> {}, lost -> {});
        stage.settle();
        assertThat(ada.texts("say")).containsExactly("{\"text\":\"kept\"}");
        ada.cut();
        stage.settle();
        Stage.peers(Codec.cbor());
        Peer again = stage.resume(ada.token(), 0);
        assertThat(resumed(again)).isTrue();
        assertThat(again.texts("say")).containsExactly("{\"text\":\"kept\"}");
    }
}
