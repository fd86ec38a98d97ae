package dev.playflux.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.connection.Identity;
import dev.playflux.metrics.Metrics;
import dev.playflux.room.Game;
import dev.playflux.room.Store;
import dev.playflux.transport.RawSocket;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Coming back to a seat over sockets, in text and in binary: PROTOCOL 6. */
class ResumeIT extends SocketTest {
    private static final Duration GRACE = Duration.ofMillis(1500);

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final Game<String> game = Game.named("kept", () -> "-")
            .onJoin((state, player) -> tell(state, "join"))
            .onAway((state, player) -> tell(state, "away"))
            .onBack((state, player) -> tell(state, "back"))
            .onLeave((state, player, why) -> tell(state, why.toString()))
            .on("say", String.class, (state, player, said) -> tell(said, said))
            .on("finish", String.class, (state, player, why) -> {
                player.room().close(why);
                return state;
            });

    private String tell(String state, String what) {
        told.add(what);
        return state;
    }

    private RunningServer serve(UnaryOperator<GameServer> more) {
        return serve(more.apply(GameServer.create().game(game)));
    }

    private RawClient client(int port, boolean binary, String hello) {
        return closing(binary ? RawClient.binary(port, hello) : RawClient.welcome(port, hello));
    }

    private RawClient resume(int port, boolean binary, String token) {
        return client(port, binary, "{\"resume\":" + resume(token) + "}");
    }

    private static String resume(String token) {
        return "{\"token\":\"" + token + "\",\"seq\":0}";
    }

    private static String token(RawClient client) {
        return client.welcome().path("resume").path("token").asString();
    }

    private static boolean resumed(RawClient client) {
        return client.welcome().path("resumed").asBoolean();
    }

    private static String say(int seq, String text) {
        return "{\"action\":\"say\",\"seq\":" + seq + ",\"data\":\"" + text + "\"}";
    }

