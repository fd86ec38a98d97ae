package dev.playflux.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.action.Actions;
import dev.playflux.message.Limits;
import dev.playflux.message.Refused;
import dev.playflux.room.Game;
import dev.playflux.room.Player;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A handler throws at a client's first message: the client is told, and its next thousand are handled. */
class FaultyHandlersIT extends SocketTest {
    private static final int MESSAGES = 1000;
    private static final Limits FAST = Limits.DEFAULTS.withRate(1_000_000, 1_000_000);

    private final Queue<String> faults = new ConcurrentLinkedQueue<>();

    /** The action: 0 is a fault of the handler, and less is refused. */
    record Work(int number) {

        int done() {
            if (number == 0) {
                throw new IllegalStateException("a secret of the server");
            }
            if (number < 0) {
                throw new Refused("too_small", "at least 0, was " + number);
            }
            return number;
        }
    }

    private static final Game<Integer> GAME =
            Game.named("work", () -> 0).tickRate(60).onError(error -> {});

    /** Where a handler may throw. */
    enum Place {
        A_REDUCER(GAME.on(Work.class, Place::reduce)),
        AN_EFFECT(GAME.run(Work.class, (player, work) -> player.send("done", work.done()))),
        A_REDUCER_BEHIND_OPERATORS(GAME.on(Work.class, works -> works.take(5000), Place::reduce)),
        AN_EFFECT_BEHIND_OPERATORS(
                GAME.run(Work.class, works -> works.take(5000), (player, work) -> player.send("done", work.done()))),
        THE_OPERATORS(
                GAME.run(Work.class, works -> works.map(Work::done), (player, done) -> player.send("done", done))),
        A_PIPELINE(GAME.pipeline(
                Work.class, (player, works) -> works.map(Work::done).doOnNext(done -> player.send("done", done)))),
        THE_REST(GAME.otherwise((player, message) -> player.send(
                "done", Objects.requireNonNull(message.as(Work.class)).done())));

        private final Game<Integer> game;

        Place(Game<Integer> game) {
            this.game = game;
        }

        private static Integer reduce(Integer sum, Player<Integer> player, Work work) {
            player.send("done", work.done());
            return sum + work.number;
        }
    }

    private GameServer server() {
        return GameServer.create().limits(FAST).onError((where, thrown) -> faults.add(where));
    }

    @ParameterizedTest
    @EnumSource
    void ofARoomLoseOneMessageOnly(Place place) {
        losesOneMessageOnly(serve(server().game(place.game)));
    }

    @Test
    void ofAConnectionLoseOneMessageOnly() {
        losesOneMessageOnly(serve(server().handle(Actions.on(
                Work.class,
                (connection, works) -> works.map(Work::done).doOnNext(done -> connection.send("done", done))))));
    }

    @Test
    void ofAConnectionsOtherActionsLoseOneMessageOnly() {
        losesOneMessageOnly(serve(server().handle(Actions.on(String.class, (connection, texts) -> texts)
                .otherwise((connection, messages) -> messages.map(message ->
                                Objects.requireNonNull(message.as(Work.class)).done())
                        .doOnNext(done -> connection.send("done", done))))));
        assertThat(faults).containsExactly("the pipeline of 'otherwise'");
    }

    private static String work(int number) {
        return "{\"action\":\"work\",\"data\":{\"number\":" + number + "}}";
    }

    /** Sends what fails, a thousand that do not, one that is refused, and one more. */
    private void losesOneMessageOnly(RunningServer server) {
        RawClient client = closing(RawClient.welcome(server.port()));
        client.say(work(0));
        RawClient.Refusal fault = client.refusal();
        assertThat(fault.code()).isEqualTo("handler_failed");
        assertThat(fault.message()).doesNotContain("secret");
        for (int number = 1; number <= MESSAGES; number += 50) {
            client.say(IntStream.range(number, number + 50)
                    .mapToObj(FaultyHandlersIT::work)
                    .collect(Collectors.joining(",", "[", "]")));
            for (int done = number; done < number + 50; done++) {
                assertThat(client.next("done").path("data").asInt()).isEqualTo(done);
            }
        }
        client.say(work(-1));
        RawClient.Refusal refusal = client.refusal();
        assertThat(refusal.code()).isEqualTo("too_small");
        assertThat(refusal.message()).isEqualTo("at least 0, was -1");
        client.say(work(7));
        assertThat(client.next("done").path("data").asInt()).isEqualTo(7);
        assertThat(faults).hasSize(1);
    }
}
