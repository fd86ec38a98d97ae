package dev.playflux.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.message.Refused;
import dev.playflux.testing.Peer;
import dev.playflux.testing.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a game does while the room is in the middle of something: it hears of an outcome, and acts at once. */
class ReentryTest {
    record Say(String text) {}

    private final List<String> heard = new ArrayList<>();
    private @Nullable Stage stage;

    @AfterEach
    void close() {
        if (stage != null) {
            stage.close();
        }
    }

    private Stage play(UnaryOperator<Game<String>> more) {
        stage = Stage.of(more.apply(Game.named("again", () -> "-")
                .onBack((state, player) -> note(state, "back"))
                .onLeave((state, player, why) -> note(state, why.toString()))));
        return stage;
    }

    private String note(String state, String what) {
        heard.add(what);
        return state;
    }

    private static List<Long> acks(Peer peer) {
        return peer.data("$ack").stream().map(ack -> ack.path("seq").asLong()).toList();
    }

    @Test
    void whoHearsThatADeliveryIsDiscardedMaySendAndTheRefusalIsToldAllTheSame() {
        Stage stage = play(game -> game.on("trap", Say.class, (state, player, say) -> {
            player.deliver(say).subscribe(none -> {}, lost -> player.send(new Say("lost")));
            throw new Refused("mute", "not that");
        }));
        Peer ada = stage.join();
        ada.deliver(1, "trap", "{'text':'a'}");
        stage.ticks(1);
        assertThat(ada.refusals()).containsExactly("mute");
        assertThat(acks(ada)).containsExactly(1L);
        assertThat(ada.texts("say")).containsExactly("{\"text\":\"lost\"}");
        assertThat(stage.faults).isEmpty();
    }

    @Test
    void whoIsKickedInTheJoinHookHearsNothingElse() {
        Stage stage = play(game -> game.onJoin((state, player) -> {
            player.kick("you are banned");
            return state;
        }));
        Peer ada = stage.join();
        stage.ticks(1);
        assertThat(ada.closes()).containsExactly(4003);
        assertThat(ada.received()).isEmpty();
        assertThat(heard).containsExactly("KICKED");
    }

    @Test
    void whoIsKickedForWhatItHadWhenItComesBackIsNotBack() {
        AtomicReference<@Nullable Player<String>> kicked = new AtomicReference<>();
        Stage stage = play(game -> game.onJoin((state, player) -> {
            player.deliver(new Say("hello")).subscribe(none -> {}, lost -> {}, () -> player.kick("seen enough"));
            kicked.set(player);
            return state;
        }));
        Peer ada = stage.join();
        stage.ticks(1);
        ada.cut();
        stage.ticks(1);
        Peer again = stage.resume(ada.token(), 1);
        stage.ticks(1);
        assertThat(again.closes()).containsExactly(4003);
        assertThat(heard).containsExactly("KICKED");
    }

    @Test
    void anAnswerThatIsTooBigIsAFailureAndNotTheEndOfTheSession() {
        Stage stage = play(game -> game.answer(Say.class, (player, say) -> "x".repeat(300_000)));
        Peer ada = stage.join();
        ada.ask(1, "say", "{'text':'all of it'}");
        stage.ticks(1);
        assertThat(ada.closes()).isEmpty();
        assertThat(ada.data("$reply"))
                .singleElement()
                .extracting(reply -> reply.path("error").path("code").asString())
                .isEqualTo("handler_failed");
        assertThat(acks(ada)).containsExactly(1L);
    }
}