    private void vanishes(RawClient client) {
        client.vanish();
        eventually(() -> assertThat(told).endsWith("away"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void inTimeTheSeatGoesOnWithItsNumbersAndAWholeState(boolean binary) {
        int port = serve(spec -> spec).port();
        RawClient ada = client(port, binary, "{}");
        ada.say(say(1, "one"));
        ada.next("$ack", ack -> ack.path("data").path("seq").asLong() == 1);
        vanishes(ada);
        RawClient again = resume(port, binary, token(ada));
        assertThat(resumed(again)).isTrue();
        assertThat(again.welcome().path("player")).isEqualTo(ada.welcome().path("player"));
        assertThat(again.welcome().path("session")).isEqualTo(ada.welcome().path("session"));
        assertThat(again.welcome().path("seq").asLong()).isEqualTo(1);
        JsonNode state = again.next("$state").path("data");
        assertThat(state.path("base").asLong(0)).isZero();
        again.say(say(1, "one"));
        again.say(say(2, "two"));
        again.next("$ack", ack -> ack.path("data").path("seq").asLong() == 2);
        assertThat(told).containsExactly("join", "one", "away", "back", "two");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void lateOrWithATokenThatIsNoneOneIsNew(boolean binary) {
        int port = serve(GameServer.create().game(game.grace(GRACE))).port();
        RawClient ada = client(port, binary, "{}");
        vanishes(ada);
        assertThat(resumed(resume(port, binary, "AAAAAAAAAAAAAAAAAAAAAA"))).isFalse();
        eventually(() -> assertThat(told).endsWith("LOST"));
        RawClient late = resume(port, binary, token(ada));
        assertThat(resumed(late)).isFalse();
        assertThat(late.welcome().path("player")).isNotEqualTo(ada.welcome().path("player"));
        assertThat(told).containsExactly("join", "away", "join", "LOST", "join");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anOldTokenIsGoodUntilTheNewOneIsUsed(boolean binary) {
        int port = serve(spec -> spec).port();
        RawClient ada = client(port, binary, "{}");
        vanishes(ada);
        RawClient unheard = resume(port, binary, token(ada));
        assertThat(resumed(unheard)).isTrue();
        RawClient third = resume(port, binary, token(ada));
        assertThat(resumed(third)).isTrue();
        assertThat(unheard.closeCode()).isEqualTo(4004);
        third.say(say(1, "here"));
        eventually(() -> assertThat(told).endsWith("here"));
        assertThat(resumed(resume(port, binary, token(ada)))).isFalse();
        assertThat(resumed(resume(port, binary, token(unheard)))).isFalse();
        assertThat(resumed(resume(port, binary, token(third)))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aStolenTokenIsWorthNothingToAnotherIdentity(boolean binary) throws IOException {
        int port = serve(spec -> spec.authenticate(
                        hello -> Mono.justOrEmpty(hello.token()).map(Identity::of)))
                .port();
        RawClient ada = client(port, binary, "{\"token\":\"ada\"}");
        vanishes(ada);
        String resume = "\"resume\":" + resume(token(ada));
        assertThat(resumed(client(port, binary, "{\"token\":\"eve\"," + resume + "}")))
                .isFalse();
        RawClient nobody = closing(new RawClient(RawSocket.upgraded(port)));
        nobody.say("{\"action\":\"$hello\",\"data\":{" + resume + "}}");
        assertThat(nobody.refusal().code()).isEqualTo("auth_failed");
        assertThat(nobody.closeCode()).isEqualTo(4001);
        assertThat(resumed(client(port, binary, "{\"token\":\"ada\"," + resume + "}")))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ofTwoAtOnceOneStays(boolean binary) {
        AtomicInteger resumed = new AtomicInteger();
        RunningServer server = serve(spec -> spec.metrics(new Metrics() {
            @Override
            public void sessionResumed() {
                resumed.incrementAndGet();
            }
        }));
        RawClient ada = client(server.port(), binary, "{}");
        vanishes(ada);
        List<RawClient> both =
                List.of(closing(RawClient.silent(server.port())), closing(RawClient.silent(server.port())));
        both.forEach(each -> each.say("{\"action\":\"$hello\",\"data\":{\"resume\":" + resume(token(ada)) + "}}"));
        // The older one is let go, whichever that is; it may have been welcomed before.
        eventually(() -> assertThat(resumed).hasValue(2));
        RawClient last = resume(server.port(), binary, token(ada));
        assertThat(resumed(last)).isTrue();
        assertThat(both).allSatisfy(each -> assertThat(each.closeCode()).isEqualTo(4004));
        assertThat(told).containsExactly("join", "away", "back");
        assertThat(server.rooms())
                .singleElement()
                .satisfies(room -> assertThat(room.players()).hasSize(1));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void duringADrainOneMayComeBackAndNobodyNewMayCome(boolean binary) {
        RunningServer server = serve(spec -> spec);
        RawClient ada = client(server.port(), binary, "{}");
        Mono<Void> drained = server.drain(Duration.ofSeconds(30));
        vanishes(ada);
        RawClient fresh = closing(binary ? RawClient.binary(server.port()) : RawClient.silent(server.port()));
        fresh.say("{\"action\":\"$hello\"}");
        assertThat(fresh.refusal().code()).isEqualTo("overloaded");
        assertThat(fresh.closeCode()).isEqualTo(1013);
        RawClient again = resume(server.port(), binary, token(ada));
        assertThat(resumed(again)).isTrue();
        again.say("{\"action\":\"finish\",\"data\":\"won\"}");
        assertThat(again.refusal().code()).isEqualTo("room_closed");
        assertThat(again.closeCode()).isEqualTo(4009);
        drained.block(Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anotherServerKnowsTheSessionIfThereIsAStore(boolean stored) {
        Store store = Store.memory();
        UnaryOperator<GameServer> kept = spec -> stored ? spec.store(store) : spec;
        RunningServer first = serve(kept);
        RawClient ada = client(first.port(), false, "{}");
        ada.say(say(1, "one"));
        ada.next("$ack", ack -> ack.path("data").path("seq").asLong() == 1);
        first.drain(Duration.ZERO).block(Duration.ofSeconds(15));
        assertThat(ada.closeCode()).isEqualTo(1012);
        int port = serve(kept).port();
        RawClient again = resume(port, true, token(ada));
        assertThat(resumed(again)).isEqualTo(stored);
        assertThat(again.welcome().path("seq").asLong()).isEqualTo(stored ? 1 : 0);
    }
}
