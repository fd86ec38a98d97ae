package dev.playflux.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.connection.Hello;
import dev.playflux.connection.Identity;
import dev.playflux.message.Refused;
import dev.playflux.room.Game;
import dev.playflux.testing.Peer;
import dev.playflux.testing.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Who a client is: asked once a connection, for a bounded time, and nothing of it told to others. */
class AuthenticationTest {
    private final List<String> heard = new ArrayList<>();
    private @Nullable Stage stage;

    @AfterEach
    void close() {
        if (stage != null) {
            stage.close();
        }
    }

    private Stage asking(Function<Hello, Publisher<Identity>> authenticator) {
        Game<String> game = Game.named("club", () -> "-")
                .onJoin((state, player) -> {
                    heard.add("join " + player.identity(String.class));
                    return state;
                })
                .on("say", String.class, (state, player, text) -> {
                    heard.add(text);
                    return text;
                });
        stage = Stage.of(spec -> spec.game(game).authenticate(authenticator));
        return stage;
    }

    private static String told(Peer peer) {
        return peer.data("$error").get(0).path("message").asString();
    }

    @Test
    void whoIsKnownComesInAndWhatWasSaidMeanwhileIsHeardAfterwards() {
        Stage stage = asking(hello -> Mono.delay(Duration.ofSeconds(3)).thenReturn(Identity.of("" + hello.token())));
        Peer ada = stage.connect();
        ada.send("$hello", "{'token':'ada'}").send("say", "'hello'");
        stage.pass(Duration.ofMillis(2_900));
        assertThat(heard).isEmpty();
        assertThat(ada.received()).isEmpty();
        stage.pass(Duration.ofMillis(200));
        assertThat(heard).containsExactly("join ada", "hello");
    }

    @Test
    void theFirstSignalDecides() {
        Stage stage = asking(hello -> Flux.just(Identity.of("one"), Identity.of("two")));
        stage.join();
        assertThat(heard).containsExactly("join one");
    }

    @Test
    void nobodyKnownIsNobodyLetIn() {
        Stage stage = asking(hello -> Mono.empty());
        Peer eve = stage.hello("{'token':'guess'}");
        assertThat(eve.refusals()).containsExactly("auth_failed");
        assertThat(eve.closes()).containsExactly(4001);
        assertThat(heard).isEmpty();
    }

    @Test
    void aRefusalSaysItsTextAndAFaultSaysNothingOfItself() {
        Stage stage = asking(hello -> switch (String.valueOf(hello.token())) {
            case "refused" -> Mono.error(new Refused("expired", "log in again"));
            case "error" -> Mono.error(new IllegalStateException("database at 10.0.0.7 is down"));
            default -> throw new IllegalStateException("bug with " + hello.token());
        });
        Peer refused = stage.hello("{'token':'refused'}");
        Peer error = stage.hello("{'token':'error'}");
        Peer thrown = stage.hello("{'token':'s3cret'}");
        for (Peer peer : List.of(refused, error, thrown)) {
            assertThat(peer.refusals()).containsExactly("auth_failed");
            assertThat(peer.closes()).containsExactly(4001);
        }
        assertThat(told(refused)).isEqualTo("log in again");
        assertThat(told(error)).isEqualTo(told(thrown)).doesNotContain("10.0.0.7", "s3cret");
        assertThat(stage.faults).hasSize(2).first().asString().contains("10.0.0.7");
    }

    @Test
    void whoeverCannotBeLookedUpInTimeIsSentAwayToComeBackLater() {
        Stage stage = asking(hello -> Mono.never());
        Peer ada = stage.hello("{'token':'ada'}");
        stage.pass(Duration.ofMillis(9_900));
        assertThat(ada.closes()).isEmpty();
        stage.pass(Duration.ofMillis(200));
        assertThat(ada.refusals()).containsExactly("overloaded");
        assertThat(ada.closes()).containsExactly(1013);
    }

    @Test
    void whoIsGoneIsNotLookedUpAnyMore() {
        AtomicBoolean cancelled = new AtomicBoolean();
        Stage stage = asking(hello -> Mono.<Identity>never().doOnCancel(() -> cancelled.set(true)));
        Peer ada = stage.hello("{'token':'ada'}");
        ada.cut();
        stage.settle();
        assertThat(cancelled).isTrue();
    }
}
